"""A photograph without what a camera writes into it: place, owner, device, thumbnails, what follows it."""

from geo_app.errors import BadInput

START, END, SCAN = 0xD8, 0xD9, 0xDA
KEPT_APPS = (0xE0, 0xEE)  # JFIF, and Adobe's word on how colours are coded: without it they change
APPS, COMMENT = range(0xE0, 0xF0), 0xFE
RESTARTS = range(0xD0, 0xD8)


def cleaned(content: bytes) -> bytes:
    """The same picture, byte for byte, without its metadata. Raises BadInput where it is no JPEG.

    >>> cleaned(b"GIF89a")
    Traceback (most recent call last):
    geo_app.errors.BadInput: 照片不是 JPEG 格式。请重新拍照或换一张照片
    """
    if content[:2] != bytes((0xFF, START)):
        raise _fault()
    kept, at = [content[:2]], 2
    while True:
        marker, end = _segment(content, at)
        if marker == END:
            return b"".join((*kept, content[at : at + 2]))
        if marker == SCAN:
            end = _end_of_scan(content, end)
        if not (marker == COMMENT or (marker in APPS and marker not in KEPT_APPS)):
            kept.append(content[at:end])
        at = end


def _segment(content: bytes, at: int) -> tuple[int, int]:
    """The marker here, and where its segment ends."""
    if at + 2 > len(content) or content[at] != 0xFF:
        raise _fault()
    marker = content[at + 1]
    if marker == END:
        return marker, at + 2
    length = int.from_bytes(content[at + 2 : at + 4], "big")
    if length < 2 or at + 2 + length > len(content):
        raise _fault()
    return marker, at + 2 + length


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands behind the coded picture; FF 00 and restarts belong to it."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] != 0 and content[at + 1] not in RESTARTS:
            return at
        at += 2
    raise _fault()


def _fault() -> BadInput:
    return BadInput("照片不是 JPEG 格式", "请重新拍照或换一张照片")
