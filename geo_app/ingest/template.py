"""An empty workbook for a layer, made from its file: a column per field, drop-downs, what each means."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import xlsxwriter

from geo_app.colour import HEAD, HEAD_INK
from geo_app.ingest.coordinates import datums
from geo_app.layers import Layer, LayerField

ROWS = 5_000  # that the drop-downs reach down to
_HEAD = {"bold": True, "bg_color": HEAD, "font_color": HEAD_INK, "border": 1, "text_wrap": True}
_KINDS = {
    "text": "文字",
    "integer": "整数",
    "number": "数字",
    "boolean": "是或否",
    "date": "日期，例如 2026-11-21",
    "choice": "从选项中选",
    "phone": "手机号或带区号的固定电话",
    "credit_code": "18 位统一社会信用代码",
}
_FIRST_DAY, _LAST_DAY = "=DATE(1949,1,1)", "=DATE(2100,12,31)"
_CHOICES = 255  # characters that a drop-down takes within itself


def template(layer: Layer) -> bytes:
    """The workbook. Layers of lines and areas have no columns of coordinates: a layer file brings their shape."""
    buffer = BytesIO()
    columns = list(_columns(layer))
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        head = book.add_format(_HEAD)
        sheet = book.add_worksheet(layer.title[:31])
        for place, (title, rule, _) in enumerate(columns):
            sheet.write(0, place, title, head)
            sheet.set_column(place, place, max(12, 2 * len(title)))
            if rule:
                sheet.data_validation(1, place, ROWS, place, rule)
        sheet.freeze_panes(1, 1)
        told = book.add_worksheet("填写说明")
        told.set_column(0, 0, 24)
        told.set_column(1, 1, 80)
        told.write_row(0, 0, ("列名", "填写要求"), head)
        for line, (title, _, words) in enumerate(columns, 1):
            told.write_row(line, 0, (title, words))
    return buffer.getvalue()


def _columns(layer: Layer) -> Iterator[tuple[str, dict[str, Any] | None, str]]:
    """Title, rule and explanation of each column."""
    for field in layer.fields:
        if field.name != "written" and not field.kept:  # what the datum guard writes itself
            title = f"{field.title}({field.unit})" if field.unit else field.title
            yield title, _rule(field), _words(field)
    if layer.geometry not in ("line", "polygon"):
        yield "经度", None, "小数度或度分秒，例如 102.480000 或 102°28′48″;也可填平面坐标"
        yield "纬度", None, "小数度或度分秒，例如 24.920000 或 24°55′12″;也可填平面坐标"
        titles = [row["title"] for row in datums().values() if int(row["accuracy_m"]) <= 1]
        yield (
            "坐标系",
            _listed(titles),
            "坐标来自哪里：" + "、".join(titles) + "。不填则按证据判定，判定不了的进入待核坐标",
        )


def _rule(field: LayerField) -> dict[str, Any] | None:
    if field.type == "choice":
        return _listed([label for _, label, _ in field.choices])
    if field.type == "boolean":
        return _listed(["是", "否"])
    if field.type == "date":
        between = {"criteria": "between", "minimum": _FIRST_DAY, "maximum": _LAST_DAY}
        return {"validate": "date", **between, "error_title": field.title, "error_message": "应是日期"}
    if field.type in ("integer", "number") and field.minimum is not None:
        kind = "integer" if field.type == "integer" else "decimal"
        return {"validate": kind, "criteria": ">=", "value": field.minimum, "error_title": field.title}
    return None


def _listed(labels: list[str]) -> dict[str, Any] | None:
    """A drop-down; none where it would not fit, or where a label has the comma that separates them."""
    text = ",".join(labels)
    fits = len(text) <= _CHOICES and not any("," in label for label in labels)
    return {"validate": "list", "source": labels, "ignore_blank": True} if fits else None


def _words(field: LayerField) -> str:
    parts = ["必填" if field.required else "", _KINDS[field.type], f"单位 {field.unit}" if field.unit else ""]
    if field.type == "choice":
        parts.append("可填：" + "、".join(label for _, label, _ in field.choices))
    return "；".join(part for part in parts if part)
