"""What the product says of a place or a project is said in Chinese and in English, each with the same values."""

import re
from pathlib import Path
from string import Formatter

import pytest

from geo_app.layers import Layers
from geo_app.reckoning.tables import rows
from geo_app.reckoning.words import COUNTED, term
from geo_app.reckoning.words import PHRASES as SAID
from geo_app.settings import PACKAGE
from geo_app.zones.distances import places

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SINGLE = r"(?!site lies|item makes|hazardous-chemical plant)"
VERB = r"(?!is |as |was |has |does |lies |judges|class|counts)"
MANY = re.compile(rf"(?<![\w.–])1 {SINGLE}(?:[a-z-]+ )?{VERB}(?:[a-z]+s|people)\b")
SQL = {row["phrase"]: row for row in rows("words/gap_phrases")}  # said by the database
PHRASES = {row["phrase"]: row for table in SAID for row in rows(table)}


def values_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("row", PHRASES.values(), ids=PHRASES)
def test_a_phrase_says_the_same_in_both_languages(row: dict[str, str]) -> None:
    assert values_of(row["zh"]) == {name.removesuffix("_en") for name in values_of(row["en"])}
    assert not CHINESE.search(row["en"])


def test_one_of_a_thing_is_not_called_many() -> None:
    told = [row["en"] for row in (*PHRASES.values(), *rows("words/told")) if row["en"]]
    with_one = [COUNTED.format(text, **dict.fromkeys(values_of(text), 1) | {"targets": "school"}) for text in told]
    assert [text for text in with_one if MANY.search(text)] == []
    assert len(with_one) > 700


def test_every_phrase_is_said_somewhere_and_none_is_missing() -> None:
    code = "".join(path.read_text() for path in Path(PACKAGE).rglob("*.py"))
    named = (found for call in re.findall(r"\bsay\(([^()]*)", code) for found in re.findall(r'"(\w+)"', call))
    assert set(named) & set(PHRASES) == set(PHRASES) - set(SQL)
    queries = "".join(path.read_text() for path in Path(PACKAGE, "sql").glob("*.sql"))
    assert set(re.findall(r"'(gap_\w+)'", queries)) & set(SQL) == set(SQL)


def test_every_word_of_the_tables_that_a_line_may_hold_has_its_english(layers: Layers) -> None:
    words = {row[name] for row in rows("gaps/distances") for name in ("measured_from", "note")}
    words |= {row["missing"] for row in rows("siting/unmapped")} | {row["note"] for row in rows("siting/homes")}
    words |= {row["unit"] for row in rows("siting/limits")} | {row["title"] for row in rows("gaps/layers")}
    words |= {field for place in places() for field in place.asks(layers).zh.split("、")}
    words |= {row["clause"] for row in rows("zones/road_dangers")}
    assert [word for word in sorted(words) if word and CHINESE.search(term(word).en)] == []
