"""Routes of a county's own distances: which are in force, a sample file, and what a file would change."""

import csv
from io import StringIO
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict
from starlette.datastructures import FormData, UploadFile

from geo_app.actor import Actor, Role
from geo_app.auth.door import AppDatabase, AppSettings, CurrentActor, bounded, multipart, same_origin
from geo_app.db import Database
from geo_app.errors import BadInput, Forbidden
from geo_app.features import read_division
from geo_app.ingest.cells import plain
from geo_app.siting.card import ChangeCard, VerdictCard, change_card, verdict_card
from geo_app.siting.rules_preview import OpinionChange, preview
from geo_app.zones.distances import own_distances
from geo_app.zones.own_distances import TITLES, own_of

router = APIRouter(prefix="/api/own-distances", tags=["siting"])
_FORM = multipart("file", division={"type": "string", "description": "below which the map is looked at"})
SAMPLE = ("BX-1", "烟花爆竹零售点之间(本县)", "烟花爆竹零售点", "烟花爆竹零售点", "80", "不小于", "最小间距")
SAMPLE_WORDS = ("边界", "某县政发〔2026〕1 号第三条", "")


class OwnDistance(BaseModel):
    """A distance of the county's own that is in force."""

    model_config = ConfigDict(from_attributes=True)
    rule: str
    title: str
    required_m: float | None
    clause: str


class RuleChangeCard(BaseModel):
    """A rule of the file beside the one of the same number that is in force; null: there is none."""

    model_config = ConfigDict(from_attributes=True)
    rule: str
    title: str
    now_m: float | None
    then_m: float | None


class PairChangeCard(BaseModel):
    """How many pairs of the ledger of distances have this verdict, now and by the file."""

    model_config = ConfigDict(from_attributes=True)
    rule: str
    title: str
    verdict: Literal["short", "unchecked", "kept"]
    now: int
    then: int


class OpinionChangeCard(BaseModel):
    """An opinion that would read otherwise, line by line."""

    id: int
    number: str
    name: str
    verdict: VerdictCard
    would_be: VerdictCard
    changes: list[ChangeCard]


class PreviewCard(BaseModel):
    """What would change; nothing has been written."""

    rules: list[RuleChangeCard]
    pairs: list[PairChangeCard]
    opinions: list[OpinionChangeCard]


@router.get("", operation_id="list_own_distances")
def list_own(_actor: CurrentActor) -> list[OwnDistance]:
    """The county's own distances that are in force."""
    return [OwnDistance.model_validate(each) for each in own_distances()]


@router.get("/sample", operation_id="download_own_distances_sample")
def download_sample(_actor: CurrentActor) -> Response:
    """A file to begin from: the columns and one line."""
    text = StringIO()
    csv.writer(text).writerows([tuple(TITLES), (*SAMPLE, *SAMPLE_WORDS)])
    headers = {"Content-Disposition": 'attachment; filename="own-distances.csv"'}
    return Response(text.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/preview", operation_id="preview_own_distances", openapi_extra=_FORM)
async def preview_own(
    request: Request, database: AppDatabase, actor: CurrentActor, settings: AppSettings
) -> PreviewCard:
    """Which pairs and opinions would read otherwise if a county adopted the distances of a file."""
    same_origin(request)
    if not actor.role.may(Role.APPROVER):
        raise Forbidden("预览规定的影响需要审批权限", "请联系有审批权限的人")
    async with bounded(request, settings.upload_limit_mb).form(max_files=1, max_fields=2) as form:
        return await run_in_threadpool(_preview, form, database, actor)


def _preview(form: FormData, database: Database, actor: Actor) -> PreviewCard:
    file, division = form.get("file"), form.get("division")
    if not isinstance(file, UploadFile):
        raise BadInput("缺少文件", "请选择间距规定的 CSV 文件")
    own = own_of(file.file.read(), plain(Path(file.filename or "未命名").name)[:200])
    with database.transaction(actor) as session:
        found = preview(session, actor, own, read_division(str(division or "")))
    return PreviewCard(
        rules=[RuleChangeCard.model_validate(each) for each in found.rules],
        pairs=[PairChangeCard.model_validate(each) for each in found.pairs],
        opinions=[_opinion(each) for each in found.opinions],
    )


def _opinion(each: OpinionChange) -> OpinionChangeCard:
    return OpinionChangeCard(
        **{name: getattr(each, name) for name in ("id", "number", "name")},
        verdict=verdict_card(each.verdict),
        would_be=verdict_card(each.would_be),
        changes=[change_card(one.key, one.then, one.now) for one in each.changes],
    )
