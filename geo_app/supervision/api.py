"""Routes of supervision: the colour of areas, reviews that are due, the plan of visits."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from geo_app.auth.door import AppSettings, ReadableLayers, ReadSession
from geo_app.divisions.code import canonical
from geo_app.errors import BadInput
from geo_app.layers import Layer
from geo_app.supervision import area_colour, frequency, plan, reviews
from geo_app.supervision.area_colour import all_area_methods, area_method
from geo_app.supervision.card import (
    AreaCard,
    AreaColours,
    AreaLine,
    AreaMethodCard,
    PlanPage,
    ReviewCounts,
    ReviewPage,
    ReviewSummary,
    RuleLine,
    SiteCounts,
    TownshipReviews,
    area_card,
    area_line,
    counted,
    load_line,
    review_line,
    visit_line,
)
from geo_app.supervision.plan import Span
from geo_app.supervision.reviews import Due, Wanted

router = APIRouter(prefix="/api", tags=["supervision"])
QUARTER = timedelta(days=92)
By = Annotated[str, Query(description="A name of /api/area-methods.")]
Page = Annotated[int, Field(ge=1, le=1000)]


def graded(layers: ReadableLayers, layer: str | None = None) -> list[Layer]:
    """The layers that have colours, or the one that is asked for."""
    if layer and not layers[layer].graded:
        raise BadInput(f"“{layers[layer].title}”没有风险颜色", "请选择可评估的图层")
    return [each for each in layers if each.graded and layer in (None, "", each.name)]


def below(division: str = "") -> str:
    """A division code as the numbers below it begin; empty: everywhere."""
    code = canonical(division) if division else ""
    if code is None:
        raise BadInput(f"行政区划代码 {division} 写法不对", "应为 2、4、6、9 或 12 位数字")
    return code


Graded = Annotated[list[Layer], Depends(graded)]
Below = Annotated[str, Depends(below)]


def wanted(chosen: Graded, division: Below) -> Wanted:
    return Wanted([layer.name for layer in chosen], division)


Asked = Annotated[Wanted, Depends(wanted)]


class PlanQuery(BaseModel):
    """Which visits: `from` today and `to` three months later where not told."""

    first: Annotated[date | None, Field(alias="from")] = None
    last: Annotated[date | None, Field(alias="to")] = None
    visitor: str = ""
    limit: Page = 200
    after: str = ""


def rules(layers: ReadableLayers, settings: AppSettings) -> tuple[frequency.Rule, ...]:
    return frequency.rules(layers, settings.supervision_file)


Table = Annotated[tuple[frequency.Rule, ...], Depends(rules)]


@router.get("/area-methods", operation_id="list_area_methods")
def list_area_methods() -> list[AreaMethodCard]:
    """How the colour of an area may follow from its sites; the usual way first."""
    return [AreaMethodCard.model_validate(method) for method in all_area_methods().values()]


@router.get("/divisions/{code}/colour", operation_id="read_area_colour")
def read_area_colour(
    session: ReadSession, layers: ReadableLayers, chosen: Graded, code: str, by: By = "highest"
) -> AreaCard:
    """The standing colour of a division, step by step."""
    method, kinds = area_method(by), [layer.name for layer in chosen]
    area = area_colour.colour_of(session, code, method, kinds)
    decides = area.colour.colour if area.colour.value is None else None
    named = area_colour.deciding(session, area.division.code, decides, kinds) if decides else []
    return area_card(area, method, named, layers)


@router.get("/divisions/{code}/colours", operation_id="list_area_colours")
def list_area_colours(session: ReadSession, chosen: Graded, code: str, by: By = "highest") -> AreaColours:
    """The standing colours of the divisions directly below, to colour a map by."""
    method = area_method(by)
    found = area_colour.colours_below(session, code, method, [layer.name for layer in chosen])
    return AreaColours(
        code=code,
        by=AreaMethodCard.model_validate(method),
        children=[AreaLine(**area_line(area)) for area in found.children],
        unplaced=SiteCounts(**counted(found.unplaced)) if found.unplaced.sites else None,
    )


@router.get("/reviews", operation_id="list_reviews")
def list_reviews(
    session: ReadSession,
    layers: ReadableLayers,
    asked: Asked,
    due: Due = Due.OVERDUE,
    limit: Page = 100,
    after: str = "",
) -> ReviewPage:
    """Sites whose review has passed or comes soon, the longest overdue first."""
    rows = reviews.list_reviews(session, asked, due, limit, after)
    return ReviewPage(
        due=due,
        day=reviews.as_of_day(session),
        total=reviews.count_reviews(session, asked, due),
        rows=[review_line(row, layers) for row in rows],
        next=reviews.place_of(rows[-1]) if len(rows) == limit else None,
    )


@router.get("/reviews/summary", operation_id="summarise_reviews")
def summarise_reviews(session: ReadSession, asked: Asked) -> ReviewSummary:
    """How many reviews have passed or come soon, township by township."""
    found = reviews.reviews_by_township(session, asked)
    sums = {name: sum(getattr(each, name) for each in found) for name in ReviewCounts.model_fields}
    return ReviewSummary(
        day=reviews.as_of_day(session),
        townships=[TownshipReviews.model_validate(each) for each in found],
        total=ReviewCounts(**sums),
    )


@router.get("/plan/rules", operation_id="list_plan_rules")
def list_plan_rules(table: Table) -> list[RuleLine]:
    """Who visits what how often: the county's own lines first, then ours with the clause of each number."""
    return [RuleLine.model_validate(rule) for rule in table]


@router.get("/plan", operation_id="read_plan")
def read_plan(
    session: ReadSession,
    layers: ReadableLayers,
    asked: Asked,
    table: Table,
    query: Annotated[PlanQuery, Query()],
) -> PlanPage:
    """The visits that fall due between two days, the soonest first, and the work of each visitor by colour."""
    first = query.first or reviews.as_of_day(session)
    span = Span(first, query.last or first + QUARTER, asked.division)
    chosen = tuple(rule for rule in table if query.visitor in ("", rule.visitor))
    loads = plan.loads(session, span, chosen, asked.kinds)
    rows = plan.list_visits(session, span, chosen, asked.kinds, query.limit, query.after)
    return PlanPage(
        first=span.first,
        last=span.last,
        counts=[load_line(load) for load in loads],
        total=sum(load.sites for load in loads),
        rows=[visit_line(row, layers) for row in rows],
        next=rows[-1].place if len(rows) == query.limit else None,
    )
