"""Rows that a person pastes: under their headers as copied from a table, or bare coordinates line by line."""

import csv
import io
import re
from pathlib import Path

from geo_app.errors import BadInput
from geo_app.geo.coordinates import Trouble, read_angle

NAME = "粘贴的内容.csv"
PIPED = "标准输入"
LONGEST = 2_000_000  # characters
HEADERS = ("名称", "经度", "纬度")  # which of the two stands first, the datum guard finds out
_BETWEEN = re.compile(r"\s*[\t,;\uff0c\uff1b\u3001]\s*|(?<=\d)\s+(?=[-\d])|(?<=[^\d\s.])\s+(?=[-\d])")


def as_table(text: str) -> str:
    """The rows as a table: what begins with headers as it is, bare coordinates under headers of ours.

    >>> as_table("甲矿 102.41 24.81\\n102.42, 24.82").splitlines()[1:]
    ['甲矿,102.41,24.81', '第2行,102.42,24.82']
    >>> as_table("名称\\t经度\\t纬度\\n甲矿\\t102.41\\t24.81").splitlines()[0].split()
    ['名称', '经度', '纬度']
    """
    if not text.strip():
        raise BadInput("没有内容", "请给出带列名的行，或每行一个“名称 经度 纬度”")
    if len(text) > LONGEST:
        raise BadInput(f"内容超过 {LONGEST // 10_000} 万字", "请存成文件再导入")
    lines = [(number, _parts(line)) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not _is_place(lines[0][1]):
        return text
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(HEADERS)
    for number, parts in lines:
        writer.writerow(parts if len(parts) > 2 else [f"第{number}行", *parts])
    return table.getvalue().rstrip("\n")


def as_file(content: bytes, folder: Path) -> Path:
    """What was piped in: UTF-8 rows as if they were pasted, anything else as the file that it is.

    Raises BadInput where nothing came.
    """
    file = folder / PIPED
    try:
        file.write_text(as_table(content.decode("utf-8-sig")), encoding="utf-8")
    except UnicodeDecodeError:
        file.write_bytes(content)
    return file


def _parts(line: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(line.strip())]


def _is_place(parts: list[str]) -> bool:
    """Two coordinates, with or without a name before them."""
    return len(parts) in (2, 3) and not any(isinstance(read_angle(part), Trouble) for part in parts[-2:])
