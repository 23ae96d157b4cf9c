"""The typesetter: papers as PDF, drawings as pictures. It reads nothing but what it is given and the fonts."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from geo_app.errors import Unavailable
from geo_app.papers.paper import Paper

FONTS = ("Noto Serif CJK SC", "Noto Sans CJK SC")  # paper.typ names them
TEMPLATE = Path(__file__).with_name("paper.typ")
ARCHIVAL: Literal["a-2a"] = "a-2a"  # PDF/A: fonts inside, nothing fetched, tables that machines can read
DOTS_PER_INCH = 300


def pdf_of(paper: Paper) -> bytes:
    """The paper as an archival PDF, its fonts inside: the same paper gives the same bytes."""
    return archival_pdf(TEMPLATE, paper.described(), paper.made_at)


def archival_pdf(template: Path, said: dict[str, Any], made_at: datetime) -> bytes:
    """What a template makes of plain values, which it finds as `paper`."""
    compiler = typst.Compiler(font_paths=fonts())
    made = compiler.compile(
        template.read_bytes(),
        format="pdf",
        sys_inputs={"paper": json.dumps(said, ensure_ascii=False)},
        pdf_standards=[ARCHIVAL],
        timestamp=int(made_at.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def png_of(
    svg: str, width_mm: float, height_mm: float, dots_per_inch: float = DOTS_PER_INCH, ground: str = "white"
) -> bytes:
    """A drawing as a picture of dots, for files that hold no SVG."""
    size = f"width: {width_mm}mm, height: {height_mm}mm"
    page = f"#set page({size}, margin: 0mm, fill: {ground})\n#image(bytes(sys.inputs.svg), {size})"
    compiler = typst.Compiler(font_paths=fonts())
    made = compiler.compile(page.encode(), format="png", ppi=dots_per_inch, sys_inputs={"svg": svg})
    assert isinstance(made, bytes)
    return made


@cache
def fonts() -> "typst.Fonts":
    """The fonts of this machine. Raises Unavailable where those of our papers are missing."""
    found = typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[])
    missing = [name for name in FONTS if name not in found.families()]
    if missing:
        names = "、".join(missing)
        raise Unavailable(f"服务器上没有字体 {names}，不能排版文书", "请管理员安装软件包 fonts-noto-cjk")
    return found
