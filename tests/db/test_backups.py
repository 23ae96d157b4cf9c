"""A backup brings back every row and every file of one moment, or says that it cannot."""

import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from psycopg import sql

from geo_app.actor import operator
from geo_app.backups.backup import Source, back_up, restore, thin_out, verify
from geo_app.backups.package import DATABASE, MANIFEST, new_key
from geo_app.backups.sums import row_sums
from geo_app.db import Database
from geo_app.errors import BadInput
from geo_app.layers import Layers
from geo_app.sites import record
from geo_app.sites.models import Site
from geo_app.upgrade import is_current
from tests.conftest import at

PLACE = {"type": "Point", "coordinates": [102.4, 24.5]}


def mine(layers: Layers, name: str) -> Site:
    return record.draft(operator("tester"), layers["mine"], PLACE, {"name": name})


@pytest.fixture
def filled(database: Database, layers: Layers, divisions: None, tmp_path: Path) -> Source:
    """A map with two sites, one of them changed, readings of two months, a photo, half a photo, and a table of the
    county's own."""
    with database.transaction(operator("tester")) as session:
        first, second = (mine(layers, name) for name in ("甲矿", "乙矿"))
        session.add_all([first, second])
        session.flush()
        first.name = "甲矿(更名)"
    with psycopg.connect(database.url) as owner:  # the backup asks for no monitoring point behind a reading
        owner.execute("SELECT make_reading_months(now() - interval '40 days', now())")
        owner.execute(
            "INSERT INTO reading SELECT now() - n * interval '40 days', 1, n FROM generate_series(0, 1) AS n"
        )
    folder = tmp_path / "data"
    for name in ("photos/ab/abc.jpg", "photos/parts/half", "packs/own.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    own = tmp_path / "间距.csv"
    own.write_text("本县", encoding="utf-8")
    return Source(database.url, folder, (own,))


@pytest.fixture
def empty(cluster_url: str, tmp_path: Path) -> Iterator[Source]:
    """A new machine: an empty database and an empty folder."""
    name = sql.Identifier(f"empty_{os.getpid()}")
    (tmp_path / "new").mkdir()
    with psycopg.connect(at(cluster_url, "postgres"), autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield Source(at(cluster_url, f"empty_{os.getpid()}"), tmp_path / "new")
        owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def rows(source: Source) -> dict[str, tuple[int, str]]:
    with psycopg.connect(source.url) as connection:
        return dict(row_sums(connection))


def test_an_empty_machine_gets_every_row_and_file_back(
    filled: Source, empty: Source, layers: Layers, tmp_path: Path
) -> None:
    path, made = back_up(filled, tmp_path, [])
    assert path.stat().st_mode & 0o077 == 0
    restore(path, empty, None)
    assert rows(empty) == rows(filled) == made.tables
    assert made.tables["history.site"].rows == 1, "the past comes along"
    assert made.tables["public.reading"].rows == 2, "and readings of every month"
    assert is_current(empty.url, layers)
    files = {place.relative_to(empty.folder).as_posix() for place in empty.folder.rglob("*") if place.is_file()}
    assert files == {"photos/ab/abc.jpg", "packs/own.toml", "own/间距.csv"}
    database = Database(empty.url)
    with database.transaction(operator("tester")) as session:  # rights and triggers came along too
        session.add(mine(layers, "丙矿"))
    database.close()


def test_what_is_written_during_a_backup_is_wholly_in_it_or_wholly_not(
    filled: Source, layers: Layers, tmp_path: Path
) -> None:
    done, database = Event(), Database(filled.url)

    def write() -> None:
        while not done.is_set():
            with database.transaction(operator("tester")) as session:
                session.add(mine(layers, "新矿"))

    writer = Thread(target=write)
    writer.start()
    try:
        path, made = back_up(filled, tmp_path, [])
    finally:
        done.set()
        writer.join()
        database.close()
    assert verify(path, filled, None) == made


def test_an_encrypted_backup_opens_with_its_key_alone(filled: Source, tmp_path: Path) -> None:
    public, other = new_key(tmp_path / "key.txt"), tmp_path / "other.txt"
    new_key(other)
    path, made = back_up(filled, tmp_path, [public])
    assert b"PGDMP" not in path.read_bytes()  # with which a dump begins
    assert path.read_bytes().startswith(b"age-encryption.org/v1")
    assert verify(path, filled, tmp_path / "key.txt") == made
    for key, said in ((None, "是加密的"), (other, "打不开")):
        with pytest.raises(BadInput, match=said):
            verify(path, filled, key)
    with pytest.raises(BadInput, match="密钥不覆盖"):
        new_key(other)
    with pytest.raises(BadInput, match="不是公钥"):
        back_up(filled, tmp_path, ["age1nonsense"])


def test_a_map_that_holds_something_is_never_written_over(filled: Source, tmp_path: Path) -> None:
    before = rows(filled)
    path, _ = back_up(filled, tmp_path, [])
    with pytest.raises(BadInput, match="已经有数据"):
        restore(path, filled, None)
    assert rows(filled) == before


def altered(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The same package with other contents; what becomes None is left out."""
    other = path.with_name(f"altered-{path.name}")
    with tarfile.open(path) as old, tarfile.open(other, "w") as new:
        for member in old:
            file = old.extractfile(member)
            assert file
            content = change(member.name, file.read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return other


def test_one_changed_byte_is_found(filled: Source, tmp_path: Path) -> None:
    path, _ = back_up(filled, tmp_path, [])
    flipped = altered(path, lambda name, content: content[:-1] + b"!" if name.startswith("photos") else content)
    with pytest.raises(BadInput, match=r"photos/ab/abc\.jpg"):
        verify(flipped, filled, None)
    without = altered(path, lambda name, content: None if name == DATABASE else content)
    with pytest.raises(BadInput, match=r"database\.dump"):
        verify(without, filled, None)


def test_rows_that_are_not_those_of_the_backup_are_found(filled: Source, tmp_path: Path) -> None:
    path, _ = back_up(filled, tmp_path, [])

    def one_more(name: str, content: bytes) -> bytes:
        if name != MANIFEST:
            return content
        said = json.loads(content)
        said["tables"]["public.site"][0] += 1
        return json.dumps(said).encode()

    with pytest.raises(Exception, match=r"1 张表与备份时不一致：public\.site"):
        verify(altered(path, one_more), filled, None)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "不是完整的备份"), (b"nonsense" * 999, "不是完整的备份"), (None, "没有备份文件")],
    ids=["empty", "nonsense", "nowhere"],
)
def test_what_is_no_backup_is_told(filled: Source, tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "x.tar"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=said):
        verify(path, filled, None)


def test_a_package_cannot_write_beside_its_folder(filled: Source, tmp_path: Path) -> None:
    path = tmp_path / "evil.tar"
    with tarfile.open(path, "w") as tar:
        tar.addfile(tarfile.TarInfo("../outside.txt"), io.BytesIO())
    with pytest.raises(BadInput, match="不该有的内容"):
        verify(path, filled, None)
    assert not list(tmp_path.rglob("outside.txt"))


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"geo_app-2026110{day}-020000.tar").touch()
    (tmp_path / "别的.txt").touch()
    assert [path.name[12:16] for path in thin_out(tmp_path, 2)] == ["1101", "1102", "1103"]
    assert len(list(tmp_path.iterdir())) == 3
