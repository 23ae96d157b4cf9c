"""Routes of domino pairs and relocation targets."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from geo_app.auth.door import AllLayers, ReadSession, WriteSession
from geo_app.db import because
from geo_app.divisions.keeper import keepers_of
from geo_app.errors import Conflict
from geo_app.features import read_division
from geo_app.reckoning.english import in_english
from geo_app.sites.api import By, SeenVersion
from geo_app.zones import relocation
from geo_app.zones.dominoes import domino_pairs
from geo_app.zones.receiving_parks import Park, receiving_parks
from geo_app.zones.relocation import Asked, Decision
from geo_app.zones.relocation_rules import MODES, STAGES, weights

router = APIRouter(prefix="/api", tags=["relocation"])
Stage = Literal["proposed", "accepted", "planned", "moving", "done", "dropped"]
Mode = Literal["in_place", "relocate", "close"]


class Hazard(BaseModel):
    """`id` and `colour` are null beyond one's own divisions."""

    id: int | None
    name: str
    layer: str
    colour: str | None


class ReachCard(BaseModel):
    by: str
    name: str
    name_en: str
    metres: float | None
    clause: str
    clause_en: str
    confidence: str
    verified: bool


class PairCard(BaseModel):
    """Two hazards and what of each reaches the other; `mutual` where both do; `geometry` is the shortest line."""

    key: str
    a: Hazard
    b: Hazard
    distance_m: float
    a_reaches_b: list[ReachCard]
    b_reaches_a: list[ReachCard]
    mutual: bool
    geometry: dict[str, Any]


class Dominoes(BaseModel):
    pairs: list[PairCard]
    truncated: bool


class Target(BaseModel):
    """One relocation target; `reasons` with points, weight, clause and how sure it is. `kept_by` names the joined
    county in whose database alone it is decided."""

    id: int
    site: dict[str, Any]
    score: float
    rank: int
    mode: Mode
    mode_label: str
    mode_why: str
    mode_why_en: str
    stage: Stage
    stage_label: str
    deadline_on: date | None
    overdue: bool
    reasons: list[dict[str, Any]]
    park: dict[str, Any] | None
    decided_by: str | None
    decided_on: date | None
    decision: str
    progress: list[dict[str, Any]]
    division: str
    version: int
    geometry: dict[str, Any]
    changed_by: str
    changed_at: datetime
    kept_by: str | None


class Register(BaseModel):
    """`stages` and `overdue` count all of the division; `next` goes into `after`."""

    stages: dict[str, int]
    overdue: int
    targets: list[Target]
    next: int | None


