"""Who lives near a site: settlements within true metres of its boundary, weighed by the part that lies within."""

from dataclasses import dataclass
from math import ceil, pi, sqrt

from sqlalchemy import Float, Integer, String, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.sites.card import must_see

SURVEYED_M = 5_000  # a place without any registered settlement so far around has not been surveyed
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
class Origin:
    """What distances are measured from: the boundary of a plant, or a point where none is known.
    `ground_m2` is the area that was declared for it."""

    name: str
    from_boundary: bool
    ground_m2: float | None = None

    @property
    def line(self) -> str:
        """The line in words, with how much too small a ring around a mere point may be.

        >>> Origin("甲厂", False, 31_416).line
        '点位(未登记厂区边界;申报占地 31416 平方米,合半径约 100 m 的圆,统计范围可能偏小这么多)'
        """
        if self.from_boundary:
            return "厂区边界"
        if not self.ground_m2:
            return "点位(未登记厂区边界,统计范围可能偏小)"
        size = f"申报占地 {self.ground_m2:.0f} 平方米,合半径约 {ceil(sqrt(self.ground_m2 / pi) - 0.5)} m 的圆"
        return f"点位(未登记厂区边界;{size},统计范围可能偏小这么多)"


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
    def note(self) -> str:
        """What a reader must know to trust the figure."""
        notes = [f"自“{self.origin.name}”的{self.origin.line}起量 {self.metres:g} m(椭球面距离)"]
        if any(0 < each.share < 1 for each in self.counted):
            notes.append("部分在内的居民区按面积折算,合计向上取整")
        if not self.surveyed:
            notes.append(f"{SURVEYED_M // 1000} km 内没有登记任何居民区,人口未知,不能按 0 人计")
        if self.without_residents:
            names = "、".join(each.name for each in self.without_residents)
            notes.append(f"{names}没有填写常住人口,未计入")
        return ";".join(notes)


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
