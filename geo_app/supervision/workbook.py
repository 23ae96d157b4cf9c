"""The list of due reviews as an Excel file: what an office prints, forwards and ticks off."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import xlsxwriter

from geo_app.colour import HEAD, HEAD_INK, Colour
from geo_app.supervision.reviews import Review

COLUMNS = (  # title and width
    *(("图层", 12), ("编号", 16), ("名称", 32), ("所属区划", 34), ("颜色", 6), ("评估方法", 20)),
    *(("评估日期", 12), ("复评日期", 12), ("剩余天数", 10), ("责任单位", 24), ("责任人", 10)),
)
Titles = Mapping[str, str]  # by name


def review_list(reviews: Sequence[Review], layers: Titles, methods: Titles, told: str) -> bytes:
    """The list under its titles, and on a second sheet what it is."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": HEAD, "font_color": HEAD_INK})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        fills = {c.value: book.add_format({"bg_color": c.hex, "font_color": c.ink}) for c in Colour}
        sheet = book.add_worksheet("到期复评")
        for column, (title, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for line, each in enumerate(reviews, 1):
            texts = (layers.get(each.layer, each.layer), each.code, each.name, each.division_name)
            for column, text in enumerate(texts):
                sheet.write_string(line, column, text or "")
            label = Colour(each.colour).label if each.colour else ""
            sheet.write_string(line, 4, label, fills.get(each.colour or ""))
            sheet.write_string(line, 5, methods.get(each.method or "", each.method or ""))
            sheet.write_datetime(line, 6, each.assessed_on, day)
            sheet.write_datetime(line, 7, each.review_on, day)
            sheet.write_number(line, 8, each.days)
            sheet.write_string(line, 9, each.unit or "")
            sheet.write_string(line, 10, each.person or "")
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(reviews), 1), len(COLUMNS) - 1)
        book.add_worksheet("说明").write_string(0, 0, told)
    return file.getvalue()
