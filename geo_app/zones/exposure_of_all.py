"""The exposure of every site of a layer at once, for ranking and for reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, BigInteger, Text, bindparam, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.errors import BadInput
from geo_app.zones.buffers import FARTHEST_M


@dataclass(frozen=True)
class Surrounded:
    """What stands around one site: how many, their residents, and how many have no number (never counted as 0)."""

    site_id: int
    near: int
    residents: int
    without_residents: int


def exposure_of_all(session: Session, layer: str, metres: float, kinds: Sequence[str]) -> list[Surrounded]:
    """What lies within `metres` of each site of a layer among the layers `kinds`, as far as one may see."""
    if not 0 < metres <= FARTHEST_M:
        raise BadInput(f"距离应大于 0、不超过 {FARTHEST_M} 米", "请改正距离", field="metres")
    names = ("site_id", "near", "residents", "without_residents")
    wanted = bindparam("kinds", list(kinds), ARRAY(Text))
    around = func.exposure_of_all(layer, metres, wanted).table_valued(*(sql_column(n, BigInteger) for n in names))
    return [Surrounded(*row) for row in session.execute(select(around))]
