"""A screening and an opinion as a person sees them."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from shapely import to_geojson

from geo_app.actor import Actor
from geo_app.reckoning.tables import MEMORY, NOT_FOUND
from geo_app.reckoning.words import term
from geo_app.siting.compare import Comparison
from geo_app.siting.models import Opinion
from geo_app.siting.opinion import as_line, key_of, may_change, offers, project_of, stage_title
from geo_app.siting.project import ACTS, Project, project_types
from geo_app.siting.rule import WEIGHTS, Line
from geo_app.siting.screen import VERDICTS, Screening


class ThingCard(BaseModel):
    """`id` is null beyond one's own divisions."""

    id: int | None
    name: str
    name_en: str
    layer: str


class LineCard(BaseModel):
    """One answer. `required` and `measured` are in `unit`; `between` is the measured connection as GeoJSON.
    `verified` is false where a number is known from memory alone or is a convention of ours."""

    key: str
    rule: str
    title: str
    title_en: str
    weight: str
    weight_title: str
    weight_title_en: str
    answer: str
    answer_title: str
    verdict: str
    text: str
    text_en: str
    required: float | None
    measured: float | None
    unit: str
    unit_en: str
    thing: ThingCard | None
    between: dict[str, Any] | None
    clause: str
    confidence: str
    verified: bool
    data_on: date | None
    overruled: dict[str, str] | None = None


class VerdictCard(BaseModel):
    verdict: str
    title: str
    title_en: str
    meaning: str
    meaning_en: str


class ProjectCard(BaseModel):
    """What was asked."""

    type: str
    type_title: str
    type_title_en: str
    act: str
    act_title: str
    name: str
    footprint: dict[str, Any]
    fields: dict[str, Any]
    own: list[int]


class ScreeningCard(BaseModel):
    """Every answer, the gravest first; nothing of it is kept."""

    project: ProjectCard
    verdict: VerdictCard
    deciding: LineCard | None
    lines: list[LineCard]
    notes: list[str]
    notes_en: list[str]


class ChangeCard(BaseModel):
    """One line then and now; null on one side: it was not there."""

    key: str
    then: LineCard | None
    now: LineCard | None


class OfferCard(BaseModel):
    """A move from this stage; `barred` says why you cannot make it: rights, own (nobody signs their own draft)."""

    action: str
    title: str
    title_en: str
    needs_reason: bool
    is_grave: bool
    barred: str | None


class ComparisonCard(BaseModel):
    """An opinion then and now: every line that reads otherwise, and how many read the same."""

    asked_at: datetime
    at: datetime
    rules_then: str
    rules_now: str
    verdict_then: VerdictCard
    verdict_now: VerdictCard
    same: int
    changes: list[ChangeCard]


class OpinionCard(ScreeningCard):
    """`verdict` is what the rules said, `decided` what the people made of it; `changed` reads otherwise since.
    `moves` are the steps from its stage, `may_change` whether you may overrule its lines: neither where a joined
    county keeps it, `kept_by`."""

    id: int
    number: str
    code: str
    stage: str
    stage_title: str
    decided: VerdictCard
    drafted_by: str
    signed_by: str | None
    signed_on: date | None
    asked_at: datetime
    checked_at: datetime
    rules: str
    changed: list[ChangeCard]
    version: int
    division: str
    drafter: str
    signer: str | None
    moves: list[OfferCard]
    may_change: bool
    kept_by: str | None


class OpinionLine(BaseModel):
    """An opinion in a list."""

    id: int
    number: str
    name: str
    type_title: str
    type_title_en: str
    stage: str
    stage_title: str
    decided: VerdictCard
    drafted_by: str
    drafter: str
    signed_by: str | None
    signer: str | None
    signed_on: date | None
    asked_at: datetime
    changes: int


def screening_card(screening: Screening) -> ScreeningCard:
    """A screening for the screen, the command line and the document."""
    deciding = screening.deciding
    return ScreeningCard(
        project=_project(screening.project),
        verdict=verdict_card(screening.verdict),
        deciding=line_card(deciding) if deciding else None,
        lines=[line_card(line) for line in screening.lines],
        notes=[note.zh for note in screening.notes],
        notes_en=[note.en for note in screening.notes],
    )


