"""The desk as a person sees it."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class PileCard(BaseModel):
    """How many visits and rectifications are overdue; `name` is a code, a colour or a checklist."""

    name: str
    title: str
    title_en: str
    visits: int
    findings: int


class OverdueCounts(BaseModel):
    day: date
    total: PileCard
    townships: list[PileCard]
    colours: list[PileCard]
    trades: list[PileCard]


class LateCard(BaseModel):
    """Something overdue: `what` is visit or finding; `words` what was found; `visitor` whose visit it is."""

    model_config = ConfigDict(from_attributes=True)
    what: str
    site_id: int | None
    uid: UUID | None
    name: str
    words: str
    visitor: str
    colour: str
    trade: str
    township: str
    since: date
    days: int


class FigureCard(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    figure: str
    title: str
    title_en: str
    kind: str
    meaning: str
    meaning_en: str


class LineCard(BaseModel):
    """The figures of a township; the last line, without a code, is the sum. A share of nothing is null."""

    model_config = ConfigDict(from_attributes=True)
    code: str
    name: str
    figures: dict[str, float | None]


class MonthCard(BaseModel):
    month: str
    first: date
    last: date
    figures: list[FigureCard]
    lines: list[LineCard]