class Wish(BaseModel, extra="forbid"):
    """What a person decides; what is left out stays as it is."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]
    stage: Stage | None = None
    mode: Mode | None = None
    deadline_on: date | None = None
    park_id: int | None = None
    progress: Annotated[str, Field(max_length=2000)] | None = None


class Where(BaseModel, extra="forbid"):
    division: str = ""


class Counts(BaseModel):
    proposed: int
    updated: int
    withdrawn: int


class CheckCard(BaseModel):
    check: str
    title: str
    title_en: str
    verdict: Literal["kept", "short", "unchecked"]
    text: str
    text_en: str
    asks: str
    asks_en: str
    clause: str
    confidence: str
    verified: bool


class ParkCard(BaseModel):
    park: dict[str, Any]
    distance_km: float
    may_take: bool | None
    score: int
    checks: list[CheckCard]


class TargetVersion(BaseModel):
    version: int
    since: datetime
    until: datetime | None
    by: str
    reason: str
    reason_en: str = in_english("reason")
    stage: str
    mode: str
    score: float
    deadline_on: date | None
    park_id: int | None


class WeightCard(BaseModel):
    reason: str
    title: str
    title_en: str
    weight: float
    full_at: float
    unit: str
    unit_en: str
    clause: str
    confidence: str
    verified: bool
    note: str


class RegisterPage(BaseModel):
    """Which part of the register."""

    division: str = ""
    stage: Stage | Literal[""] = ""
    overdue: bool | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    after: Annotated[int, Field(ge=0)] = 0


@router.get("/dominoes", operation_id="list_dominoes")
def list_dominoes(
    session: ReadSession,
    layers: AllLayers,
    division: str = "",
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
) -> Dominoes:
    """Pairs of hazards of which one reaches the other, the nearest first."""
    found = domino_pairs(session, layers, read_division(division), limit + 1)
    return Dominoes(
        pairs=[PairCard.model_validate(each, from_attributes=True) for each in found[:limit]],
        truncated=len(found) > limit,
    )


@router.get("/relocations", operation_id="list_relocations")
def list_relocations(session: ReadSession, wanted: Annotated[RegisterPage, Query()]) -> Register:
    """The register, the highest score first."""
    asked = Asked(read_division(wanted.division), wanted.stage, wanted.overdue)
    found = relocation.targets(session, asked, wanted.limit + 1, wanted.after)
    stages, overdue = relocation.by_stage(session, asked)
    return Register(
        stages=stages,
        overdue=overdue,
        targets=_targets(session, found[: wanted.limit]),
        next=wanted.after + wanted.limit if len(found) > wanted.limit else None,
    )


@router.get("/relocation-weights", operation_id="list_relocation_weights")
def list_relocation_weights() -> list[WeightCard]:
    """How much each reason counts."""
    return [WeightCard.model_validate(each, from_attributes=True) for each in weights()]


@router.post("/relocations/propose", operation_id="propose_relocations")
def propose_relocations(session: WriteSession, by: By, where: Where) -> Counts:
    because(session, "由地图提出")
    done = relocation.propose(session, by.actor, by.layers, read_division(where.division))
    return Counts(**vars(done))


@router.get("/relocations/{target_id}", operation_id="read_relocation")
def read_relocation(session: ReadSession, target_id: int, answer: Response) -> Target:
    return _tagged(_one(session, target_id), answer)


@router.patch("/relocations/{target_id}", operation_id="decide_relocation")
def decide_relocation(
    session: WriteSession, by: By, target_id: int, wish: Wish, seen: SeenVersion, answer: Response
) -> Target:
    because(session, wish.reason)
    try:
        relocation.decide(session, by.actor, by.layers, target_id, seen, Decision(**wish.model_dump()))
    except Conflict as conflict:
        current = _one(session, target_id).model_dump(mode="json")
        raise Conflict(conflict.message, conflict.remedy, current=current) from conflict
    return _tagged(_one(session, target_id), answer)


@router.get("/relocations/{target_id}/parks", operation_id="list_receiving_parks")
def list_receiving_parks(session: ReadSession, target_id: int) -> list[ParkCard]:
    """The parks that might take it, the best first, each with its checks."""
    site_id = relocation.one_target(session, target_id).site_id
    return [_park(each) for each in receiving_parks(session, site_id)]


@router.get("/relocations/{target_id}/history", operation_id="read_relocation_history")
def read_relocation_history(session: ReadSession, target_id: int) -> list[TargetVersion]:
    rows = relocation.versions(session, target_id)
    return [TargetVersion(by=row.changed_by, **_named(row, TargetVersion)) for row in rows]


def _one(session: Session, target_id: int) -> Target:
    return _targets(session, [relocation.one_target(session, target_id)])[0]


def _targets(session: Session, rows: Sequence[Any]) -> list[Target]:
    keepers = keepers_of(session, [(row.division, row.id) for row in rows])
    return [_target(row, keeper) for row, keeper in zip(rows, keepers, strict=True)]


def _target(row: Any, keeper: str | None) -> Target:
    return Target(
        kept_by=keeper,
        **_named(row, Target) | {"division": f"{row.division:012}"},
        site={"id": row.site_id, "name": row.name, "layer": "chemical_plant"},
        park={"id": row.park_id, "name": row.park_name} if row.park_name else None,
        mode_label=MODES[row.mode],
        **{name: row.attributes.get(name, "") for name in ("mode_why", "mode_why_en")},
        stage_label=STAGES[row.stage],
        geometry=json.loads(row.geojson),
    )


def _named(row: Any, model: type[BaseModel]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in model.model_fields if name in row._fields}


def _park(park: Park) -> ParkCard:
    return ParkCard(
        park={"id": park.id, "name": park.name},
        distance_km=park.distance_km,
        may_take=park.may_take,
        score=park.score,
        checks=[CheckCard.model_validate(each, from_attributes=True) for each in park.checks],
    )


def _tagged(target: Target, answer: Response) -> Target:
    answer.headers["ETag"] = f'"{target.version}"'
    return target