def opinion_card(found: Opinion, actor: Actor, keeper: str | None) -> OpinionCard:
    """An opinion with everything that was answered and decided, and what this person may do with it."""
    lines = [_stored_card(line, found.overruled) for line in found.lines]
    deciding = next((line for line in lines if line.verdict == found.decided and not line.overruled), None)
    return OpinionCard(
        **{name: getattr(found, name) for name in ("id", "number", "code", "stage", "drafted_by", "signed_by")},
        **{name: getattr(found, name) for name in ("drafter", "signer")},
        **{name: getattr(found, name) for name in ("signed_on", "asked_at", "checked_at", "rules", "version")},
        project=_project(project_of(found)),
        stage_title=stage_title(found.stage),
        verdict=verdict_card(found.verdict),
        decided=verdict_card(found.decided),
        deciding=deciding if deciding and found.decided != "clear" else None,
        lines=lines,
        notes=[note["zh"] for note in found.notes],
        notes_en=[note["en"] for note in found.notes],
        changed=[change_card(each["key"], each["then"], each["now"]) for each in found.changed],
        division=str(found.division).zfill(12),
        moves=[] if keeper else [OfferCard(**asdict(offer)) for offer in offers(found, actor)],
        may_change=not keeper and may_change(found, actor),
        kept_by=keeper,
    )


def comparison_card(found: Opinion, comparison: Comparison) -> ComparisonCard:
    """What an opinion said beside what would be said now."""
    return ComparisonCard(
        asked_at=found.asked_at,
        at=comparison.at,
        rules_then=found.rules,
        rules_now=comparison.rules,
        verdict_then=verdict_card(found.verdict),
        verdict_now=verdict_card(comparison.verdict),
        same=comparison.same,
        changes=[change_card(each.key, each.then, each.now) for each in comparison.changes],
    )


def opinion_line(found: Opinion) -> OpinionLine:
    """An opinion for a list."""
    kind = project_types()[found.project_type]
    return OpinionLine(
        **{name: getattr(found, name) for name in ("id", "number", "name", "stage", "drafted_by", "signed_by")},
        **{name: getattr(found, name) for name in ("drafter", "signer", "signed_on")},
        type_title=kind.title,
        type_title_en=kind.title_en,
        stage_title=stage_title(found.stage),
        decided=verdict_card(found.decided),
        asked_at=found.asked_at,
        changes=len(found.changed),
    )


def verdict_card(name: str) -> VerdictCard:
    row = VERDICTS[name]
    said = {each: row[each] for each in ("title", "title_en", "meaning", "meaning_en")}
    return VerdictCard(verdict=name, **said)


def line_card(line: Line) -> LineCard:
    """A line for a reader."""
    weight, thing = WEIGHTS[line.weight], line.thing
    called = ThingCard(**asdict(thing), name_en=term(thing.name).en) if thing else None
    return LineCard(
        **asdict(line) | {"thing": called},
        key=key_of(asdict(line)),
        unit_en=term(line.unit).en,
        weight_title=weight["title"],
        weight_title_en=weight["title_en"],
        answer_title=line.answer.label,
        verdict=line.verdict,
        verified=line.confidence not in (MEMORY, NOT_FOUND),
    )


def _stored_card(stored: dict[str, Any], overruled: dict[str, Any]) -> LineCard:
    return line_card(as_line(stored)).model_copy(update={"overruled": overruled.get(key_of(stored))})


def change_card(key: str, *sides: dict[str, Any] | None) -> ChangeCard:
    """A stored line then and now, for a reader."""
    then, now = (line_card(as_line(side)) if side else None for side in sides)
    return ChangeCard(key=key, then=then, now=now)


def _project(project: Project) -> ProjectCard:
    return ProjectCard(
        type=project.type.name,
        type_title=project.type.title,
        type_title_en=project.type.title_en,
        act=project.act,
        act_title=ACTS[project.act]["title"],
        name=project.name,
        footprint=json.loads(to_geojson(project.footprint)),
        fields=project.fields,
        own=list(project.own),
    )
