"""Make a backup, put one back, prove one: always the whole map, database and files of one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from shutil import copy2
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from geo_app.backups.package import DATABASE, ENCRYPTED, Manifest, pack, sha256, unpack
from geo_app.backups.postgres import read_back, write_down
from geo_app.backups.sums import differing, row_sums
from geo_app.errors import BadInput, Unavailable
from geo_app.instant import CHINA
from geo_app.upgrade import prepare

FOLDERS = ("photos", "packs", "uploads")  # of the data folder; exports can be made again
UNFINISHED = "parts"  # pieces of photos that are still on their way
NAME, PATTERN = "geo_app-{:%Y%m%d-%H%M%S}.tar", "geo_app-*.tar*"


@dataclass(frozen=True)
class Source:
    """What is backed up: a database by its owner's login, the data folder, and files that settings name."""

    url: str
    folder: Path
    own: tuple[Path, ...] = ()


def back_up(source: Source, to: Path, recipients: list[str]) -> tuple[Path, Manifest]:
    """One package in folder `to`, of one moment: the rows are summed up in the very snapshot that is written down.
    Photos lie there before the database knows them, so none is missing. Encrypted for `recipients`, if any."""
    now = datetime.now(CHINA)
    path = to / (NAME.format(now) + (ENCRYPTED if recipients else ""))
    with TemporaryDirectory(dir=source.folder) as drafts, psycopg.connect(source.url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        dump = Path(drafts) / DATABASE
        write_down(source.url, snapshot, dump)
        files = {DATABASE: dump, **dict(_files(source))}
        sums = {name: sha256(file) for name, file in files.items()}
        manifest = Manifest(now.isoformat(), version("geo_app"), row_sums(connection), sums)
        pack(path, manifest, files, recipients)
    return path, manifest


def thin_out(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups of a folder; answers what went."""
    old = sorted(folder.glob(PATTERN), key=lambda path: path.name)[:-keep]
    for path in old:
        path.unlink()
    return old


def restore(path: Path, target: Source, identity: Path | None) -> Manifest:
    """Fill an empty database and its data folder from a package, and hold every table against what it was.
    Raises BadInput where the package is damaged or the database is not empty."""
    with _unpacked(path, target.folder, identity) as (folder, manifest):
        prepare(target.url)
        _fill(target.url, folder, manifest)
        for name in manifest.files:
            if name != DATABASE:
                place = target.folder / name
                place.parent.mkdir(parents=True, exist_ok=True)
                copy2(folder / name, place)
    return manifest


def verify(path: Path, beside: Source, identity: Path | None) -> Manifest:
    """Prove a package: every file by its sum, every table in a database made for it and dropped again."""
    name = f"verify_{token_hex(6)}"
    with (
        _unpacked(path, beside.folder, identity) as (folder, manifest),
        psycopg.connect(beside.url, autocommit=True) as owner,
    ):
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            url = make_url(beside.url).set(database=name).render_as_string(hide_password=False)
            prepare(url)
            _fill(url, folder, manifest)
        finally:
            # without FORCE: that may not end a vacuum of the server, which leaves by itself
            owner.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
    return manifest


@contextmanager
def _unpacked(path: Path, data: Path, identity: Path | None) -> Iterator[tuple[Path, Manifest]]:
    if not path.is_file():
        raise BadInput(f"没有备份文件 {path}", "请检查路径")
    with TemporaryDirectory(dir=data) as folder:
        yield Path(folder), unpack(path, Path(folder), identity)


def _fill(url: str, folder: Path, manifest: Manifest) -> None:
    read_back(url, folder / DATABASE)
    with psycopg.connect(url) as connection:
        wrong = differing(manifest.tables, row_sums(connection))
    if wrong:
        raise Unavailable(
            f"恢复后有 {len(wrong)} 张表与备份时不一致：{'、'.join(wrong[:5])}", "请换一份备份再恢复"
        )


def _files(source: Source) -> Iterator[tuple[str, Path]]:
    for name in FOLDERS:
        for path in sorted((source.folder / name).rglob("*")):
            if path.is_file() and UNFINISHED not in path.relative_to(source.folder).parts:
                yield path.relative_to(source.folder).as_posix(), path
    for place in source.own:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file():
                yield f"own/{path.relative_to(place.parent).as_posix()}", path
