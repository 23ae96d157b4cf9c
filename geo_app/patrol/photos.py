"""Photographs on disk, known by the hash of their content: each stored once, sent in pieces, and whole or
not there. The folder is plain files, `ab/abcd….jpg`: whoever copies it and the database has everything."""

import fcntl
import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo_app.errors import BadInput, NotFound, TooLarge, Unavailable
from geo_app.patrol.jpeg import cleaned
from geo_app.patrol.models import Photo

MOST_BYTES = 12 << 20  # a phone sends some 300 kB
HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Piece:
    """Some bytes of a photo: whose (`hash` of the whole), from where on, of how many."""

    hash: str
    offset: int
    total: int
    content: bytes

    def __post_init__(self) -> None:
        if not HASH.fullmatch(self.hash):
            raise BadInput("照片编号不对", "请更新页面后重新上传")
        if self.total > MOST_BYTES:
            raise TooLarge(f"照片超过 {MOST_BYTES >> 20} MB", "请换一张小一些的照片")
        if self.total < 1 or not 0 <= self.offset <= self.total or self.offset + len(self.content) > self.total:
            raise BadInput("照片的长度说得不对", "请重新上传")


@dataclass(frozen=True)
class Progress:
    """How many bytes of a photo are here; `complete`: it is kept."""

    received: int
    complete: bool


def progress(session: Session, folder: Path, hash_: str, who: str) -> Progress:
    """Where to go on with a photo."""
    part = _part(folder, hash_, who)
    if kept := session.get(Photo, hash_):
        part.unlink(missing_ok=True)  # of a piece that came once more while the photo was being kept
        return Progress(kept.bytes, complete=True)
    return Progress(part.stat().st_size if part.exists() else 0, complete=False)


def take_piece(session: Session, folder: Path, piece: Piece, who: str) -> Progress:
    """Take a piece where it fits behind what is here; else only say what is here. The last piece makes the photo.
    Raises BadInput where the whole is damaged or no JPEG; it then begins anew."""
    if kept := session.get(Photo, piece.hash):
        return Progress(kept.bytes, complete=True)
    part = _part(folder, piece.hash, who)
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if file.seek(0, os.SEEK_END) == piece.offset:
                file.write(piece.content)
                file.flush()
            received = file.seek(0, os.SEEK_END)
            if received < piece.total:
                return Progress(received, complete=False)
            return _whole(session, folder, piece.hash, file, part)
    except OSError as error:
        raise Unavailable("服务器磁盘写不进去", "照片还在手机上，请联系管理员清理磁盘后再同步") from error


def picture(session: Session, folder: Path, hash_: str) -> Path:
    """The file of a photo. Raises NotFound while its bytes are still on the way."""
    stored = session.scalar(select(Photo.stored).where(Photo.hash == hash_))
    path = photo_file(folder, stored) if stored else None
    if path is None or not path.is_file():
        raise NotFound("照片还没有传到", "照片还在拍照人的手机上，联网后会自动传来")
    return path


def keep(session: Session, folder: Path, hash_: str, content: bytes) -> None:
    """Store a photo without its metadata, and note that it is here."""
    clean = cleaned(content)
    stored = hashlib.sha256(clean).hexdigest()
    path = photo_file(folder, stored)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.draft")
        with draft.open("wb") as file:
            file.write(clean)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    row = {"hash": hash_, "stored": stored, "bytes": len(content)}
    session.execute(insert(Photo).values(row).on_conflict_do_nothing())


def _whole(session: Session, folder: Path, hash_: str, file: BinaryIO, part: Path) -> Progress:
    file.seek(0)
    content = file.read()
    try:
        if hashlib.sha256(content).hexdigest() != hash_:
            raise BadInput("照片在路上损坏了", "手机会自动重新上传")
        keep(session, folder, hash_, content)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    return Progress(len(content), complete=True)


def _part(folder: Path, hash_: str, who: str) -> Path:
    """Pieces of one account: nobody can spoil the upload of another."""
    if not HASH.fullmatch(hash_):
        raise BadInput("照片编号不对", "请更新页面后重新上传")
    return folder / "parts" / f"{hash_}.{hashlib.sha256(who.encode()).hexdigest()[:8]}"


def photo_file(folder: Path, stored: str) -> Path:
    """Where a photo lies."""
    return folder / stored[:2] / f"{stored}.jpg"
