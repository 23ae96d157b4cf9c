"""What an export says of itself: what is in it, as of when, by which rules, from where, by whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.colour import UNASSESSED_LABEL, Colour
from geo_app.export.edition import Edition
from geo_app.export.gather import Rows
from geo_app.features import NONE, Selection
from geo_app.geo.crs import Crs
from geo_app.instant import CHINA

DEMO = "演示数据"
SOURCES_TOLD = 8
Lines = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """What was asked for: the selection and its conditions in words, the coordinate system, the last instant that
    counts (None: now), the edition."""

    selection: Selection
    said: tuple[str, ...]
    crs: Crs
    until: datetime | None
    edition: Edition


def provenance(asked: Asked, rows: Rows, rules: str, actor: Actor, now: datetime) -> tuple[tuple[str, str], ...]:
    """Everything there is to say of an export, title by title."""
    return (*_what(asked, rows, rules), *about_actor(actor, now))


def rules_of(session: Session, layer: str) -> str:
    """The rules by which the sites of a layer are graded, in words; "" where none is."""
    found = session.execute(select(func.rules_in_force(layer).table_valued(*RULE)))
    return "；".join(_rule(*row) for row in found)


RULE = ("method", "method_version", "variant", "pack", "pack_version", "sites")


def _rule(method: str, edition: str, variant: str, pack: str, pack_version: str, sites: int) -> str:
    by = "/".join(part for part in (method, variant) if part)
    told = f"，规则包 {pack} {pack_version}" if pack else ""
    return f"{by} {edition}{told}({sites} 处)"


def _what(asked: Asked, rows: Rows, rules: str) -> Lines:
    yield "图层", asked.selection.layer.title
    yield "版别", asked.edition.said
    yield "记录数", str(rows.count)
    yield "坐标系", asked.crs.title
    if asked.crs.note:
        yield "坐标系说明", asked.crs.note
    yield "数据时点", minute(asked.until) if asked.until else "导出时的现状"
    yield "筛选条件", "；".join(asked.said) or "无"
    if rules or rows.methods:
        yield "评估规则", rules or "、".join(sorted(rows.methods))
    yield "数据来源", _sources(rows.sources)
    if rows.demo:
        yield "数据性质", f"含 {rows.demo} 条{DEMO}：企业、人员和电话均为虚构，不得用于实际工作"


def _sources(sources: frozenset[str]) -> str:
    """Where the records come from, the first few by name."""
    named = sorted(sources)
    more = f"等 {len(named)} 个来源" if len(named) > SOURCES_TOLD else ""
    return "、".join(named[:SOURCES_TOLD]) + more or "未记录"


def about_actor(actor: Actor, now: datetime) -> Lines:
    """What a file says of who took it out, and when."""
    yield "可见范围", "、".join(code or "全国" for code in actor.divisions) or "无"
    yield "导出人", f"{actor.name}({actor.role.label})"
    yield "导出时间", f"{minute(now)}(北京时间)"
    yield "软件", f"geo_app {version('geo_app')}"


def conditions(selection: Selection, place: str = "") -> Iterator[str]:
    """The conditions of a selection, in words; `place` is the name of its division.

    >>> from geo_app.layers import load_layers
    >>> from geo_app.settings import shipped
    >>> mine = load_layers([shipped("layers")])["mine"]
    >>> list(conditions(Selection(mine, division="530181", colours=("red", "none")), "安宁市"))
    ['安宁市', '等级红未评']
    >>> list(conditions(Selection(mine, equals={"mining_method": "open_pit"})))
    ['开采方式为露天']
    """
    if selection.division:
        yield place or f"区划{selection.division}"
    if selection.colours:
        yield "等级" + "".join(UNASSESSED_LABEL if c == NONE else Colour(c).label for c in selection.colours)
    if selection.overdue:
        yield "复评逾期"
    if selection.words:
        yield f"含“{selection.words}”"
    for name, value in selection.equals.items():
        field = selection.layer.field(name)
        labels = {choice: label for choice, label, _ in field.choices}
        yield f"{field.title}为{labels.get(value, value)}"
    if selection.cql:
        yield f"符合 {selection.cql.text}"
    if selection.box:
        yield "范围" + ",".join(f"{degrees:g}" for degrees in selection.box)


def minute(instant: datetime) -> str:
    """An instant as a clock in China shows it."""
    return f"{instant.astimezone(CHINA):%Y-%m-%d %H:%M}"
