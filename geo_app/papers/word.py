"""What Word needs for a Chinese paper beyond python-docx: fonts of both scripts, fixed tables, fixed bytes."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as Sheets
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FANG, HEI, SONG = "仿宋", "黑体", "宋体"  # on every Chinese office computer
LINE = Pt(29)  # from one line to the next
ZIP_DAY = (1980, 1, 1, 0, 0, 0)  # the zero of a zip file's clock


def set_page(sheets: Sheets) -> None:
    """A4 with the margins of GB/T 9704-2012, and text in 三号仿宋 of 22 lines a page."""
    section = sheets.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(22), Mm(25)
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = sheets.styles[name]
        style.font.size, style.font.color.rgb = Pt(16), RGBColor(0, 0, 0)
        spacing = style.paragraph_format
        spacing.line_spacing, spacing.space_before, spacing.space_after = 1.0, Pt(0), Pt(0)
    for spoken in sheets.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:eastAsia"), "zh-CN")


def speak(paragraph: Paragraph, words: str, size: float, font: str, bold: bool = False) -> Run:
    """Words in a font for both scripts."""
    run = paragraph.add_run(words)
    run.font.name, run.font.size, run.font.bold = font, Pt(size), bold
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    return run


def number_pages(sheets: Sheets) -> None:
    """— 1 — to the right on odd pages, to the left on even ones."""
    sheets.settings.odd_and_even_pages_header_footer = True
    section = sheets.sections[0]
    sides = ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT))
    for footer, side in sides:
        line = footer.paragraphs[0]
        line.alignment = side
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(14)
        speak(line, "— ", 14, SONG)
        _field(speak(line, "", 14, SONG), "PAGE")
        speak(line, " —", 14, SONG)


def set_header(sheets: Sheets, mark: str) -> None:
    """A mark at the head of every page."""
    section = sheets.sections[0]
    for header in (section.header, section.even_page_header):
        line = header.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        speak(line, f"【{mark}】", 12, HEI, bold=True)


def underline(paragraph: Paragraph) -> None:
    """The rule between the head of a paper and its text."""
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "10"), ("space", "6"), ("color", "000000")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def new_table(sheets: Sheets, widths_mm: Sequence[float], titles: Sequence[str] = ()) -> Table:
    """A table of fixed columns, with a head that repeats on every page where it has titles."""
    table = sheets.add_table(rows=0, cols=len(widths_mm), style="Table Grid")
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    if titles:
        cells = new_row(table)
        for cell, title in zip(cells, titles, strict=True):
            shade(cell, "EBEBEB")
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            speak(cell.paragraphs[0], title, 9, HEI, bold=True)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def new_row(table: Table) -> tuple[_Cell, ...]:
    """The cells of a row that stays on one page."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell in row.cells:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return row.cells


def shade(cell: _Cell, colour: str) -> None:
    """The ground of a cell."""
    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        ground.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(ground)


def packed(sheets: Sheets) -> bytes:
    """The file, its parts in a fixed order and dated by no clock."""
    written, again = BytesIO(), BytesIO()
    sheets.save(written)
    with ZipFile(written) as source, ZipFile(again, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            kept = ZipInfo(name, ZIP_DAY)
            kept.compress_type = ZIP_DEFLATED
            target.writestr(kept, source.read(name))
    return again.getvalue()


def _field(run: Run, code: str) -> None:
    """A field that Word works out, such as the number of the page."""
    for kind in ("begin", "", "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = code
        run._r.append(element)
