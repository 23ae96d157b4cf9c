"""Routes of gaps: the ledger, a site's own gaps, and the distances that the standards ask for."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from geo_app.auth.door import ReadSession
from geo_app.features import read_division
from geo_app.reckoning.words import term
from geo_app.zones.distances import EFFECTS, EFFECTS_EN, Distance, is_verified, places, title_en
from geo_app.zones.gaps import Measured, Wanted, gaps, gaps_of, kept_by_all, rules, tally

router = APIRouter(prefix="/api", tags=["gaps"])
Verdict = Literal["kept", "short", "unchecked"]


class End(BaseModel):
    """One end of a distance; `id` is null beyond one's own divisions."""

    id: int | None
    name: str
    layer: str | None


class GapCard(BaseModel):
    """`target` is null where the answer speaks of no single one: `reason` says why. Unknown numbers are null."""

    id: int
    verdict: Verdict
    source: End
    target: End | None
    rule: str
    rule_title: str
    rule_title_en: str
    effect: str
    effect_label: str
    effect_label_en: str
    required_m: float | None
    limit_per_year: float | None
    measured_m: float | None
    shortfall_m: float | None
    direction: str | None
    people: int | None
    clause: str
    confidence: str
    verified: bool
    measured_from: str
    measured_from_en: str
    reason: str
    reason_en: str
    geometry: dict[str, Any]
    division: str
    version: int
    changed_at: datetime


class Counts(BaseModel):
    kept: int = 0
    short: int = 0
    unchecked: int = 0


class RuleCounts(Counts):
    rule: str
    title: str
    title_en: str


class GapPage(BaseModel):
    """`summary` and `rules` count all answers, whatever verdict was asked for; `next` goes into `after`."""

    summary: Counts
    rules: list[RuleCounts]
    gaps: list[GapCard]
    next: int | None


class RuleCard(BaseModel):
    """One distance that a standard asks for. `on_map`: the map has layers for both its places."""

    rule: str
    title: str
    title_en: str
    source: str
    target: str
    required_m: float | None
    limit_per_year: float | None
    more_than: bool
    measured_from: str
    measured_from_en: str
    effect: str
    effect_label: str
    effect_label_en: str
    clause: str
    confidence: str
    verified: bool
    note: str
    on_map: bool


class SiteGaps(BaseModel):
    """`in_reach_of_none`: rules that speak of the site and have nothing in reach; they are kept."""

    site_id: int
    gaps: list[GapCard]
    as_target: list[GapCard]
    in_reach_of_none: list[RuleCard]


def wanted_gaps(
    division: str = "",
    layer: str = "",
    verdict: Verdict | None = None,
    rule: str = "",
    site: Annotated[int | None, Query(ge=1)] = None,
) -> Wanted:
    return Wanted(read_division(division), layer, verdict or "", rule, site)


class Pages(BaseModel):
    """Where a page begins and how long it is."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    after: Annotated[int, Field(ge=0)] = 0


@router.get("/gaps", operation_id="list_gaps")
def list_gaps(
    session: ReadSession, wanted: Annotated[Wanted, Depends(wanted_gaps)], pages: Annotated[Pages, Query()]
) -> GapPage:
    """The ledger of gaps, the worst shortfall first."""
    any_verdict = Wanted(wanted.division, wanted.layer, "", wanted.rule, wanted.site)
    counts = [
        RuleCounts(rule=each.rule, title=each.title, title_en=title_en(each.rule), **each.counts)
        for each in tally(session, any_verdict)
    ]
    found = gaps(session, wanted, pages.limit + 1, pages.after)
    return GapPage(
        summary=Counts(**{name: sum(getattr(each, name) for each in counts) for name in Counts.model_fields}),
        rules=counts,
        gaps=[_card(each) for each in found[: pages.limit]],
        next=pages.after + pages.limit if len(found) > pages.limit else None,
    )


@router.get("/sites/{site_id}/gaps", operation_id="read_site_gaps")
def read_site_gaps(session: ReadSession, site_id: int) -> SiteGaps:
    mine, others = gaps_of(session, site_id)
    return SiteGaps(
        site_id=site_id,
        gaps=[_card(each) for each in mine],
        as_target=[_card(each) for each in others],
        in_reach_of_none=[_rule(each) for each in kept_by_all(session, site_id, mine)],
    )


@router.get("/gap-rules", operation_id="list_gap_rules")
def list_gap_rules(session: ReadSession) -> list[RuleCard]:
    """Every distance of the standards that we know, with its clause and how sure it is."""
    return [_rule(each) for each in rules(session)]


def _card(each: Measured) -> GapCard:
    row, facts = each.row, each.facts
    named = set(GapCard.model_fields) & set(row._fields) - {
        "reason"
    }  # why a version was written, not why it is short
    known = {name: getattr(row, name) for name in named}
    said = {name: facts.get(name) for name in ("rule_title", "effect", "clause", "confidence", "measured_from")}
    target = End(
        id=row.target_id if row.target_name else None,
        name=each.target_name or "",
        layer=facts.get("target_layer"),
    )
    return GapCard(
        **(known | said | {"division": f"{row.division:012}"}),
        source=End(id=each.source_id, name=row.name, layer=facts["source_layer"]),
        target=target if row.target_id else None,
        rule_title_en=title_en(row.rule),
        effect_label=EFFECTS[facts["effect"]],
        effect_label_en=EFFECTS_EN[facts["effect"]],
        limit_per_year=facts.get("limit_per_year"),
        verified=each.is_verified,
        measured_from_en=term(facts["measured_from"]).en,
        reason=row.why,
        reason_en=facts.get("why_en", ""),
        geometry=each.geometry,
    )


def _rule(each: Distance) -> RuleCard:
    titles = {place.place: place.title for place in places()}
    known = {name: getattr(each, name) for name in RuleCard.model_fields if hasattr(each, name)}
    return RuleCard(
        **known
        | {
            "source": titles.get(each.source, ""),
            "target": titles.get(each.target, ""),
            "effect_label": EFFECTS[each.effect],
            "effect_label_en": EFFECTS_EN[each.effect],
            "measured_from_en": term(each.measured_from).en,
            "verified": is_verified(each.confidence),
        }
    )
