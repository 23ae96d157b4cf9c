"""Read the tree of divisions: children, names, boxes, search, the division of a place."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Float, Select, and_, case, exists, func, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session, aliased

from geo_app.actor import Actor
from geo_app.db import SRID
from geo_app.divisions.code import LENGTHS, canonical, level, number
from geo_app.divisions.models import Division
from geo_app.errors import BadInput, NotFound

Box = tuple[float, float, float, float]
below = aliased(Division)
between = aliased(Division)


@dataclass(frozen=True)
class Branch:
    """A division as one line of a picker; `box` is west, south, east, north, None without an outline."""

    code: str
    name: str
    full_name: str
    level: int
    box: Box | None
    has_children: bool


def roots(session: Session, actor: Actor) -> list[Branch]:
    """Where the tree begins for this person: the granted divisions, or the provinces."""
    if "" in actor.divisions:
        return _branches(session, Division.level == 1)
    return _branches(session, Division.code.in_(actor.divisions))


def children(session: Session, parent: str) -> list[Branch]:
    """What lies directly below a division; some counties stand directly below their province."""
    code = _known(session, parent).code
    nearer = (
        exists()
        .where(between.level > level(code), between.code.in_([func.left(Division.code, n) for n in LENGTHS]))
        .where(between.level < Division.level)
    )
    return _branches(session, and_(_under(Division, code), ~nearer))


def search(session: Session, words: str, limit: int = 20) -> list[Branch]:
    """Divisions by part of their name or the beginning of their code, higher levels first."""
    wanted = words.strip()
    if not wanted:
        return []
    name, code = Division.full_name, Division.code
    found = or_(name.icontains(wanted, autoescape=True), code.startswith(wanted, autoescape=True))
    return _branches(session, found, limit)


def branch(session: Session, code: str) -> Branch:
    """One division. Raises BadInput, NotFound."""
    return _branches(session, Division.id == _known(session, code).id)[0]


def name_of(session: Session, code: str) -> str:
    """云南省昆明市安宁市 for 530181."""
    return _known(session, code).full_name


def full_names(session: Session, divisions: Iterable[int]) -> dict[int, str]:
    """The full names of divisions by their number, as far as they are loaded."""
    named = select(Division.id, Division.full_name).where(Division.id.in_(list(divisions)))
    return {row.id: row.full_name for row in session.execute(named)}


def division_at(session: Session, longitude: float, latitude: float) -> Branch | None:
    """The deepest known division around a place in CGCS2000 degrees; None outside every known one."""
    place = func.st_setsrid(func.st_makepoint(longitude, latitude), SRID)
    found = _branches(session, Division.id == func.division_of(place))
    return found[0] if found else None


def _known(session: Session, code: str) -> Division:
    key = canonical(code)
    if key is None:
        raise BadInput(f"行政区划代码 {code} 写法不对", "应为 2、4、6、9 或 12 位数字")
    division = session.scalar(select(Division).where(Division.id == number(key)))
    if division is None:
        raise NotFound(f"没有代码为 {code} 的行政区划", "可用 geo-app divisions load 载入区划")
    return division


def _under(table: type[Division], code: str) -> ColumnElement[bool]:
    last = int(code.ljust(12, "9"))
    return and_(table.id > number(code), table.id <= last, table.level > level(code))


def _branches(session: Session, which: ColumnElement[bool], limit: int | None = None) -> list[Branch]:
    rows = session.execute(_lines().where(which).order_by(Division.level, Division.id).limit(limit))
    return [
        Branch(row.code, row.name, row.full_name, row.level, row.box and tuple(row.box), row.has_children)
        for row in rows
    ]


def _lines() -> Select[tuple[str, str, str, int, list[float] | None, bool]]:
    edges = (func.st_xmin, func.st_ymin, func.st_xmax, func.st_ymax)
    box = case((Division.geom.is_not(None), array([edge(Division.geom).cast(Float) for edge in edges])))
    reach = func.power(10, 12 - func.length(Division.code))  # how many codes lie below
    has_children = exists().where(below.id > Division.id, below.id < Division.id + reach)
    return select(
        Division.code,
        Division.name,
        Division.full_name,
        Division.level,
        box.label("box"),
        has_children.label("has_children"),
    )
