"""Zipped Shapefiles as Chinese software packs them: names in GBK, texts in GBK or UTF-8, .cpg and .prj or not."""

from collections import defaultdict
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from geo_app.errors import BadInput
from geo_app.ingest.encodings import chinese_encoding
from geo_app.ingest.readers.archive import chunks, member_name, opened
from geo_app.ingest.readers.vector import sheet_of
from geo_app.ingest.sheets import Sheet

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_REMEDY = "请把同名的 .shp .shx .dbf .prj 一起压缩成一个 zip"


def read(path: Path, folder: Path, crs: int | None) -> list[Sheet]:
    """The Shapefiles of a zip, unpacked into `folder` under names of our own."""
    with opened(path) as archive:
        found = _by_stem(archive)
        whole = {stem: parts for stem, parts in found.items() if ".shp" in parts}
        if not whole:
            raise BadInput("压缩包里没有 .shp 文件", _REMEDY)
        sheets = []
        for number, (stem, parts) in enumerate(sorted(whole.items())):
            target = folder / str(number)
            for suffix, member in parts.items():
                _unpack(archive, member, target.with_suffix(suffix))
            _complete(target, stem, parts)
            sheets.append(sheet_of(str(target.with_suffix(".shp")), None, crs, stem))
    return sheets


def _by_stem(archive: ZipFile) -> dict[str, dict[str, ZipInfo]]:
    """The parts of each Shapefile, by its name without folder and suffix."""
    found: dict[str, dict[str, ZipInfo]] = defaultdict(dict)
    for member in archive.infolist():
        name = PurePosixPath(member_name(member).replace("\\", "/"))
        if name.suffix.lower() in _PARTS and not name.name.startswith("._"):
            found[name.stem].setdefault(name.suffix.lower(), member)
    return found


def _unpack(archive: ZipFile, member: ZipInfo, target: Path) -> None:
    with target.open("wb") as file:
        for chunk in chunks(archive, member):
            file.write(chunk)


def _complete(target: Path, stem: str, parts: dict[str, ZipInfo]) -> None:
    """The .cpg says what the texts are really in: what is valid UTF-8 is UTF-8, the rest is GBK."""
    if ".dbf" not in parts or ".shx" not in parts:
        lacking = "、".join(part for part in (".dbf", ".shx") if part not in parts)
        raise BadInput(f"“{stem}”缺少 {lacking} 文件", _REMEDY)
    table = target.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    encoding = _settle_encoding(content)
    table.write_bytes(content)
    target.with_suffix(".cpg").write_text(encoding, encoding="ascii")


def _settle_encoding(table: bytearray) -> str:
    """The encoding of a dBASE table. Field names cut inside a character, which no reader takes, lose that half."""
    start = int.from_bytes(table[8:10], "little")
    fields = range(32, max(min(start, len(table)) - 31, 32), 32)
    names = [bytes(table[field : field + 11]).split(b"\0")[0] for field in fields if table[field] != 0x0D]
    encoding = chinese_encoding(b" ".join([*names, bytes(table[start:])]))
    for field, name in zip(fields, names, strict=False):
        whole = name.decode(encoding, "ignore").encode(encoding)
        table[field : field + 11] = whole.ljust(11, b"\0")
    return encoding
