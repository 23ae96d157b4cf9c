"""The letters of the map for other programs, kept in files. Drawing them takes a second of a core and libraries
that a server process needs for nothing else, so it happens in a process of its own, one at a time."""

import asyncio
import sys
from pathlib import Path

from geo_app.errors import NotFound, Unavailable

MOST, RANGE = 65535, 256
DRAWING = "geo_app.ogc.glyphs"


class GlyphStore:
    """256 letters a file, by weight, not by name: whatever families a stranger thinks of, 512 files at most."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turn = asyncio.Lock()

    async def of(self, stack: str, first: int) -> bytes:
        """The letters of a font stack from `first` on. Raises NotFound where no range begins, Unavailable where
        they cannot be drawn."""
        if first % RANGE or not 0 <= first <= MOST:
            raise NotFound(f"没有从 {first} 开始的字形", f"请用 0 至 {MOST} 之间 {RANGE} 的倍数")
        weight = "bold" if "bold" in stack.lower() else "regular"
        file = self._folder / f"{weight}-{first}.pbf"
        if not file.is_file():
            async with self._turn:
                if not file.is_file():
                    await _draw(weight, first, file)
        return file.read_bytes()


async def _draw(weight: str, first: int, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    words = ("-m", DRAWING, weight, str(first), str(file.resolve()))
    drawing = await asyncio.create_subprocess_exec(sys.executable, *words)
    if await drawing.wait():
        raise Unavailable("画不出字形", "请管理员安装软件包 fonts-noto-cjk，并检查数据文件夹的剩余空间")
