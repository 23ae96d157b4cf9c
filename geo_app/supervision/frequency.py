"""Who visits how often, by layer and colour: our table with the clause of each number, or a county's own."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geo_app.colour import Colour
from geo_app.errors import BadInput
from geo_app.layers import Layers
from geo_app.reckoning.tables import STATED, rows

NONE = "none"  # not assessed
SHADES = (*Colour, NONE)
COLUMNS = ("visitor", "visitor_title", "visitor_title_en", "layer", "colour", "months")
MOST_MONTHS = 120


@dataclass(frozen=True)
class Rule:
    """One line of the table. An empty layer or colour means every one; without `months` there is no fixed
    interval, and the note says why. `overridden`: of the county's own table."""

    visitor: str
    visitor_title: str
    visitor_title_en: str
    layer: str
    colour: str
    months: int | None
    clause: str
    confidence: str
    note: str
    overridden: bool = False

    def fits(self, layer: str, colour: str) -> bool:
        return self.layer in ("", layer) and self.colour in ("", colour)

    @property
    def exactness(self) -> tuple[bool, bool, bool]:
        """The county's own before ours, a layer before every layer, a colour before every colour."""
        return self.overridden, bool(self.layer), bool(self.colour)


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Our table.

    >>> rule_for(shipped_rules(), "county_bureau", "chemical_plant", "orange").months
    6
    """
    return tuple(_rule(row, overridden=False) for row in rows("supervision/frequency"))


def rules(layers: Layers, own: Path | None) -> tuple[Rule, ...]:
    """Our table with the county's own lines before it. Raises BadInput where a line of theirs cannot be."""
    return (*(_own_rules(layers, own) if own else ()), *shipped_rules())


def rule_for(table: Iterable[Rule], visitor: str, layer: str, colour: str) -> Rule | None:
    """The line that holds for a visitor, a layer and a colour: the most exact one."""
    fitting = (rule for rule in table if rule.visitor == visitor and rule.fits(layer, colour))
    return max(fitting, key=lambda rule: rule.exactness, default=None)


def holding(table: tuple[Rule, ...], kinds: Iterable[str]) -> Iterator[tuple[str, str, Rule]]:
    """The line that holds for each layer, colour and visitor."""
    for kind in kinds:
        for colour in SHADES:
            for visitor in dict.fromkeys(rule.visitor for rule in table):
                if rule := rule_for(table, visitor, kind, colour):
                    yield kind, colour, rule


def _own_rules(layers: Layers, path: Path) -> tuple[Rule, ...]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"读不了监管频次表 {path.name}", "请检查 GEO_APP_SUPERVISION_FILE，文件应为 UTF-8 的 CSV"
        ) from error
    lacking = [name for name in COLUMNS if table and name not in table[0]]
    if lacking:
        raise BadInput(
            f"监管频次表 {path.name} 缺少列 {'、'.join(lacking)}", "列名同 data/supervision/frequency.csv"
        )
    known = {layer.name for layer in layers if layer.graded}
    for line, row in enumerate(table, 2):
        _check(f"监管频次表 {path.name} 第 {line} 行", row, known)
    return tuple(_rule(row, overridden=True) for row in table)


def _check(place: str, row: Mapping[str, str | None], layers: set[str]) -> None:
    layer, colour, months = (row[name] or "" for name in ("layer", "colour", "months"))
    if not row["visitor"] or not row["visitor_title"]:
        raise BadInput(f"{place}：缺少 visitor 或 visitor_title", "请填写由谁巡查")
    if layer and layer not in layers:
        raise BadInput(f"{place}：没有可评估的图层 {layer}", f"可用：{'、'.join(sorted(layers))}，留空为全部")
    if colour and colour not in SHADES:
        raise BadInput(f"{place}：没有颜色 {colour}", f"可用：{'、'.join(SHADES)}，留空为全部")
    if months and not (months.isdecimal() and 1 <= int(months) <= MOST_MONTHS):
        raise BadInput(f"{place}：间隔 {months} 不是 1 至 {MOST_MONTHS} 的月数", "没有固定周期的请留空")


def _rule(row: Mapping[str, str | None], overridden: bool) -> Rule:
    told = {name: row.get(name) or "" for name in ("clause", "confidence", "note", *COLUMNS)}
    months = told.pop("months")
    if overridden:
        told["clause"], told["confidence"] = told["clause"] or "本单位规定", told["confidence"] or STATED
    return Rule(**told, months=int(months) if months else None, overridden=overridden)
