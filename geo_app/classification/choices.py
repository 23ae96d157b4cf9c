"""Which rule pack holds where: the choice of the deepest division around a place."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, MetaData, RowMapping, Select, Table, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from geo_app.classification.models import PackChoice

CURRENT: Table = PackChoice.metadata.tables["pack_choice"]
FORMER: Table = CURRENT.to_metadata(MetaData(), schema="history")


def choice_for(session: Session, subject: str, division: int) -> PackChoice | None:
    """What holds for a method at a place; None where nobody has chosen and the method's default holds."""
    below = func.division_below(PackChoice.division)
    around = select(PackChoice).where(PackChoice.subject == subject, below.op("@>")(cast(division, BigInteger)))
    return session.scalar(around.order_by(func.upper(below) - func.lower(below)).limit(1))


def choices_within(session: Session, subject: str, division: int) -> Sequence[int]:
    """The divisions below this one that have chosen for themselves."""
    inside = func.division_below(cast(division, BigInteger)).op("@>")(PackChoice.division)
    own = select(PackChoice.division).where(PackChoice.subject == subject, inside, PackChoice.division != division)
    return session.scalars(own).all()


def choices_around(session: Session, division: int) -> Sequence[RowMapping]:
    """What was chosen for a division, those above and those below it, what holds now and what held before, newest
    first; `since` tells when, `holds` whether it still does."""

    def chosen(table: Table) -> Select[Any]:
        columns = [table.c[column.name] for column in CURRENT.columns]
        here = func.division_below(table.c.division).op("&&")(func.division_below(cast(division, BigInteger)))
        since, holds = func.lower(table.c.sys).label("since"), literal(table is CURRENT).label("holds")
        return select(*columns, since, holds).where(here)

    both = union_all(chosen(CURRENT), chosen(FORMER)).subquery()
    return session.execute(select(both).order_by(both.c.since.desc())).mappings().all()
