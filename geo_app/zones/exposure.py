"""Who lives near a site: settlements within true metres of its boundary, weighed by the part that lies within."""

from dataclasses import dataclass
from math import ceil

from sqlalchemy import Float, Integer, String, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.sites.card import must_see
from geo_app.zones.exposure_note import SURVEYED_M, Note, Origin

HIDDEN = "辖区外居民区"


@dataclass(frozen=True)
class Settlement:
    """A settlement in reach. `share` is the part of it that counts; `id` is None beyond one's own divisions."""

    id: int | None
    name: str
    residents: int | None
    distance_m: float
    share: float

    @property
    def people_counted(self) -> float | None:
        return None if self.residents is None else round(self.residents * self.share, 1)


@dataclass(frozen=True)
class Exposure:
    """The people within `metres` of a site. `people` counts those whose number is known, rounded up."""

    metres: float
    origin: Origin
    settlements: tuple[Settlement, ...]
    surveyed: bool

    @property
    def measured_from(self) -> str:
        return self.origin.name

    @property
    def from_boundary(self) -> bool:
        return self.origin.from_boundary

    @property
    def counted(self) -> tuple[Settlement, ...]:
        return tuple(each for each in self.settlements if each.residents is not None)

    @property
    def without_residents(self) -> tuple[Settlement, ...]:
        """Settlements in reach whose number of people nobody has entered: named, never taken for 0."""
        return tuple(each for each in self.settlements if each.residents is None and each.share > 0)

    @property
    def people(self) -> int:
        return ceil(round(sum((each.residents or 0) * each.share for each in self.counted), 6))

    @property
    def is_complete(self) -> bool:
        """Whether the count may be taken for the number of people."""
        return self.surveyed and not self.without_residents

    @property
    def note(self) -> Note:
        """What a reader must know to trust the figure."""
        partly = any(0 < each.share < 1 for each in self.counted)
        return Note(
            self.origin, partly, self.surveyed, [each.name for each in self.without_residents], self.metres
        )


def residents_within(session: Session, site_id: int, metres: float) -> Exposure:
    """The settlements within `metres` of a site's boundary. Raises NotFound where one may not see the site."""
    must_see(session, site_id)
    settlements = _settlements(session, site_id, metres)
    surveyed = bool(settlements) or is_surveyed(session, site_id)
    return Exposure(metres, origin_of(session, site_id), settlements, surveyed)


def origin_of(session: Session, site_id: int) -> Origin:
    """What the distances of a site are measured from."""
    line = func.boundary_of(site_id).table_valued("geom", "of_name", "is_plant", "ground_m2")
    return Origin(*session.execute(select(line.c.of_name, line.c.is_plant, line.c.ground_m2)).one())


def is_surveyed(session: Session, site_id: int) -> bool:
    """Whether anybody has registered a settlement around here: without one, nobody counted is not nobody there."""
    return bool(_settlements(session, site_id, SURVEYED_M))


def _settlements(session: Session, site_id: int, metres: float) -> tuple[Settlement, ...]:
    near = func.residents_near(site_id, float(metres)).table_valued(
        sql_column("id", Integer),
        sql_column("name", String),
        sql_column("residents", Integer),
        sql_column("distance_m", Float),
        sql_column("share", Float),
    )
    return tuple(
        Settlement(row.id, row.name or HIDDEN, row.residents, round(row.distance_m, 2), row.share)
        for row in session.execute(select(near))
    )
