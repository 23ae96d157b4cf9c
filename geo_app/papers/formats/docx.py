"""Word, for a bureau that goes on writing in it: the same parts as headings, paragraphs, tables and pictures."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Sheets
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from geo_app.papers.paper import TEXT_WIDTH_MM, Paper, PaperFormat
from geo_app.papers.typeset import png_of
from geo_app.papers.word import (
    FANG,
    HEI,
    LINE,
    SONG,
    new_row,
    new_table,
    number_pages,
    packed,
    set_header,
    set_page,
    shade,
    speak,
    underline,
)

CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
QR_MM = 24
FACT_MM = 36


def write(paper: Paper) -> bytes:
    """The file; what Word keeps about a file is taken from the paper, so that the same paper is the same file."""
    said = paper.described()
    sheets = Document()
    set_page(sheets)
    number_pages(sheets)
    if said["mark"]:
        set_header(sheets, said["mark"])
    _letterhead(sheets, said)
    for part in said["parts"]:
        WRITERS[part["kind"]](sheets, part)
    kept = sheets.core_properties
    kept.title, kept.author, kept.subject = said["title"], said["issuer"], said["number"]
    kept.comments, kept.last_modified_by = "", said["issuer"]
    kept.created = kept.modified = paper.made_at
    return packed(sheets)


def _letterhead(sheets: Sheets, said: dict[str, Any]) -> None:
    speak(_line(sheets, CENTRE, exact=False), said["issuer"], 26, SONG, bold=True)
    number = _line(sheets, CENTRE)
    speak(number, said["number"], 16, FANG)
    underline(number)
    title = _line(sheets, CENTRE, exact=False)
    title.paragraph_format.space_before = title.paragraph_format.space_after = Pt(18)
    speak(title, said["title"], 22, SONG, bold=True)


def _heading(sheets: Sheets, part: dict[str, Any]) -> None:
    heading = sheets.add_heading(level=part["level"])
    heading.paragraph_format.first_line_indent = Pt(32)
    heading.paragraph_format.line_spacing = LINE
    speak(heading, part["text"], 16, HEI if part["level"] == 1 else FANG, bold=part["level"] > 1)


def _text(sheets: Sheets, part: dict[str, Any]) -> None:
    paragraph = _line(sheets)
    paragraph.paragraph_format.first_line_indent = Pt(32)
    speak(paragraph, part["text"], 16, FANG, bold=part["bold"])


def _items(sheets: Sheets, part: dict[str, Any]) -> None:
    for number, words in enumerate(part["items"], 1):
        _text(sheets, {"text": f"{number}. {words}", "bold": False})


def _facts(sheets: Sheets, part: dict[str, Any]) -> None:
    table = new_table(sheets, (FACT_MM, TEXT_WIDTH_MM - FACT_MM))
    for name, value in part["rows"]:
        first, second = new_row(table)
        speak(first.paragraphs[0], name, 12, HEI)
        _cell(second.paragraphs[0], value, 12)


def _table(sheets: Sheets, part: dict[str, Any]) -> None:
    columns = part["columns"]
    table = new_table(sheets, tuple(column["width_mm"] for column in columns), [each["title"] for each in columns])
    for group in part["groups"]:
        cells = new_row(table)
        title = cells[0].merge(cells[-1])
        shade(title, "F8F8F8")
        speak(title.paragraphs[0], group["title"], 9, HEI, bold=True)
        title.paragraphs[0].paragraph_format.keep_with_next = True
        for row in group["rows"]:
            for cell, words in zip(new_row(table), row, strict=True):
                _cell(cell.paragraphs[0], words, 9)


def _cell(paragraph: Paragraph, words: str, size: float) -> None:
    first, *rest = words.split("\n")
    speak(paragraph, first, size, FANG)
    for line in rest:
        paragraph.add_run().add_break()
        speak(paragraph, line, size - 1, FANG)


def _picture(sheets: Sheets, part: dict[str, Any]) -> None:
    picture = _line(sheets, CENTRE, exact=False)
    picture.paragraph_format.keep_with_next = True
    _put(picture, part["svg"], part["width_mm"], part["height_mm"], part["words"])
    speak(_line(sheets, CENTRE), part["caption"], 10.5, FANG)


def _signature(sheets: Sheets, part: dict[str, Any]) -> None:
    for n, words in enumerate(part["lines"]):
        line = _line(sheets, RIGHT)
        line.paragraph_format.right_indent = Pt(64)
        line.paragraph_format.space_before = Pt(0 if n else 58)
        line.paragraph_format.keep_with_next = True
        speak(line, words, 16, FANG)


def _check(sheets: Sheets, part: dict[str, Any]) -> None:
    table = new_table(sheets, (TEXT_WIDTH_MM - QR_MM - 6, QR_MM + 6))
    words, code = new_row(table)
    speak(words.paragraphs[0], f"校验码 {part['code']}", 12, HEI, bold=True)
    for line in (part["words"], part["address"]):
        speak(words.add_paragraph(), line, 10.5, FANG)
    _put(code.paragraphs[0], part["svg"], QR_MM, QR_MM, part["address"])


def _put(paragraph: Paragraph, svg: str, width_mm: float, height_mm: float, words: str) -> None:
    """A drawing in a line of its own; `words` say what it shows."""
    shape = paragraph.add_run().add_picture(BytesIO(png_of(svg, width_mm, height_mm)), width=Mm(width_mm))
    shape._inline.docPr.set("descr", words)


def _line(sheets: Sheets, align: WD_ALIGN_PARAGRAPH | None = None, exact: bool = True) -> Paragraph:
    paragraph = sheets.add_paragraph()
    if align is not None:
        paragraph.alignment = align
    if exact:
        paragraph.paragraph_format.line_spacing = LINE
    return paragraph


WRITERS: dict[str, Callable[[Sheets, dict[str, Any]], None]] = {
    "heading": _heading,
    "text": _text,
    "items": _items,
    "facts": _facts,
    "table": _table,
    "picture": _picture,
    "signature": _signature,
    "check": _check,
}
FORMAT = PaperFormat(
    "docx",
    "Word",
    "Word",
    ".docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    write,
)
