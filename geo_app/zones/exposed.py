"""Who is exposed: people and protected targets in a ring or a zone of a site, by class, by wind sector, by day and
night. A number that nobody has entered is told by name, never counted as 0."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Float, Integer, MetaData, String, Table, func, null, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.errors import BadInput, NotFound
from geo_app.sites.card import must_see
from geo_app.zones.exposure import HIDDEN, is_surveyed, origin_of
from geo_app.zones.exposure_note import UNSURVEYED, Note, Origin
from geo_app.zones.models import Zone
from geo_app.zones.surroundings import Target, targets_within

ZONE: Table = Zone.metadata.tables["zone"].to_metadata(MetaData(), name="zone_as_of")
SECTORS = {0: 1, 8: 8, 16: 16}  # asked for -> slices
NAMES = (
    *("北", "东北偏北", "东北", "东北偏东", "东", "东南偏东", "东南", "东南偏南"),
    *("南", "西南偏南", "西南", "西南偏西", "西", "西北偏西", "西北", "西北偏北"),
)
NAMES_EN = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")


@dataclass(frozen=True)
class Count:
    """People whose number is known, rounded up; `without` names those whose number is not."""

    people: int
    without: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return not self.without


@dataclass(frozen=True)
class Home:
    """A settlement in reach and the part of it in each sector."""

    id: int | None
    name: str
    residents: int | None
    day_people: int | None
    night_people: int | None
    slow_people: int | None
    distance_m: float
    shares: tuple[float, ...]

    @property
    def share(self) -> float:
        return min(1.0, sum(self.shares))

    @property
    def people_counted(self) -> float | None:
        return None if self.residents is None else round(self.residents * self.share, 1)


@dataclass(frozen=True)
class Sector:
    """What lies in one direction. `downwind_share`: how much of the time the wind blows there."""

    number: int
    of: int
    people: Count
    homes: tuple[str, ...]
    targets: int
    downwind_share: float | None

    @property
    def compass(self) -> int:
        """Its direction among the sixteen that have names."""
        return self.number * len(NAMES) // self.of

    @property
    def width_deg(self) -> float:
        return 360 / self.of


@dataclass(frozen=True)
class Exposed:
    """What lies within `metres` of a site, or in one of its zones."""

    metres: float | None
    homes: tuple[Home, ...]
    targets: tuple[Target, ...]
    sectors: tuple[Sector, ...]
    surveyed: bool

    @property
    def people(self) -> Count:
        return self._at_home("residents")

    @property
    def day(self) -> Count:
        """By day people are where they work and learn: those at home, and those at the protected targets."""
        home, there = self._at_home("day_people"), _count((each.name, each.people, 1.0) for each in self.targets)
        return Count(home.people + there.people, home.without + there.without)

    @property
    def night(self) -> Count:
        return self._at_home("night_people")

    @property
    def slow(self) -> Count:
        """Those who need help to leave."""
        return self._at_home("slow_people")

    def _at_home(self, which: str) -> Count:
        known = _count((home.name, getattr(home, which), home.share) for home in self.homes)
        return known if self.surveyed else Count(known.people, (UNSURVEYED, *known.without))

    @property
    def downwind_people(self) -> float | None:
        """The people of each sector weighed by how often the wind blows there: what to expect at an accident."""
        blown = [each for each in self.sectors if each.downwind_share is not None]
        told = [(each.downwind_share or 0) * each.people.people for each in blown]
        return round(sum(told), 1) if told else None

    def note(self, origin: Origin) -> Note:
        """What a reader must know to trust the figures."""
        partly = any(0 < home.share < 1 for home in self.homes)
        return Note(origin, partly, self.surveyed, self.people.without if self.surveyed else ())


def exposed_within(
    session: Session, site_id: int, distances: Sequence[float], sectors: int = 0, wind: Sequence[float] = ()
) -> tuple[Origin, list[Exposed]]:
    """The rings of a site, smallest first. Raises NotFound where one may not see it, BadInput for a bad wind."""
    must_see(session, site_id)
    rose = downwind(wind, sectors)
    rings = [_exposed(session, site_id, metres, None, rose) for metres in sorted(set(distances))]
    return origin_of(session, site_id), rings


def exposed_in(
    session: Session, zone_id: int, sectors: int = 0, wind: Sequence[float] = ()
) -> tuple[Origin, int, Exposed]:
    """One zone of a site, whatever its kind, with the site's number. Raises NotFound, and BadInput for a line."""
    found = select(ZONE.c.site_id, ZONE.c.reach_m, ZONE.c.name, func.st_dimension(ZONE.c.geom).label("dimension"))
    zone = session.execute(found.where(ZONE.c.id == zone_id)).one_or_none()
    if zone is None:
        raise NotFound(f"没有编号为 {zone_id} 的区域，或不在您的管辖区划内")
    if zone.dimension < 2:
        raise BadInput(f"“{zone.name}”没有面积，数不了其中的人", "请选择一个面状的区域")
    exposed = _exposed(session, zone.site_id, zone.reach_m, zone_id, downwind(wind, sectors))
    return origin_of(session, zone.site_id), zone.site_id, exposed


