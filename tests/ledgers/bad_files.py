"""Five hundred bad files, each made anew from a number: whole ledgers damaged at random, and attacks by name."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.ledgers import attacks

HERE = Path(__file__).parent
MANY = 500
MAGIC = (
    b"PK\x03\x04",
    b"%PDF-1.7\n",
    b"SQLite format 3\0",
    bytes.fromhex("D0CF11E0A1B11AE1"),
    b"\x89PNG\r\n",
    b"{",
)
ENDINGS = (".xlsx", ".xls", ".csv", ".zip", ".geojson", ".gpkg", ".kml", ".kmz", ".gpx", ".dxf", "")
ODD_WORDS = (
    b"NaN",
    b"-inf",
    b"1e999",
    b"9" * 400,
    b"\0",
    b"\xff\xfe",
    b'"',
    b"\xed\xa0\x80",
    b"=1+1",
    b"\r",
    b",",
)


@dataclass(frozen=True)
class BadFile:
    """A file to be sent: how it came to be, under which name it comes, and its bytes."""

    how: str
    name: str
    content: bytes


def bad_files() -> Iterator[BadFile]:
    """Every attack once, then whole ledgers damaged until there are enough."""
    made = 0
    for how, name, content in attacks.attacks():
        made += 1
        yield BadFile(how, name, content)
    seeds = sorted(HERE.glob("*/input.*"))
    for number in range(MANY - made):
        yield _damaged(seeds[number % len(seeds)], random.Random(number))


def _damaged(path: Path, chance: random.Random) -> BadFile:
    damage = chance.choice([*DAMAGE, *(IN_ZIP if path.suffix in {".zip", ".xlsx"} else ())])
    ending = chance.choice(ENDINGS) if damage is _as_it_is else path.suffix
    how = f"{path.parent.name}{path.suffix} {damage.__name__.strip('_')}"
    return BadFile(how, f"台账{ending}", damage(path.read_bytes(), chance))


def _truncated(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def _headless(content: bytes, chance: random.Random) -> bytes:
    return content[chance.randrange(1, len(content)) :]


def _wrong_magic(content: bytes, chance: random.Random) -> bytes:
    magic = chance.choice(MAGIC)
    return magic + content[len(magic) :]


def _flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 5, 50))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _holed(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + b"\0" * chance.randrange(1, 200) + content[start + chance.randrange(200) :]


def _repeated(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start : start + 300] * chance.randrange(2, 300) + content[start:]


def _odd_words(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 10, 40))):
        start = chance.randrange(len(content))
        content = content[:start] + chance.choice(ODD_WORDS) + content[start + chance.randrange(6) :]
    return content


def _as_it_is(content: bytes, _chance: random.Random) -> bytes:
    return content


def _member(damage: Callable[[bytes, random.Random], bytes]) -> Callable[[bytes, random.Random], bytes]:
    """The same damage to one member of a zip that is otherwise whole, so that no checksum tells."""

    def packed(content: bytes, chance: random.Random) -> bytes:
        target = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as whole,
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
        ):
            chosen = chance.choice([each for each in whole.infolist() if each.file_size])
            for each in whole.infolist():
                inner = whole.read(each)
                made.writestr(each.filename, damage(inner, chance) if each is chosen else inner)
        return target.getvalue()

    packed.__name__ = f"member{damage.__name__}"
    return packed


DAMAGE = (_truncated, _headless, _wrong_magic, _flipped, _holed, _repeated, _odd_words, _as_it_is)
IN_ZIP = tuple(map(_member, (_truncated, _flipped, _holed, _repeated, _odd_words))) * 2
