"""The exposure of every site of a layer at once, for ranking and for reports.

Positions and residents are read once, as columns, under the rights of whoever asks; who is near whom is told on
flat maps beside the database, and only the doubtful are measured in it, on the ellipsoid, as for one site alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from sqlalchemy import ARRAY, BigInteger, Double, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from geo_app.arrays import arrays
from geo_app.errors import BadInput
from geo_app.sites.models import Site
from geo_app.zones.around_many import Near, Surroundings, Wholes
from geo_app.zones.buffers import FARTHEST_M

UNKNOWN = -1  # residents that nobody has entered


@dataclass(frozen=True)
class Surrounded:
    """What stands around one site: how many, their residents, and how many have no number (never counted as 0)."""

    site_id: int
    near: int
    residents: int
    without_residents: int


def exposure_of_all(session: Session, layer: str, metres: float, kinds: Sequence[str]) -> list[Surrounded]:
    """What lies within `metres` of each site of a layer among the layers `kinds`, as far as one may see: edge to
    edge on the ellipsoid; a place counts whole where it is touched."""
    if not 0 < metres <= FARTHEST_M:
        raise BadInput(f"距离应大于 0、不超过 {FARTHEST_M} 米", "请改正距离", field="metres")
    sites = session.execute(_shapes([layer]).order_by(Site.id)).all()
    if not sites:
        return []
    own = np.array([row.id for row in sites])
    around = Surroundings(shapely.from_wkb([row.shape for row in sites]), metres)
    counted = np.zeros((3, len(own)), np.int64)
    for near, ids, residents in _found(session, around, kinds):
        kept = near.only(_within(session, own[near.site], ids[near.place], near.is_sure, metres))
        people = residents[kept.place]
        for row, each in enumerate((np.ones(len(people)), np.maximum(people, 0), people == UNKNOWN)):
            counted[row] += np.bincount(kept.site, each, len(own)).astype(np.int64)
    return [Surrounded(*map(int, row)) for row in zip(own, *counted, strict=True)]


def _found(session: Session, around: Surroundings, kinds: Sequence[str]) -> Iterator[tuple[Near, Wholes, Wholes]]:
    """Pairs, and of the places in them the ids and residents."""
    people = func.coalesce(Site.residents, UNKNOWN).cast(BigInteger)
    place = (Site.id, func.st_x(Site.geom).cast(Double), func.st_y(Site.geom).cast(Double), people)
    ids, lon, lat, residents = arrays(session, _among(kinds, *place).where(func.st_dimension(Site.geom) == 0))
    for near in around.points(lon, lat):
        yield near, ids, residents
    drawn = session.execute(_shapes(kinds).add_columns(people).where(func.st_dimension(Site.geom) > 0)).all()
    if drawn:
        numbers, shapes, people_there = zip(*drawn, strict=True)
        yield around.shapes(shapely.from_wkb(shapes)), np.array(numbers), np.array(people_there)


def _within(session: Session, sites: Wholes, places: Wholes, is_sure: np.ndarray, metres: float) -> np.ndarray:
    """Whether each pair counts: the doubtful are measured; a place is not its own surroundings."""
    doubtful = ~is_sure
    one, other = aliased(Site), aliased(Site)
    pairs = (
        func.unnest(
            bindparam("sites", sites[doubtful].tolist(), ARRAY(BigInteger)),
            bindparam("places", places[doubtful].tolist(), ARRAY(BigInteger)),
        )
        .table_valued("site", "place", with_ordinality="n")
        .render_derived()
    )
    measured = func.st_dwithin(func.geography(one.geom), func.geography(other.geom), float(metres))
    asked = select(measured).join_from(pairs, one, one.id == pairs.c.site).join(other, other.id == pairs.c.place)
    counts = is_sure.copy()
    if doubtful.any():
        counts[doubtful] = session.scalars(asked.order_by(pairs.c.n)).all()
    return counts & (sites != places)


def _shapes(kinds: Sequence[str]) -> Select:
    return _among(kinds, Site.id, func.st_asbinary(Site.geom).label("shape"))


def _among(kinds: Sequence[str], *columns: object) -> Select:
    return select(*columns).where(Site.kind.in_(kinds), ~Site.retired)  # type: ignore[call-overload]
