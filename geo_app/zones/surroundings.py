"""What lies around a site, ring by ring: people and protected targets within true metres of its boundary."""

from dataclasses import dataclass

from sqlalchemy import Float, Integer, String, func, select
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
    targets = _targets(session, site_id, max(distances))
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


def _targets(session: Session, site_id: int, metres: float) -> tuple[Target, ...]:
    near = func.targets_near(site_id, metres).table_valued(
        sql_column("id", Integer),
        sql_column("name", String),
        sql_column("category", String),
        sql_column("protection_class", String),
        sql_column("people", Integer),
        sql_column("distance_m", Float),
    )
    return tuple(
        Target(
            row.id, row.name or HIDDEN, row.category, row.protection_class, row.people, round(row.distance_m, 2)
        )
        for row in session.execute(select(near))
    )
