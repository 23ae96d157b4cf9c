"""What a list is: its columns, and how its rows are read. Each is one file in `kinds`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from geo_app.errors import BadInput
from geo_app.layers import Layers

Value = str | int | float | date | None
FILTERS = {"layer": "图层", "rule": "规定", "site": "点位"}
UNSURE = "未核实"


@dataclass(frozen=True)
class Column:
    """One column; `width` in characters of a sheet. A colour is its label, drawn in its colour."""

    title: str
    kind: Literal["text", "number", "date", "colour"] = "text"
    width: int = 12


@dataclass(frozen=True)
class Wanted:
    """Which rows: below a division, of one of the list's own choices, of one layer, rule or site. Empty: all."""

    division: str = ""
    only: str = ""
    layer: str = ""
    rule: str = ""
    site: int | None = None


@dataclass(frozen=True)
class Listing:
    """A list. `choices` are the parts of it that one may ask for alone, the first one where nothing is asked;
    `filters` which of layer, rule and site may be asked for besides."""

    name: str
    title: str
    title_en: str
    columns: tuple[Column, ...]
    rows: Callable[[Session, Layers, Wanted], Iterator[tuple[Value, ...]]]
    choices: Mapping[str, str] = field(default_factory=dict)
    filters: tuple[str, ...] = ()
    note: str = ""

    def checked(self, layers: Layers, wanted: Wanted) -> Wanted:
        """What is wanted, with the usual choice where none was made. Raises BadInput, NotFound."""
        only = wanted.only or next(iter(self.choices), "")
        if only and only not in self.choices:
            offered = "、".join(f"{name}({title})" for name, title in self.choices.items())
            raise BadInput(
                f"“{self.title}”里没有 {only} 这一部分", f"可选：{offered}" if offered else "这份清单不分部分"
            )
        for name, title in FILTERS.items():
            if getattr(wanted, name) and name not in self.filters:
                raise BadInput(f"“{self.title}”不按{title}筛选", f"请去掉{title}条件")
        if wanted.layer:
            layers[wanted.layer]
        return replace(wanted, only=only)


def sure(verified: bool) -> str:
    """What a list says of a number that nobody has verified."""
    return "" if verified else UNSURE
