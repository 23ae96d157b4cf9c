"""Whoever changes the map behind its back is found out by the book of seals."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from geo_app.actor import operator
from geo_app.db import Database
from geo_app.errors import BadInput
from geo_app.layers import Layers
from geo_app.seals.book import new_key
from geo_app.seals.seal import Proof, seal, verify
from geo_app.sites import record
from geo_app.sites.models import Site

PLACE = {"type": "Point", "coordinates": [102.4, 24.5]}


class Sealed:
    """A map, its book and its key."""

    def __init__(self, database: Database, layers: Layers, folder: Path) -> None:
        self.database, self.layers = database, layers
        self.book, self.key = folder / "book", folder / "key"
        self.public = new_key(self.key)

    def add(self, *names: str) -> None:
        with self.database.transaction(operator("tester")) as session:
            session.add_all(
                record.draft(operator("tester"), self.layers["emergency_resource"], PLACE, {"name": n})
                for n in names
            )

    def seal(self) -> int:
        return seal(self.database.url, self.book, self.key).rows

    def verify(self) -> Proof:
        return verify(self.database.url, self.book, self.public)

    def behind_its_back(self, statement: str) -> None:
        with psycopg.connect(self.database.url) as owner:
            owner.execute("ALTER TABLE site DISABLE TRIGGER USER")
            owner.execute(statement.encode())
            owner.execute("ALTER TABLE site ENABLE TRIGGER USER")


@pytest.fixture
def sealed(database: Database, layers: Layers, divisions: None, tmp_path: Path) -> Sealed:
    """Two seals: two stores, then one of them renamed."""
    sealed = Sealed(database, layers, tmp_path)
    sealed.add("甲库", "乙库")
    assert sealed.seal() >= 2
    with database.transaction(operator("tester")) as session:
        session.query(Site).filter_by(name="甲库").one().name = "甲库(更名)"
    assert sealed.seal() >= 1
    return sealed


def test_what_nobody_touched_is_as_it_was_sealed(sealed: Sealed) -> None:
    sealed.add("丙库")
    proof = sealed.verify()
    assert proof.faults == ()
    assert proof.seals == 2
    sealed.seal()
    assert sealed.verify().seals == 3


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE site SET name = '乙库.' WHERE name = '乙库'", "以前 写入的版本被改动：内容"),
        ("UPDATE history.site SET changed_by = 'nobody'", "以前 写入的版本被改动：内容"),
        ("DELETE FROM history.site", "以前 写入的版本被改动：封存时 2 个版本，现在 1 个"),
        ("DELETE FROM site WHERE name = '甲库(更名)'", "至 .* 写入的版本被改动：封存时 1 个版本，现在 0 个"),
        ("ALTER TABLE site DROP COLUMN remark CASCADE", "封存时的列已不在"),
    ],
    ids=["a changed byte", "another author", "a version taken out", "a site taken out", "a column gone"],
)
def test_a_change_behind_the_back_of_the_map_is_named(sealed: Sealed, statement: str, told: str) -> None:
    sealed.behind_its_back(statement)
    faults = sealed.verify().faults
    assert any(fault.startswith("site") for fault in faults)
    with pytest.raises(AssertionError, match=told):
        assert faults == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda lines: lines[1:], "第 1 行与前一行不相接"),
        (lambda lines: [lines[0].replace('rows\\":2', 'rows\\":3'), lines[1]], "第 1 行：签名与公钥不符"),
        (lambda lines: [lines[0], "{}"], "第 2 行：不是封存的一行"),
    ],
    ids=["a line taken out", "a line changed", "another line"],
)
def test_a_change_of_the_book_is_named(
    sealed: Sealed, change: Callable[[list[str]], list[str]], told: str
) -> None:
    sealed.book.write_text("\n".join(change(sealed.book.read_text("utf-8").splitlines())), encoding="utf-8")
    assert any(fault.startswith(told) for fault in sealed.verify().faults)


def test_what_is_still_being_written_waits_for_the_next_seal(sealed: Sealed) -> None:
    with sealed.database.transaction(operator("slow")) as session:
        session.add(record.draft(operator("slow"), sealed.layers["emergency_resource"], PLACE, {"name": "慢库"}))
        session.flush()
        sealed.add("快库")
        assert sealed.seal() == 0
    assert sealed.seal() >= 2
    assert sealed.verify().faults == ()


def test_a_key_is_never_written_over_and_an_empty_book_proves_nothing(sealed: Sealed, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="已经存在"):
        new_key(sealed.key)
    assert sealed.key.stat().st_mode & 0o777 == 0o600
    with pytest.raises(BadInput, match="还没有封存"):
        verify(sealed.database.url, tmp_path / "empty", sealed.public)
    with pytest.raises(BadInput, match="公钥不对"):
        verify(sealed.database.url, sealed.book, "abc")
