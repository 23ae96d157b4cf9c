"""What lies around a site, ring by ring: people and protected targets within true metres of its boundary."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, RowMapping, String, func, null, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.layers import Layers
from geo_app.sites.card import must_see
from geo_app.zones.exposure import Exposure, residents_within

USUAL_RINGS = (500.0, 1000.0)  # for sites whose layer throws no rings
HIDDEN = "辖区外防护目标"


@dataclass(frozen=True)
class Target:
    """A protected target in reach; `id` is None beyond one's own divisions."""

    id: int | None
    name: str
    category: str | None
    protection_class: str | None
    people: int | None
    distance_m: float
    azimuth_deg: float  # from the middle of the site, clockwise from north


@dataclass(frozen=True)
class RingContent:
    """What lies within one distance of the boundary: each ring holds all that the smaller ones hold."""

    metres: float
    residents: Exposure
    targets: tuple[Target, ...]


def surroundings(session: Session, layers: Layers, site_id: int, kind: str) -> list[RingContent]:
    """The rings of a site of layer `kind`, as its derived layer declares them, with what lies in each.

    Raises NotFound where one may not see the site.
    """
    must_see(session, site_id)
    distances = ring_metres(layers, kind)
    targets = targets_within(session, site_id, max(distances))
    return [
        RingContent(
            metres,
            residents_within(session, site_id, metres),
            tuple(target for target in targets if target.distance_m <= metres),
        )
        for metres in distances
    ]


def ring_metres(layers: Layers, kind: str) -> tuple[float, ...]:
    """The distances that count around sites of a layer, ascending.

    >>> from geo_app.layers import load_layers
    >>> from geo_app.settings import shipped
    >>> ring_metres(load_layers([shipped("layers")]), "chemical_plant")
    (500.0, 1000.0)
    """
    declared = {float(ring.metres) for layer in layers if layer.of == kind for ring in layer.rings}
    return tuple(sorted(declared)) or USUAL_RINGS


def targets_within(
    session: Session, site_id: int, metres: float | None, reach: ColumnElement[Any] | None = None
) -> tuple[Target, ...]:
    """The protected targets within `metres` of a site, or touched by a `reach` given instead, nearest first."""
    near = func.targets_within(site_id, metres, reach if reach is not None else null()).table_valued(
        sql_column("id", Integer),
        *(sql_column(name, String) for name in ("name", "category", "protection_class")),
        sql_column("people", Integer),
        *(sql_column(name, Float) for name in ("distance_m", "azimuth_deg")),
    )
    return tuple(_target(row) for row in session.execute(select(near)).mappings())


def _target(row: RowMapping) -> Target:
    measured = {name: round(row[name], digits) for name, digits in (("distance_m", 2), ("azimuth_deg", 1))}
    return Target(**{**row, **measured, "name": row["name"] or HIDDEN})
