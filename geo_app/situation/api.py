"""Routes of the situation: the page of a month, what each figure counts, the report, accidents, indicators."""

import json
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from geo_app.auth.door import AllLayers, AsOf, CurrentActor, ReadableLayers, ReadSession, WriteSession
from geo_app.desk.api import ChosenMonth
from geo_app.desk.card import FigureCard
from geo_app.desk.month import Month, figures
from geo_app.divisions.code import number
from geo_app.divisions.tree import full_names
from geo_app.errors import NotFound
from geo_app.papers.files import format_named
from geo_app.patrol.visits import seen_site
from geo_app.reckoning.tables import rules
from geo_app.situation import hot_spots as spots
from geo_app.situation.accidents import LAYER, Accident, grade_of, near
from geo_app.situation.card import (
    AccidentLine,
    CellCard,
    CountedCard,
    GradeCard,
    HotSpotCard,
    NeighbourCard,
    PointCard,
    SituationCard,
    TargetCard,
    TownCard,
    TradeCard,
)
from geo_app.situation.counted import counted
from geo_app.situation.page import Asked, instant_of, situation
from geo_app.situation.report import Told, report
from geo_app.situation.targets import set_target
from geo_app.situation.words import CAVEAT, CAVEAT_EN, METHOD, METHOD_EN
from geo_app.supervision.api import Graded, Table
from geo_app.supervision.reviews import as_of_day

router = APIRouter(prefix="/api", tags=["situation"])
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}
COUNTRY = "全部辖区"


def asked(session: ReadSession, month: ChosenMonth, chosen: Graded, table: Table, as_of: AsOf = None) -> Asked:
    at = instant_of(month, as_of_day(session), as_of)
    return Asked(month, table, [layer.name for layer in chosen], at)


Wanted = Annotated[Asked, Depends(asked)]


class TargetWish(BaseModel, extra="forbid"):
    """The indicator; null takes it back."""

    deaths: int | None
    reason: Annotated[str, Field(max_length=200)] = ""


@router.get("/situation", operation_id="read_situation")
def read_situation(session: ReadSession, layers: ReadableLayers, wanted: Wanted) -> SituationCard:
    """The figures of a month: by colour, township and trade, accidents against indicators, a year's course."""
    told, month = situation(session, wanted), wanted.month
    titles = {layer.name: {"title": layer.title, "title_en": layer.title_en} for layer in layers}
    return SituationCard(
        month=f"{month.first:%Y-%m}",
        first=month.first,
        last=month.last,
        until=wanted.until,
        division=_name(session, month),
        figures=[FigureCard.model_validate(each) for each in figures()],
        towns=[TownCard.model_validate(each) for each in told.towns],
        trades=[
            TradeCard(layer=each.name, colours=each.colours, total=each.total, **titles[each.name])
            for each in told.trades
        ],
        accidents=[_accident(each) for each in told.year],
        targets=[TargetCard.model_validate(each) for each in told.targets],
        trend=[PointCard.model_validate(each) for each in told.trend],
    )


@router.get("/situation/counted", operation_id="list_counted")
def list_counted(
    session: ReadSession,
    wanted: Wanted,
    figure: Annotated[str, Field(max_length=40)],
    limit: Annotated[int, Field(ge=1, le=1000)] = 500,
) -> list[CountedCard]:
    """What a figure of the month counts, one by one."""
    return [CountedCard.model_validate(each) for each in counted(session, wanted, figure, limit)]


@router.get("/situation/report", operation_id="download_situation_report", response_class=Response, responses=FILE)
def download_report(
    session: ReadSession,
    layers: ReadableLayers,
    wanted: Wanted,
    form: Annotated[str, Query(alias="format")] = "pdf",
) -> Response:
    """The monthly report as a paper: pdf, docx or html. The same records make the same file."""
    chosen = format_named(form)
    found = spots.hot_spots(session, _spots(wanted))
    repeated = spots.repeats(session, _spots(wanted))
    told = Told(situation(session, wanted), found, repeated, _name(session, wanted.month), layers)
    paper = report(session, told)
    name = quote(f"{paper.title}-{told.place}{chosen.extension}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(chosen.write(paper), media_type=chosen.media_type, headers=headers)


@router.get("/hot-spots", operation_id="find_hot_spots")
def find_hot_spots(session: ReadSession, wanted: Wanted) -> HotSpotCard:
    """Where hidden dangers and accidents lie closer than chance explains, and sites that come up repeatedly."""
    asked = _spots(wanted)
    found = spots.hot_spots(session, asked)
    names = ("sites", "findings", "accidents", "z", "p")
    return HotSpotCard(
        since=asked.since,
        until=asked.until,
        cell_m=float(rules("situation/numbers")["cell_m"].number),
        repeat_m=float(rules("situation/numbers")["repeat_m"].number),
        among=found.among,
        fault=found.fault,
        fault_en=found.fault_en,
        method=METHOD,
        method_en=METHOD_EN,
        caveat=CAVEAT,
        caveat_en=CAVEAT_EN,
        cells=[
            CellCard(geometry=json.loads(cell.shape), **{name: getattr(cell, name) for name in names})
            for cell in found.cells
        ],
        repeats=spots.repeats(session, asked),
    )


@router.get("/sites/{site_id}/accident", operation_id="grade_accident")
def grade_accident(session: ReadSession, layers: AllLayers, site_id: int) -> GradeCard:
    """The grade of an accident of the register, and the hazards around it."""
    site = seen_site(session, site_id)
    if site.kind != LAYER:
        raise NotFound(f"“{site.name}”不是事故", "请从事故图层打开")
    told = site.attributes
    grade = grade_of(told.get("deaths"), told.get("serious"), told.get("loss"))
    hazards = [layer.name for layer in layers if layer.group == "hazard" and layer.source == "site"]
    band = grade.band if grade else None
    return GradeCard(
        grade=band.meaning if band else "",
        grade_en=band.meaning_en if band else "",
        decisive=grade.decisive if grade else "",
        span=band.span if band else "",
        is_least=bool(grade and grade.is_least),
        clause=band.clause if band else "",
        confidence=band.confidence if band else "",
        near_m=float(rules("situation/numbers")["near_m"].number),
        near=[NeighbourCard.model_validate(each) for each in near(session, site_id, hazards)],
    )


@router.put("/death-targets/{division}/{year}", operation_id="set_death_target", status_code=204)
def put_target(session: WriteSession, actor: CurrentActor, division: str, year: int, wish: TargetWish) -> None:
    """Set or take back the indicator of a division and year."""
    set_target(session, actor, division, year, wish.deaths, wish.reason)


def _spots(wanted: Asked) -> spots.Asked:
    """The months up to the end of this one (or today)."""
    back = int(rules("situation/numbers")["months"].number)
    ahead = wanted.month.first.year * 12 + wanted.month.first.month - back
    since = date(ahead // 12, ahead % 12 + 1, 1)
    return spots.Asked(wanted.kinds, since, wanted.until, wanted.month.bounds)


def _name(session: ReadSession, month: Month) -> str:
    if not month.division:
        return COUNTRY
    code = number(month.division)
    return full_names(session, [code]).get(code, month.division)


def _accident(each: Accident) -> AccidentLine:
    grade = each.grade
    names = ("id", "name", "happened_on", "deaths", "serious", "loss", "counted", "lon", "lat")
    return AccidentLine(
        **{name: getattr(each, name) for name in names},
        grade=grade.band.meaning if grade else "",
        grade_en=grade.band.meaning_en if grade else "",
        is_least=bool(grade and grade.is_least),
    )
