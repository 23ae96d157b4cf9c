"""Tell people what happened. A notice goes in with the change that it tells of: both stand, or neither."""

from dataclasses import asdict, dataclass

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from geo_app.notices.models import Notice

NOTICE: Table = Notice.metadata.tables["notice"]


@dataclass(frozen=True)
class News:
    """What is to be told: to whom (`division`, a twelve-digit number), about which site of which layer, and where
    the front end shows more (`link`)."""

    kind: str
    division: int
    title: str
    text: str
    layer: str | None = None
    site_id: int | None = None
    link: str = ""


def tell(session: Session, *news: News) -> None:
    """Tell it to everybody whose divisions hold the place, across borders too: what endangers a neighbour is told
    to the neighbour."""
    if news:
        session.execute(insert(NOTICE), [asdict(each) for each in news])
