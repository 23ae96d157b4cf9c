"""KMZ: the KML zipped, with the mark that its styles tint."""

import struct
import zlib
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import numpy

from geo_app.export.format import Features, Format
from geo_app.export.formats import kml

ICON = "files/mark.png"
SIDE = 32  # pixels


def write(features: Features, path: Path) -> None:
    """doc.kml and the mark beside it."""
    document = path.with_name("doc.kml")
    kml.write(features, document, ICON)
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as zipped:
        zipped.write(document, "doc.kml")
        zipped.writestr(ICON, disc())
    document.unlink()


def disc() -> bytes:
    """A white disc with a grey rim as PNG."""
    across = numpy.hypot(*(numpy.indices((SIDE, SIDE)) - (SIDE - 1) / 2))
    pixels = numpy.zeros((SIDE, SIDE, 4), numpy.uint8)
    pixels[across < SIDE / 2 - 1] = (70, 70, 70, 255)
    pixels[across < SIDE / 2 - 4] = (255, 255, 255, 255)
    lines = b"".join(b"\x00" + line.tobytes() for line in pixels)
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(*part) for part in parts)


def _part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


FORMAT = Format(
    name="kmz",
    title="KMZ",
    title_en="KMZ",
    extension="kmz",
    media_type="application/vnd.google-earth.kmz",
    description="压缩的 KML：体积小，图标随文件走，断网也能显示。",
    description_en="Zipped KML: smaller, its mark inside, shown without a network.",
    write=write,
    usual=6,
    only=kml.FORMAT.only,
)
