"""Which encoding a text is in: UTF-8 where it is valid, otherwise the Chinese ones."""

import codecs
from collections.abc import Iterable
from pathlib import Path

from charset_normalizer import from_bytes

from geo_app.errors import BadInput

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CHUNK = 1024 * 1024


def encoding_of(path: Path) -> str:
    """The encoding that the whole file is valid in. Raises BadInput for what is not text."""
    with path.open("rb") as file:
        start = file.read(64 * 1024)
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            return encoding
    if b"\0" in start:
        raise BadInput("这不是文本文件", "请另存为 CSV(UTF-8)或 .xlsx 再导入")
    for encoding in ("utf-8", "gb18030"):
        if _is_valid(_chunks(path), encoding):
            return encoding
    guess = from_bytes(start).best()
    if guess is None or not _is_valid(_chunks(path), guess.encoding):
        raise BadInput("认不出文字编码", "请另存为 CSV(UTF-8)再导入")
    return guess.encoding


def chinese_encoding(content: bytes) -> str:
    """UTF-8 or GB18030, for bytes that are one of them. Names and texts of a dBASE table are cut at a number of
    bytes, so a few broken UTF-8 characters are still UTF-8.

    >>> [chinese_encoding(text) for text in ("矿山".encode("gbk"), "矿山风险点".encode()[:-1], b"mine")]
    ['GB18030', 'UTF-8', 'UTF-8']
    """
    lost = len(content) - len(content.decode("utf-8", "ignore").encode())
    foreign = sum(1 for byte in content if byte > 127) if lost else 0
    return "UTF-8" if lost * 5 <= foreign else "GB18030"


def _chunks(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _is_valid(chunks: Iterable[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chunks:
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
