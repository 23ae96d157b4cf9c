"""Which joined county changes a row: what a city sees of its counties is changed at home alone."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def keeper_of(session: Session, division: int, row_id: int) -> str | None:
    """The full name of the county whose database alone changes this row; None for a row of our own."""
    return session.scalar(select(func.keeper_of(division, row_id)))
