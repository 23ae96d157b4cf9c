"""geo-app buffer and geo-app consequence: the same answers as on the map, for scripts."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


def test_a_consequence_is_screened_without_a_database(geo_app: Command, tmp_path: Path) -> None:
    inputs = tmp_path / "inputs.json"
    inputs.write_text('{"fuel": "lpg", "mass_t": 10}', encoding="utf-8")
    answer = geo_app("consequence", "fireball", str(inputs))
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert [reach["distance_m"] for reach in told["reaches"]] == [114, 228, 412]
    assert "不能用于设计" in told["warning"]


@pytest.mark.parametrize(
    ("text", "told"),
    [("[1]", "JSON 对象"), ("{", "有效的 JSON"), ('{"fuel": "lpg"}', "缺少")],
)
def test_wrong_inputs_are_told_in_one_sentence(geo_app: Command, tmp_path: Path, text: str, told: str) -> None:
    inputs = tmp_path / "inputs.json"
    inputs.write_text(text, encoding="utf-8")
    answer = geo_app("consequence", "fireball", str(inputs))
    assert (answer.returncode, told in answer.stderr) == (2, True), answer.stderr


def test_buffers_are_written_to_a_file(geo_app: Command, tmp_path: Path) -> None:
    geo_app("site", "add", "fuel_station", "102.4", "24.9", "--set", "name=演示站")
    out = tmp_path / "rings.geojson"
    answer = geo_app("buffer", "fuel_station", "250", "--merge", "--out", str(out))
    assert answer.returncode == 0, answer.stderr
    (ring,) = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert (ring["properties"]["sites"], ring["properties"]["metres"]) == (1, 250)


def test_the_exposure_of_a_whole_layer_names_what_has_no_number(geo_app: Command) -> None:
    plant = geo_app("site", "add", "chemical_plant", "102.4", "24.9", "--set", "name=演示厂").stdout.strip()
    geo_app("site", "add", "settlement", "102.401", "24.9", "--set", "name=甲村", "--set", "residents=40")
    geo_app("site", "add", "settlement", "102.402", "24.9", "--set", "name=乙村")
    geo_app("site", "add", "settlement", "102.41", "24.9", "--set", "name=远村", "--set", "residents=9")
    (told,) = json.loads(geo_app("exposure", "chemical_plant", "--metres", "500").stdout)
    assert told == {"site_id": int(plant), "near": 2, "residents": 40, "without_residents": 1}
