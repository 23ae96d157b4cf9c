"""The columns of an export: what they are called, and how their values are said to people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import pyarrow
import pyarrow.compute as pc

from geo_app.actor import Role
from geo_app.colour import UNASSESSED_LABEL, Colour
from geo_app.export.edition import Edition, edition_of
from geo_app.export.short_names import distinct, short_names
from geo_app.layers import Layer, LayerField

DICTIONARY = ("字段", "SHP 字段名", "GeoJSON 字段名", "英文名", "类型", "单位", "说明")
Kind = Literal["text", "integer", "number", "date"]
CHINA_TIME = "Asia/Shanghai"
TYPES = {"text": "string", "integer": "int64", "number": "float64", "date": "date32"}  # as Arrow names them
KIND_TITLES = {"text": "文本", "integer": "整数", "number": "数值", "date": "日期"}


@dataclass(frozen=True)
class Column:
    """One column. `short` is its name in a Shapefile: at most ten bytes in GBK. `choices` are the labels that
    stand for stored values, in order; a value without a label is shown as it is."""

    name: str
    title: str
    title_en: str
    short: str
    kind: Kind = "text"
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def described(self) -> tuple[str, ...]:
        """Its row in the field dictionary, under the titles of DICTIONARY."""
        labels = "、".join(label for _, label in self.choices)
        note = "；".join(part for part in (labels and f"取值：{labels}", self.note) if part)
        return (self.title, self.short, self.name, self.title_en, KIND_TITLES[self.kind], self.unit, note)

    def said(self, values: pyarrow.Array) -> pyarrow.Array:
        """The values as the file holds them: labels for choices, true dates, no number that is none."""
        if self.choices:
            return _labelled(values, self.choices)
        if pyarrow.types.is_timestamp(values.type):
            local = pc.cast(values, pyarrow.timestamp("s", CHINA_TIME), safe=False)
            return pc.cast(pc.local_timestamp(local), pyarrow.string())  # strftime takes eight times as long
        if self.kind == "number":
            values = pc.cast(values, pyarrow.float64())
            return pc.if_else(pc.is_finite(values), values, None)
        return pc.cast(values, pyarrow.type_for_alias(TYPES[self.kind]))


YES_NO = (("true", "是"), ("false", "否"))
IDENTITY = Column("id", "系统编号", "System id", "系统编号", "integer", note="本系统内的唯一编号")
COLOUR = Column(
    "colour",
    "风险等级",
    "Risk colour",
    "风险等级",
    choices=(*((colour.value, colour.label) for colour in Colour), ("", UNASSESSED_LABEL)),
    note="红最高，蓝最低；未评表示没有现行评估",
)
GRADED = (
    COLOUR,
    Column("method", "评估方法", "Method", "评估方法"),
    Column("assessed_on", "评估日期", "Assessed on", "评估日期", "date"),
    Column("review_on", "复评日期", "Review due on", "复评日期", "date"),
    Column(
        "stale", "复评逾期", "Review overdue", "复评逾期", choices=YES_NO, note="是：已过复评日期，等级仅供参考"
    ),
)
PLACE = (
    Column("division", "行政区划", "Division code", "区划代码", note="12 位统计用区划代码"),
    Column("division_name", "区划名称", "Division", "区划名称"),
)
ORIGIN = (
    Column("demo", "数据性质", "Nature", "数据性质", choices=(("true", "演示数据"), ("false", "业务数据"))),
    Column("source", "数据来源", "Source", "数据来源"),
    Column("version", "版本", "Version", "版本", "integer"),
    Column("changed_by", "更新人", "Changed by", "更新人"),
    Column("changed_at", "更新时间", "Changed at", "更新时间", note="北京时间"),
)
PUBLIC_ORIGIN = tuple(column for column in ORIGIN if column.name != "changed_by")
AROUND = {"site": GRADED, "division": ()}  # what a layer's rows say of risk, by source; elsewhere the colour


def columns_of(layer: Layer, role: Role, edition: Edition | None = None) -> tuple[Column, ...]:
    """The columns of a layer that this role may see and that its edition holds, in order; no two share a name or
    a title.

    >>> from geo_app.layers import load_layers
    >>> from geo_app.settings import shipped
    >>> mine = load_layers([shipped("layers")])["mine"]
    >>> "联系电话" in {column.title for column in columns_of(mine, Role.VIEWER)}
    False
    """
    edition = edition or edition_of(layer, role)
    leave = [field for field in layer.fields if field.name not in edition.hidden and not field.is_english]
    own = [_column(field) for field in leave if role.may(field.see)]
    risk = AROUND.get(layer.source, (COLOUR,)) if layer.graded or layer.source != "site" else ()
    place = PLACE if layer.source != "division" else ()
    origin = ORIGIN if edition.name == "internal" else PUBLIC_ORIGIN
    return _distinct([IDENTITY, *own, *risk, *place, *origin])


def said(batch: pyarrow.RecordBatch, columns: Iterable[Column]) -> pyarrow.RecordBatch:
    """A batch of a layer's rows as the file holds them, the geometry as WKB in `geom`."""
    arrays = {column.name: column.said(batch[column.name]) for column in columns}
    return pyarrow.record_batch({**arrays, "geom": pc.cast(batch["geom"], pyarrow.binary())})


def _column(field: LayerField) -> Column:
    kinds: dict[str, Kind] = {"integer": "integer", "number": "number", "date": "date"}
    choices = tuple((value, label) for value, label, _ in field.choices)
    return Column(
        field.name,
        field.title,
        field.title_en,
        field.short_name,
        kinds.get(field.type, "text"),
        field.unit,
        YES_NO if field.type == "boolean" else choices,
    )


def _labelled(values: pyarrow.Array, choices: tuple[tuple[str, str], ...]) -> pyarrow.Array:
    """Labels for values; "" among the choices speaks for a missing value."""
    labels = dict(choices)
    texts = pc.cast(values, pyarrow.string())
    if "" in labels:
        texts = pc.fill_null(texts, "")
    found = pc.index_in(texts, value_set=pyarrow.array(list(labels)))
    return pc.coalesce(pc.take(pyarrow.array(list(labels.values())), found), texts)


def _distinct(columns: list[Column]) -> tuple[Column, ...]:
    names, titles = set[str](), set[str]()
    kept = []
    for column in columns:
        if column.name in names:  # a layer may name a common column among its own fields
            continue
        names.add(column.name)
        kept.append(replace(column, title=distinct(column.title, titles, lambda name, _: name)))
    shorts = short_names([column.short for column in kept], "gbk")
    return tuple(replace(column, short=short) for column, short in zip(kept, shorts, strict=True))
