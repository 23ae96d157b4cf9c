"""Routes of the supervision desk: what is overdue, and the figures of a month."""

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from geo_app.auth.door import ReadSession
from geo_app.colour import UNASSESSED_LABEL, Colour
from geo_app.desk.card import FigureCard, LateCard, LineCard, MonthCard, OverdueCounts, PileCard
from geo_app.desk.month import Line, Month, figures, month_figures, month_of
from geo_app.desk.overdue import Asked, Chosen, Pile, counts, names_of, overdue
from geo_app.desk.workbook import XLSX, month_workbook
from geo_app.patrol.checklists import all_checklists
from geo_app.supervision.api import Below, Graded, Table
from geo_app.supervision.reviews import as_of_day

router = APIRouter(prefix="/api/desk", tags=["desk"])
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}}}
COLOURS = {colour.value: (colour.meaning, colour.meaning_en) for colour in Colour} | {
    "none": (UNASSESSED_LABEL, "Not assessed")
}
ELSEWHERE = ("不在点位", "At no site")
Text = Annotated[str, Field(max_length=40)]


class LateQuery(BaseModel):
    """Which of the overdue: visit or finding, of a township (nine digits), a colour, a trade (a checklist)."""

    what: Literal["", "visit", "finding"] = ""
    township: Annotated[str, Field(pattern=r"^(\d{9})?$")] = ""
    colour: Text = ""
    trade: Text = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


def asked(session: ReadSession, chosen: Graded, table: Table, below: Below) -> Asked:
    return Asked(as_of_day(session), below, table, [layer.name for layer in chosen])


Wanted = Annotated[Asked, Depends(asked)]


def month(session: ReadSession, below: Below, month: Text = "") -> Month:
    return month_of(month, below, as_of_day(session))


ChosenMonth = Annotated[Month, Depends(month)]


@router.get("/overdue", operation_id="count_overdue")
def count_overdue(session: ReadSession, wanted: Wanted) -> OverdueCounts:
    """How many visits and rectifications are overdue, by township, colour and trade."""
    found = counts(session, wanted)
    names = names_of(session, [pile.name for pile in found.townships])
    lists = {name: (each.title, each.title_en) for name, each in all_checklists().items()}
    return OverdueCounts(
        day=wanted.day,
        total=_card(found.total, ("", "")),
        townships=[_card(pile, (names.get(pile.name, pile.name), "")) for pile in found.townships],
        colours=[_card(pile, COLOURS[pile.name]) for pile in found.colours],
        trades=[_card(pile, lists.get(pile.name, ELSEWHERE)) for pile in found.trades],
    )


@router.get("/overdue/list", operation_id="list_overdue")
def list_overdue(session: ReadSession, wanted: Wanted, query: Annotated[LateQuery, Query()]) -> list[LateCard]:
    """What is overdue one by one, the longest overdue first."""
    chosen = Chosen(query.what, query.township, query.colour, query.trade)
    return [LateCard.model_validate(each) for each in overdue(session, wanted, chosen, query.limit)]


@router.get("/month", operation_id="read_month")
def read_month(session: ReadSession, wanted: Wanted, chosen: ChosenMonth) -> MonthCard:
    """The figures of a month, township by township, and their sum."""
    return MonthCard(
        month=f"{chosen.first:%Y-%m}",
        first=chosen.first,
        last=chosen.last,
        figures=[FigureCard.model_validate(each) for each in figures()],
        lines=[LineCard.model_validate(line) for line in _lines(session, wanted, chosen)],
    )


@router.get("/month.xlsx", operation_id="download_month", response_class=Response, responses=FILE)
def download_month(session: ReadSession, wanted: Wanted, chosen: ChosenMonth) -> Response:
    """The same figures as an Excel file."""
    content = month_workbook(chosen, _lines(session, wanted, chosen))
    name = quote(f"隐患和巡查月报-{chosen.first:%Y-%m}.xlsx")
    return Response(
        content, media_type=XLSX, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    )


def _lines(session: ReadSession, wanted: Asked, chosen: Month) -> list[Line]:
    return month_figures(session, chosen, wanted.table, wanted.kinds)


def _card(pile: Pile, titles: tuple[str, str]) -> PileCard:
    title, title_en = titles
    return PileCard(**vars(pile), title=title, title_en=title_en or title)
