"""Zip archives from outside: nothing unpacks to more than it may, or anywhere but where it should."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from geo_app.errors import BadInput

MEMBERS = 2_000
UNPACKED = 800 * 1024 * 1024  # bytes
RATIO = 200  # unpacked to packed; office files and shapefiles stay below 60
SMALL = 20 * 1024 * 1024  # bytes: below this no ratio is suspicious
CHUNK = 1024 * 1024


@contextmanager
def opened(path: Path) -> Iterator[ZipFile]:
    """The archive, once its table of contents is plausible. Raises BadInput."""
    with _told():
        archive = ZipFile(path)
    with archive:
        _check(archive.infolist(), path.stat().st_size)
        yield archive


def chunks(archive: ZipFile, member: ZipInfo) -> Iterator[bytes]:
    """The bytes of one member; more than its table of contents says is a damaged archive."""
    if member.flag_bits & 0x1:
        raise BadInput("压缩包有密码", "请去掉密码后再上传")
    with _told(), archive.open(member) as file:
        while chunk := file.read(CHUNK):
            yield chunk


@contextmanager
def _told() -> Iterator[None]:
    """What a damaged archive makes of its reader, in words."""
    try:
        yield
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise BadInput("压缩包已损坏或不完整", "请重新导出或重新下载后再上传") from error


def member_name(member: ZipInfo) -> str:
    """The name of a member. Chinese packers write GBK without saying so.

    >>> member_name(ZipInfo("矿山.shp".encode("gbk").decode("cp437")))
    '矿山.shp'
    """
    if member.flag_bits & 0x800:  # the name says that it is UTF-8
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _check(members: list[ZipInfo], size: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > MEMBERS:
        raise BadInput(f"压缩包里有 {len(members)} 个文件，超过 {MEMBERS} 个", "请只打包需要导入的文件")
    if unpacked > UNPACKED or (unpacked > SMALL and unpacked > RATIO * max(size, 1)):
        raise BadInput(
            f"文件解压后有 {unpacked // 1024 // 1024} MB，超出允许的范围", "请删除多余的空白内容，或拆成几个文件"
        )
