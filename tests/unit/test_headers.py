"""Which column is which field."""

from collections.abc import Sequence

import pytest

from geo_app.errors import BadInput
from geo_app.ingest.headers import Column, match
from geo_app.ingest.sheets import Cells
from geo_app.ingest.vocabulary import Vocabulary, key, vocabulary
from geo_app.layers import Layers

NO_ROWS: list[Cells] = []


@pytest.fixture(scope="module")
def mine(layers: Layers) -> Vocabulary:
    return vocabulary(layers["mine"], layers)


def targets(columns: Sequence[Column]) -> list[str | None]:
    return [column.target for column in columns]


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("名称", "name"),
        ("名 称:", "name"),
        ("＊矿山名称", "name"),
        ("1、名称", "name"),
        ("名称(必填)", "name"),
        ("Mine\nName", "name"),
        ("设计产能\n(吨/年)", "capacity"),
        ("联系人电话", "telephone"),
        ("Lattitude", "place.latitude"),
        ("Ｘ坐标", "place.longitude"),
        ("经度(E)", "place.longitude"),
        ("GPS经度", "place.longitude"),
        ("经纬度坐标", "place.lonlat"),
        ("行政区划代码", "division.code"),
        ("县(市、区)", "division.county"),
        ("Country", None),
        ("主管部门意见", None),
        ("", None),
    ],
)
def test_headers_as_ledgers_write_them(header: str, target: str | None, mine: Vocabulary) -> None:
    assert targets(match([header], NO_ROWS, mine, {})) == [target]


def test_every_title_and_alias_of_every_layer_finds_its_field(layers: Layers) -> None:
    for layer in (layer for layer in layers if layer.source == "site"):
        words = vocabulary(layer, layers)
        for field in (field for field in layer.fields if not field.kept):
            assert words.words[key(field.title)].target == field.name, (layer.name, field.title)
            for alias in field.aliases:
                assert key(alias) in words.words, (layer.name, alias)


def test_a_unit_in_the_header_is_converted(mine: Vocabulary) -> None:
    (column,) = match(["生产能力(吨/年)"], NO_ROWS, mine, {})
    assert (column.target, column.factor) == ("capacity", 0.0001)


def test_a_unit_of_another_kind_is_no_match(mine: Vocabulary) -> None:
    (column,) = match(["生产能力(米)"], NO_ROWS, mine, {})
    assert (column.target, column.how.zh) == (None, "单位不符(米)")


def test_the_original_name_comes_before_its_transcription(mine: Vocabulary) -> None:
    transcribed, original = match(["Mine Name", "Mine Name (Non-ENG)"], NO_ROWS, mine, {})
    assert (original.target, original.rank) == ("name", 0)
    assert (transcribed.target, transcribed.rank) == ("name", 1)
    assert transcribed.how.zh.endswith("前一列为空时采用")


def test_of_two_columns_the_one_with_fitting_content_counts(mine: Vocabulary) -> None:
    rows = [["Longwall", "Underground"], ["Bord and Pillar", "Surface"], ["Longwall", "-"], ["Strip", "Surface"]]
    method, kind = match(["Mining Method", "Mine Type"], rows, mine, {})
    assert (method.target, method.how.zh) == (None, "另有一列更合适")
    assert kind.target == "mining_method"


def test_a_place_is_never_put_together_from_two_columns_of_the_same_kind(mine: Vocabulary) -> None:
    assert targets(match(["经度", "lon", "纬度"], NO_ROWS, mine, {})) == [
        "place.longitude",
        None,
        "place.latitude",
    ]


def test_a_person_decides(mine: Vocabulary) -> None:
    chosen = {"名称": None, "煤矿": "name", "产量(吨)": "production"}
    columns = match(["名称", "煤矿", "产量(吨)"], NO_ROWS, mine, chosen)
    assert targets(columns) == [None, "name", "production"]
    assert columns[2].factor == 0.0001


def test_what_was_matched_and_agreed_to_keeps_its_order(mine: Vocabulary) -> None:
    headers = ["Mine Name", "Mine Name (Non-ENG)", "Mine Name (Local)"]
    first = match(headers, NO_ROWS, mine, {})
    again = match(headers, NO_ROWS, mine, {column.header: column.target for column in first})
    assert [(column.target, column.rank) for column in again] == [(column.target, column.rank) for column in first]


def test_a_person_cannot_choose_what_does_not_exist(mine: Vocabulary) -> None:
    with pytest.raises(BadInput, match="没有字段 height"):
        match(["高度"], NO_ROWS, mine, {"高度": "height"})


def test_samples_are_the_first_distinct_values(mine: Vocabulary) -> None:
    (column,) = match(["名称"], [["甲"], ["甲"], ["-"], ["乙"], ["丙"], ["丁"]], mine, {})
    assert column.samples == ("甲", "乙", "丙")
