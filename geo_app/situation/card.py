"""The situation as a person sees it."""

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from geo_app.desk.card import FigureCard
from geo_app.situation.hot_spots import Repeat


class Told(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class TownCard(Told):
    """A township; the last, without a code, is the sum."""

    code: str
    name: str
    colours: dict[str, int]
    figures: dict[str, float | None]
    accidents: int
    deaths: int


class TradeCard(Told):
    """How many sites of a layer have which colour."""

    layer: str
    title: str
    title_en: str
    colours: dict[str, int]
    total: int


class AccidentLine(Told):
    """An accident; `grade` is empty where nothing is known, `is_least` where more may be found out."""

    id: int
    name: str
    happened_on: date
    deaths: int | None
    serious: int | None
    loss: float | None
    counted: bool
    grade: str
    grade_en: str
    is_least: bool
    lon: float
    lat: float


class TargetCard(Told):
    code: str
    name: str
    year: int
    target: int
    deaths: int
    left: int


class PointCard(Told):
    month: str
    figures: dict[str, int]
    accidents: int
    deaths: int
    red: int | None
    orange: int | None


class SituationCard(BaseModel):
    """All figures of a month, as things stood at the end of the day `until`."""

    month: str
    first: date
    last: date
    until: date
    division: str
    figures: list[FigureCard]
    towns: list[TownCard]
    trades: list[TradeCard]
    accidents: list[AccidentLine]
    targets: list[TargetCard]
    trend: list[PointCard]


class CountedCard(Told):
    """One of those that a figure counts: a hidden danger has `uid`."""

    uid: Any
    site_id: int | None
    name: str
    words: str
    colour: str | None


class CellCard(BaseModel):
    """A hot square: how many sites, hidden dangers and accidents, its Gi* and p."""

    sites: int
    findings: int
    accidents: int
    z: float
    p: float
    geometry: dict[str, Any]


class HotSpotCard(BaseModel):
    """What is hot between two days, by which method and with which caveat; `fault` says why there is no answer."""

    since: date
    until: date
    cell_m: float
    repeat_m: float
    among: int
    fault: str
    fault_en: str
    method: str
    method_en: str
    caveat: str
    caveat_en: str
    cells: list[CellCard]
    repeats: list[Repeat]


class NeighbourCard(Told):
    id: int | None
    kind: str
    name: str | None
    colour: str | None
    distance_m: float


class GradeCard(BaseModel):
    """The grade of an accident, by which of its numbers, and what stands near."""

    grade: str
    grade_en: str
    decisive: str
    span: str
    is_least: bool
    clause: str
    confidence: str
    near_m: float
    near: list[NeighbourCard]
