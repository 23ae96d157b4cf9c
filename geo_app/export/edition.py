"""Which edition of a layer a person takes away: the internal one, or the public one with less in it.

The role decides (`data/export/editions.csv`), the layer file says what the public edition leaves out
(`public = false` of a field) and how coarse its places are (`public_grid_m`).
"""

import csv
from dataclasses import dataclass
from functools import cache
from typing import Literal

from geo_app.actor import Role
from geo_app.layers import Layer
from geo_app.settings import shipped


@dataclass(frozen=True)
class Edition:
    """What leaves: `hidden` fields do not, places lie on a grid of `grid_m` metres (0: where they are)."""

    name: Literal["internal", "public"]
    hidden: frozenset[str] = frozenset()
    grid_m: float = 0

    @property
    def said(self) -> str:
        """What the file says of it."""
        if self.name == "internal":
            return "内部版，不得对外公开"
        coarse = f"，坐标粗化到 {self.grid_m:g} 米网格，线和面只给一点" if self.grid_m else ""
        return f"公开版：不含责任人、联系方式等内部字段{coarse}"


def edition_of(layer: Layer, role: Role) -> Edition:
    """The edition of a layer that this role takes away.

    >>> from geo_app.layers import load_layers
    >>> mine = load_layers([shipped("layers")])["mine"]
    >>> edition_of(mine, Role.EDITOR).said
    '内部版，不得对外公开'
    >>> "person" in edition_of(mine, Role.VIEWER).hidden
    True
    """
    if _editions()[role] == "internal":
        return Edition("internal")
    hidden = frozenset(field.name for field in layer.fields if not field.public)
    return Edition("public", hidden, layer.public_grid_m)


@cache
def _editions() -> dict[str, str]:
    path = shipped("data") / "export" / "editions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["role"]: row["edition"] for row in csv.DictReader(file)}
