"""Areas, reviews and visits as a person sees them."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from geo_app.classification.card import StepCard
from geo_app.classification.catalogue import all_methods
from geo_app.colour import Colour
from geo_app.layers import Layers
from geo_app.reckoning.english import in_english
from geo_app.supervision.area_colour import Area, Deciding
from geo_app.supervision.area_method import AreaMethod, Tally
from geo_app.supervision.plan import Load, Visit
from geo_app.supervision.reviews import Due, Review


class AreaMethodCard(BaseModel):
    """A way from the sites of an area to its colour."""

    model_config = ConfigDict(from_attributes=True)
    name: str
    title: str
    title_en: str
    formula: str
    formula_en: str
    clause: str
    confidence: str


class SiteCounts(BaseModel):
    """The sites of an area; `none` in `counts` are those without a standing assessment."""

    counts: dict[str, int]
    sites: int
    assessed: int
    stale: int


class DecidingSite(BaseModel):
    id: int
    layer: str
    layer_title: str
    name: str
    colour: Colour


class AreaLine(SiteCounts):
    """A division on a map of colours; `value` is the weighted mean, null where the highest colour decides."""

    code: str
    name: str
    level: int
    colour: Colour | None
    value: float | None


class AreaCard(AreaLine):
    full_name: str
    by: AreaMethodCard
    areas_m2: dict[str, float] | None
    steps: list[StepCard]
    deciding: list[DecidingSite]


class AreaColours(BaseModel):
    """`unplaced`: sites that are known no deeper than the division itself."""

    code: str
    by: AreaMethodCard
    children: list[AreaLine]
    unplaced: SiteCounts | None


class DivisionLabel(BaseModel):
    code: str
    name: str


class ReviewLine(BaseModel):
    """`days` until the review, negative where it has passed."""

    id: int
    layer: str
    layer_title: str
    name: str
    code: str | None
    division: DivisionLabel | None
    colour: Colour | None
    method: str | None
    method_title: str | None
    assessed_on: date
    review_on: date
    days: int
    unit: str | None
    person: str | None
    layer_title_en: str = in_english("layer_title")
    method_title_en: str = in_english("method_title")


class ReviewPage(BaseModel):
    """`next` is the `after` of the next page."""

    due: Due
    day: date
    total: int
    rows: list[ReviewLine]
    next: str | None


class ReviewCounts(BaseModel):
    """`in_90d` includes `in_30d`."""

    model_config = ConfigDict(from_attributes=True)
    overdue: int
    in_30d: int
    in_90d: int


class TownshipReviews(ReviewCounts):
    code: str
    name: str


class ReviewSummary(BaseModel):
    day: date
    townships: list[TownshipReviews]
    total: ReviewCounts


class RuleLine(BaseModel):
    """Who visits what how often; `months` is null where there is no fixed interval."""

    model_config = ConfigDict(from_attributes=True)
    visitor: str
    visitor_title: str
    visitor_title_en: str
    layer: str
    colour: str
    months: int | None
    clause: str
    confidence: str
    note: str
    note_en: str = in_english("note")
    overridden: bool


class LoadLine(BaseModel):
    visitor: str
    visitor_title: str
    visitor_title_en: str
    colour: str
    sites: int
    visits: int


class VisitLine(BaseModel):
    """`last_visit` is null where no visit is recorded; `basis` says what the due day is reckoned from."""

    id: int
    layer: str
    layer_title: str
    name: str
    code: str | None
    division: DivisionLabel | None
    colour: str
    visitor: str
    visitor_title: str
    months: int
    last_visit: date | None
    basis: str
    next_due: date
    visits: int
    clause: str
    confidence: str
    note: str
    layer_title_en: str = in_english("layer_title")
    visitor_title_en: str = in_english("visitor_title")
    basis_en: str = in_english("basis")
    note_en: str = in_english("note")


class PlanPage(BaseModel):
    """`next` is the `after` of the next page."""

    model_config = ConfigDict(populate_by_name=True)
    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]
    counts: list[LoadLine]
    total: int
    rows: list[VisitLine]
    next: str | None


def counted(tally: Tally) -> dict[str, Any]:
    """The sites of an area as numbers."""
    counts = {str(colour): number for colour, number in tally.counts.items()} | {"none": tally.unassessed}
    return {"counts": counts, "sites": tally.sites, "assessed": tally.assessed, "stale": tally.stale}


def area_line(area: Area) -> dict[str, Any]:
    """An area as one line of a list."""
    named = {name: getattr(area.division, name) for name in ("code", "name", "level")}
    return named | counted(area.tally) | {"colour": area.colour.colour, "value": area.colour.value}


def area_card(area: Area, method: AreaMethod, named: list[Deciding], layers: Layers) -> AreaCard:
    """An area with the reckoning of its colour."""
    areas = {str(colour): round(m2, 1) for colour, m2 in area.tally.areas_m2.items()}
    return AreaCard(
        **area_line(area),
        full_name=area.division.full_name,
        by=AreaMethodCard.model_validate(method),
        areas_m2=areas if method.measures else None,
        steps=[StepCard(**vars(step)) for step in area.colour.steps],
        deciding=[DecidingSite(**vars(each), layer_title=layers[each.layer].title) for each in named],
    )


def review_line(review: Review, layers: Layers) -> ReviewLine:
    """A review as one line of the list."""
    told = {name: value for name, value in vars(review).items() if not name.startswith("division_")}
    method = all_methods().get(review.method or "")
    return ReviewLine(
        **told,
        layer_title=layers[review.layer].title,
        division=_division(review.division_code, review.division_name),
        method_title=method.title if method else review.method,
    )


def visit_line(visit: Visit, layers: Layers) -> VisitLine:
    """A visit as one line of the plan."""
    rule = visit.rule
    told = {
        name: getattr(visit, name) for name in ("id", "layer", "name", "code", "colour", "last_visit", "basis")
    }
    said = ("visitor", "visitor_title", "months", "clause", "confidence", "note")
    return VisitLine(
        **told | {name: getattr(rule, name) for name in said},
        layer_title=layers[visit.layer].title,
        division=_division(visit.division_code, visit.division_name),
        next_due=visit.next_due,
        visits=visit.visits,
    )


def load_line(load: Load) -> LoadLine:
    """The work of a visitor with one colour."""
    rule = load.rule
    titles = {"visitor_title": rule.visitor_title, "visitor_title_en": rule.visitor_title_en}
    return LoadLine(visitor=rule.visitor, **titles, colour=load.colour, sites=load.sites, visits=load.visits)


def _division(code: str | None, name: str | None) -> DivisionLabel | None:
    return DivisionLabel(code=code, name=name or code) if code else None
