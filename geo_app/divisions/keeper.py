"""Which joined county changes a row: what a city sees of its counties is changed at home alone."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session


def keeper_of(session: Session, division: int, row_id: int) -> str | None:
    """The full name of the county whose database alone changes this row; None for a row of our own."""
    return session.scalar(select(func.keeper_of(division, row_id)))


def keepers_of(session: Session, rows: Sequence[tuple[int, int]]) -> list[str | None]:
    """The same for the rows of a page, each as its division and id."""
    sides = (cast(side, ARRAY(BigInteger)) for side in ([row[0] for row in rows], [row[1] for row in rows]))
    page = func.unnest(*sides).table_valued("division", "id", with_ordinality="n").render_derived()
    wanted = select(func.keeper_of(page.c.division, page.c.id)).order_by(page.c.n)
    return list(session.scalars(wanted))
