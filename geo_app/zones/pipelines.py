"""Pipelines: what stands in their protection strips."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Float, Text, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.errors import BadInput
from geo_app.layers import Layers, Ring
from geo_app.sites.models import Site
from geo_app.sites.record import find

OCCUPYING = ["settlement", "protected_target", "chemical_plant", "fuel_station", "mine", "tailings_pond"]


@dataclass(frozen=True)
class Occupant:
    """Something in a strip; without number and name beyond one's own divisions."""

    id: int | None
    kind: str
    name: str | None
    distance_m: float


@dataclass(frozen=True)
class Strip:
    """One strip of a pipeline, as the layer file declares it, and what stands in it or nearer."""

    ring: Ring
    sites: tuple[Occupant, ...]


@dataclass(frozen=True)
class Occupation:
    """The strips of a pipeline, the narrowest first."""

    id: int
    name: str
    strips: tuple[Strip, ...]


def occupation(session: Session, layers: Layers, site_id: int) -> Occupation:
    """What stands in the strips of a pipeline, edge to edge from its centre line. Raises NotFound and BadInput."""
    site = find(session, site_id)
    rings = sorted(
        (ring for layer in layers if layer.of == site.kind for ring in layer.rings), key=lambda r: r.metres
    )
    if site.kind != "pipeline" or not rings:
        raise BadInput(f"“{site.name}”不是管道，或没有为管道定义保护带", "请选择油气管道图层的点位")
    line = select(Site.geom).where(Site.id == site_id).scalar_subquery()
    near = func.sites_near(line, rings[-1].metres, OCCUPYING).table_valued(
        sql_column("id", BigInteger),
        sql_column("kind", Text),
        sql_column("name", Text),
        sql_column("distance_m", Float),
    )
    found = session.execute(select(near.c.id, near.c.kind, near.c.name, near.c.distance_m))
    sites = [Occupant(*row[:3], round(row[3], 2)) for row in found]
    strips = (Strip(ring, tuple(each for each in sites if each.distance_m <= ring.metres)) for ring in rings)
    return Occupation(site.id, site.name, tuple(strips))
