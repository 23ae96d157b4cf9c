"""Death indicators: what is allowed in a year, and how much of it is used."""

from dataclasses import dataclass

from sqlalchemy import MetaData, Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.db import because
from geo_app.divisions.code import canonical, number
from geo_app.divisions.tree import full_names
from geo_app.errors import BadInput, Forbidden
from geo_app.situation.accidents import Accident
from geo_app.situation.models import DeathTarget

YEARS = range(2000, 2101)
MOST = 10_000
TARGET: Table = DeathTarget.metadata.tables["death_target"].to_metadata(MetaData(), name="death_target_as_of")


@dataclass(frozen=True)
class Used:
    """An indicator and the deaths that count against it so far in its year."""

    code: str
    name: str
    year: int
    target: int
    deaths: int

    @property
    def left(self) -> int:
        return self.target - self.deaths


def set_target(session: Session, actor: Actor, code: str, year: int, deaths: int | None, reason: str) -> None:
    """Set or take back (None) the indicator of a division and year. Raises BadInput, Forbidden."""
    if not actor.role.may(Role.APPROVER):
        raise Forbidden("您没有下达死亡指标的权限", "需要“审批”以上的人员办理")
    known = canonical(code)
    if known is None or number(known) not in full_names(session, [number(known)]):
        raise BadInput(f"没有代码为 {code} 的行政区划", "请从列表中选择", field="division")
    if year not in YEARS or (deaths is not None and not 0 <= deaths <= MOST):
        raise BadInput("年份或指标数写法不对", f"年份 2000 至 2100，指标 0 至 {MOST}", field="deaths")
    because(session, reason)
    said = insert(DeathTarget).values(division=number(known), year=year, deaths=deaths)
    try:
        session.execute(said.on_conflict_do_update(index_elements=["division", "year"], set_={"deaths": deaths}))
    except ProgrammingError as error:
        raise Forbidden("该行政区划不在您的管辖范围内", "请由该区划的人员下达") from error


def used(session: Session, year: int, bounds: tuple[int, int], happened: list[Accident]) -> list[Used]:
    """The indicators of a year below a division, the widest first; `happened` are its accidents."""
    wanted = select(TARGET).where(
        TARGET.c.year == year, TARGET.c.deaths.is_not(None), TARGET.c.division.between(*bounds)
    )
    rows = session.execute(wanted.order_by(TARGET.c.division)).all()
    names = full_names(session, [row.division for row in rows])
    return [
        Used(
            code=(code := _short(row.division)),
            name=names.get(row.division, code),
            year=year,
            target=row.deaths,
            deaths=sum(each.deaths or 0 for each in happened if each.counted and _within(each, code)),
        )
        for row in rows
    ]


def _within(each: Accident, code: str) -> bool:
    return f"{each.township:012d}".startswith(code)


def _short(division: int) -> str:
    """The digits that a code below begins with.

    >>> _short(530181000000), _short(530181007000)
    ('530181', '530181007')
    """
    return canonical(f"{division:012d}") or ""
