"""Routes of sites: read, add, change, retire, history, search."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.auth.door import AllLayers, CurrentActor, ReadSession, WriteSession
from geo_app.db import because
from geo_app.errors import Conflict, PreconditionMissing
from geo_app.layers import Layers
from geo_app.sites import record
from geo_app.sites.card import SiteCard, card
from geo_app.sites.history import Version, versions
from geo_app.sites.search import Hit, search

router = APIRouter(prefix="/api", tags=["sites"])
Reason = Annotated[str, Field(max_length=500, description="Why, for the history.")]


class NewSite(BaseModel, extra="forbid"):
    layer: str
    geometry: dict[str, Any]
    fields: dict[str, Any]
    reason: Reason = ""


class SiteChange(BaseModel, extra="forbid"):
    fields: dict[str, Any] = {}
    geometry: dict[str, Any] | None = None
    reason: Reason = ""


class Retirement(BaseModel, extra="forbid"):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


def seen_version(if_match: Annotated[str | None, Header()] = None) -> int:
    """The version that the person saw, from `If-Match: "3"`."""
    try:
        return int((if_match or "").removeprefix("W/").strip('"'))
    except ValueError:
        raise PreconditionMissing("请求没有说明依据的版本", "请在 If-Match 头中带上读取时的 ETag") from None


SeenVersion = Annotated[int, Depends(seen_version)]


@dataclass(frozen=True)
class Changer:
    """Who changes, and by which layer files."""

    actor: Actor
    layers: Layers


def changer(actor: CurrentActor, layers: AllLayers) -> Changer:
    return Changer(actor, layers)


By = Annotated[Changer, Depends(changer)]


@router.get("/sites/{site_id}", operation_id="read_site")
def read_site(
    session: ReadSession, actor: CurrentActor, layers: AllLayers, site_id: int, answer: Response
) -> SiteCard:
    return _tagged(card(session, actor, layers, site_id), answer)


@router.post("/sites", operation_id="add_site", status_code=201)
def add_site(session: WriteSession, by: By, new: NewSite, answer: Response) -> SiteCard:
    because(session, new.reason or "新增")
    site = record.add(session, by.actor, by.layers[new.layer], new.geometry, new.fields)
    return _tagged(card(session, by.actor, by.layers, site.id), answer)


@router.patch("/sites/{site_id}", operation_id="change_site")
def change_site(
    session: WriteSession, by: By, site_id: int, wish: SiteChange, seen: SeenVersion, answer: Response
) -> SiteCard:
    because(session, wish.reason or "修改")
    values = wish.fields | ({"geometry": wish.geometry} if wish.geometry else {})
    with _showing_both(session, by, site_id, values):
        record.change(session, by.actor, by.layers, site_id, seen, values)
    return _tagged(card(session, by.actor, by.layers, site_id), answer)


@router.post("/sites/{site_id}/retire", operation_id="retire_site")
def retire_site(
    session: WriteSession, by: By, site_id: int, why: Retirement, seen: SeenVersion, answer: Response
) -> SiteCard:
    because(session, why.reason)
    with _showing_both(session, by, site_id, {"status": "retired"}):
        record.retire(session, by.actor, by.layers, site_id, seen)
    return _tagged(card(session, by.actor, by.layers, site_id), answer)


@router.get("/sites/{site_id}/history", operation_id="read_site_history")
def read_site_history(session: ReadSession, layers: AllLayers, site_id: int) -> list[Version]:
    return versions(session, layers, site_id)


@router.get("/search", operation_id="search_sites")
def search_sites(
    session: ReadSession, q: Annotated[str, Query(max_length=100)] = "", limit: Annotated[int, Query(ge=1)] = 20
) -> list[Hit]:
    return search(session, q, min(limit, 100))


@contextmanager
def _showing_both(session: Session, by: Changer, site_id: int, yours: dict[str, Any]) -> Iterator[None]:
    """On a conflict the answer holds both versions, so that a person can choose."""
    try:
        yield
    except Conflict as conflict:
        current = card(session, by.actor, by.layers, site_id).model_dump(mode="json")
        raise Conflict(conflict.message, conflict.remedy, current=current, yours=yours) from conflict


def _tagged(site: SiteCard, answer: Response) -> SiteCard:
    answer.headers["ETag"] = f'"{site.version}"'
    return site
