"""The route of "where could it stand?"."""

import json
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from shapely import from_geojson, set_precision, to_geojson
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from geo_app.auth.door import AllLayers, ReadSession
from geo_app.errors import BadInput
from geo_app.features import read_division
from geo_app.reckoning.words import Words, say
from geo_app.siting.card import (
    LineCard,
    VerdictCard,
    line_card,
    verdict_card,
)
from geo_app.siting.feasible import Feasible, Place, division_area, feasible
from geo_app.siting.project import read_project
from geo_app.siting.rule import WEIGHTS, Exclusion

router = APIRouter(prefix="/api", tags=["siting"])
Side = Annotated[float, Field(ge=5, le=20_000)]
DRAWN_M = 2.0  # the outlines of excluded ground are drawn that coarsely
CM = 1e-7  # degrees


class Sought(BaseModel, extra="forbid"):
    """A project without a footprint, a division (or an area as GeoJSON), and the rectangle that it needs."""

    type: str
    act: str = "new"
    fields: dict[str, Any] = {}
    own: Annotated[list[int], Field(max_length=50)] = []
    division: str = ""
    area: dict[str, Any] | None = None
    width_m: Side = 100
    depth_m: Side = 100


class ExcludedCard(BaseModel):
    """Ground that is excluded, with the gravest rule that excludes it; `answer` fails or not_checked."""

    rule: str
    title: str
    title_en: str
    weight: str
    weight_title: str
    weight_title_en: str
    answer: str
    clause: str
    verified: bool
    sites: int
    area_m2: float
    geometry: dict[str, Any]


class PlaceCard(BaseModel):
    """A proposed place. `margin_m` is how far it keeps off excluded ground; null where there is none."""

    rank: int
    footprint: dict[str, Any]
    margin_m: float | None
    nearest: str | None
    nearest_title: str | None
    nearest_title_en: str | None
    verdict: VerdictCard
    deciding: LineCard | None


class FeasibleCard(BaseModel):
    """`everywhere` are answers that no place changes; `feasible` is what no rule excludes, never what is safe."""

    area_m2: float
    feasible_m2: float
    feasible: dict[str, Any]
    excluded: list[ExcludedCard]
    everywhere: list[LineCard]
    best: list[PlaceCard]
    notes: list[str]
    notes_en: list[str]


@router.post("/feasible-areas", operation_id="find_feasible_area")
def find_feasible_area(session: ReadSession, layers: AllLayers, sought: Sought) -> FeasibleCard:
    """Where in a division or an area a project could stand, and the ten best places. Nothing is kept."""
    area = _area(sought, session)
    rest = {"act": sought.act, "own": tuple(sought.own)}
    project = read_project(layers, sought.type, area.representative_point(), sought.fields, **rest)
    return feasible_card(feasible(session, project, area, (sought.width_m, sought.depth_m)))


def feasible_card(found: Feasible) -> FeasibleCard:
    """The answer for the screen, the command line and the notebook."""
    notes = _notes(found)
    return FeasibleCard(
        area_m2=found.area_m2,
        feasible_m2=found.feasible_m2,
        feasible=_geojson(found.shape),
        excluded=[_excluded(part.exclusion, part.shape, part.area_m2) for part in found.parts],
        everywhere=[line_card(line) for line in found.everywhere],
        best=[_place(rank, place) for rank, place in enumerate(found.best, 1)],
        notes=[note.zh for note in notes],
        notes_en=[note.en for note in notes],
    )


def _area(sought: Sought, session: ReadSession) -> BaseGeometry:
    if sought.area is not None:
        return shape_of(sought.area)
    if not sought.division:
        raise BadInput("没有说明在哪里找", "请选择行政区划，或在地图上画出范围")
    return division_area(session, read_division(sought.division))


def shape_of(given: dict[str, Any]) -> BaseGeometry:
    try:
        shape: BaseGeometry = from_geojson(json.dumps(given))
    except (GEOSException, TypeError, ValueError) as error:
        raise BadInput("范围不是有效的 GeoJSON 几何", "请重新画出") from error
    return shape


def _excluded(each: Exclusion, shape: BaseGeometry, area: float) -> ExcludedCard:
    weight = WEIGHTS[each.weight]
    return ExcludedCard(
        **{name: getattr(each, name) for name in ("rule", "title", "title_en", "weight", "clause", "sites")},
        weight_title=weight["title"],
        weight_title_en=weight["title_en"],
        answer=each.answer,
        verified=each.verified,
        area_m2=area,
        geometry=_geojson(shape.simplify(DRAWN_M * 1e-5)),
    )


def _place(rank: int, place: Place) -> PlaceCard:
    deciding = place.screening.deciding
    return PlaceCard(
        rank=rank,
        footprint=_geojson(place.footprint),
        margin_m=None if place.margin_m is None else round(place.margin_m, 1),
        nearest=place.nearest.rule if place.nearest else None,
        nearest_title=place.nearest.title if place.nearest else None,
        nearest_title_en=place.nearest.title_en if place.nearest else None,
        verdict=verdict_card(place.screening.verdict),
        deciding=line_card(deciding) if deciding else None,
    )


def _notes(found: Feasible) -> list[Words]:
    notes = [say("where_widened")]
    if any(line.verdict == "refused" for line in found.everywhere):
        notes.append(say("where_nowhere"))
    elif not found.best:
        notes.append(say("where_no_room"))
    return notes


def _geojson(shape: BaseGeometry) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(to_geojson(set_precision(shape, CM, mode="pointwise")))
    return told