def downwind(wind: Sequence[float], sectors: int) -> tuple[float | None, ...]:
    """For each sector, how much of the time the wind blows towards it, from a rose that tells where it comes from.

    >>> downwind([50, 25, 25, 0, 0, 0, 0, 0], 8)
    (0.0, 0.0, 0.0, 0.0, 0.5, 0.25, 0.25, 0.0)
    >>> downwind([], 0)
    (None,)
    """
    if sectors not in SECTORS:
        raise BadInput(f"方位数不能是 {sectors}", "可用 0(不分方位)、8、16", field="sectors")
    slices = SECTORS[sectors]
    if not wind:
        return (None,) * slices
    if len(wind) != slices or sectors == 0 or min(wind) < 0 or sum(wind) == 0:
        raise BadInput(f"风玫瑰应有 {sectors} 个不小于 0 的数，自北起顺时针", "请改正 wind", field="wind")
    return tuple(round(wind[(n + slices // 2) % slices] / sum(wind), 4) for n in range(slices))


def _exposed(
    session: Session, site_id: int, metres: float | None, zone_id: int | None, rose: tuple[float | None, ...]
) -> Exposed:
    zone = select(ZONE.c.geom).where(ZONE.c.id == zone_id).scalar_subquery()
    reach: ColumnElement[Any] = zone if zone_id else null()
    homes = _homes(session, site_id, metres, reach, len(rose))
    targets = targets_within(session, site_id, metres, reach)
    sectors = () if len(rose) == 1 else tuple(_sector(n, homes, targets, rose) for n in range(len(rose)))
    return Exposed(metres, homes, targets, sectors, bool(homes) or is_surveyed(session, site_id))


def _homes(
    session: Session, site_id: int, metres: float | None, reach: ColumnElement[Any], slices: int
) -> tuple[Home, ...]:
    near = func.people_within(site_id, metres, reach, slices).table_valued(
        sql_column("id", Integer),
        sql_column("name", String),
        *(sql_column(name, Integer) for name in ("residents", "day_people", "night_people", "slow_people")),
        sql_column("distance_m", Float),
        sql_column("shares", ARRAY(Float)),
    )
    return tuple(
        Home(**{**row, "name": row["name"] or HIDDEN, "shares": tuple(row["shares"])})
        for row in session.execute(select(near)).mappings()
    )


def _sector(n: int, homes: Iterable[Home], targets: Iterable[Target], rose: tuple[float | None, ...]) -> Sector:
    here = [home for home in homes if home.shares[n] > 0]
    return Sector(
        number=n,
        of=len(rose),
        people=_count((home.name, home.residents, home.shares[n]) for home in here),
        homes=tuple(home.name for home in here),
        targets=sum(sector_of(each.azimuth_deg, len(rose)) == n for each in targets),
        downwind_share=rose[n],
    )


def sector_of(azimuth_deg: float, of: int) -> int:
    """The slice that a direction lies in.

    >>> sector_of(350, 8), sector_of(23, 8), sector_of(22, 8)
    (0, 1, 0)
    """
    return int(azimuth_deg * of / 360 + 0.5) % of


def _count(told: Iterable[tuple[str, int | None, float]]) -> Count:
    known = list(told)
    people = ceil(round(sum((number or 0) * share for _, number, share in known), 6))
    return Count(people, tuple(name for name, number, share in known if number is None and share > 0))
