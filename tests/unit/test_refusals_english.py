"""What the server refuses whoever uses the map is told in English too: every sentence is read from the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import geo_app
from geo_app import errors
from geo_app.app import problem
from geo_app.reckoning.english import HAN, english

PACKAGE = Path(geo_app.__file__).parent
ROOMS = """auth classification cql2 desk divisions emergency enforcement enterprise export geo ingest listings
    notices numbers ogc patrol sites siting supervision zones"""
KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}


def as_said(node: ast.expr) -> str:
    """The sentence with 3 for each value: a number and a name may both be 3."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "3" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def refusals(room: str) -> Iterator[str]:
    for path in (PACKAGE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS):
                continue
            if all(keyword.arg != "detail_en" for keyword in node.keywords):
                yield from filter(HAN.search, map(as_said, node.args[:2]))


@pytest.mark.parametrize("room", ROOMS.split())
def test_every_refusal_of_these_rooms_has_english(room: str) -> None:
    assert [said for said in refusals(room) if HAN.search(english(said))] == []


def test_the_sentences_are_found_at_all() -> None:
    assert sum(1 for room in ROOMS.split() for _ in refusals(room)) > 100


def test_every_kind_of_refusal_has_an_english_title() -> None:
    titles = {kind.title for kind in vars(errors).values() if isinstance(kind, type)}
    assert [title for title in titles if HAN.search(english(title))] == []


def test_a_refusal_is_answered_in_both_languages() -> None:
    told = bytes(problem(404, "没有找到", "没有名为 abc 的检查表", "现有：mine").body).decode()
    assert '"detail_en":"There is no checklist called abc"' in told
    assert '"remedy_en":"To choose from: mine"' in told
    assert "_en" not in bytes(problem(404, "Title", "Detail", "").body).decode()
