"""Rows that come home: a file of our own tells which record each row was when it left, and in which version."""

import re
from collections.abc import Sequence

from geo_app.errors import BadInput
from geo_app.ingest.sheets import Cells

NUMBER, VERSION, CHANGED_BY = "系统编号", "版本", "更新人"
MARKS = {NUMBER, VERSION, "数据性质", "更新时间"}  # an internal edition also says by whom
DICTIONARY = {"字段", "SHP 字段名", "GeoJSON 字段名"}  # the headers of the sheet that explains the others
_WHOLE = re.compile(r"(\d{1,9})(?:\.0)?")  # a table of texts and a spreadsheet write numbers in their own ways
Came = tuple[int, int]  # number and version of a record


def came_columns(headers: Sequence[str]) -> tuple[int, int] | None:
    """Where number and version stand; None for a file that is not ours.

    Raises BadInput for a public edition: its places are coarse, and they would move those on the map.

    >>> came_columns(["系统编号", "名称", "数据性质", "版本", "更新人", "更新时间"])
    (0, 3)
    >>> came_columns(["系统编号", "名称"]) is None
    True
    """
    if not set(headers) >= MARKS:
        return None
    if CHANGED_BY not in headers:
        raise BadInput("这是本系统导出的公开版，位置已粗化、字段不全，不能导回", "请改用内部版导出的文件")
    return headers.index(NUMBER), headers.index(VERSION)


def came(cells: Cells, columns: tuple[int, int] | None) -> Came | None:
    """The record that a row was; None for a new one.

    >>> came([7.0, "甲矿", 2.0], (0, 2)), came(["7", "甲矿", "2"], (0, 2)), came([None, "新矿", None], (0, 2))
    ((7, 2), (7, 2), None)
    """
    if columns is None or max(columns) >= len(cells):
        return None
    found = [_WHOLE.fullmatch(str(cells[place]).strip()) for place in columns]
    number, version = (int(each[1]) if each else None for each in found)
    return None if number is None or version is None else (number, version)
