"""A field that nobody knows is refused, not dropped in silence."""

from collections.abc import Iterator
from typing import Any, get_args

from fastapi.testclient import TestClient
from pydantic import BaseModel

from geo_app.app import doors
from geo_app.patrol.sync import Batch, Sent
from geo_app.sites.api_items import Feature, FeaturePatch

# GeoJSON may carry members of others; a phone may be older or newer than the server and must not lose its work
OPEN = {Feature, FeaturePatch, Batch, Sent}


def bodies(routes: Any) -> Iterator[Any]:
    for route in routes:
        body = getattr(route, "body_field", None)
        if body is not None:
            yield body.field_info.annotation
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from bodies(inner.routes)


def models(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
        for field in kind.model_fields.values():
            yield from models(field.annotation)
    for part in get_args(kind):
        yield from models(part)


def test_every_body_that_is_sent_refuses_what_it_does_not_know() -> None:
    found = {model for body in bodies(doors(None).routes) for model in models(body)}
    assert len(found) > 40
    lax = {model for model in found - OPEN if model.model_config.get("extra") != "forbid"}
    assert not lax, lax


def test_a_change_with_a_mistyped_key_says_so_and_changes_nothing(as_admin: TestClient) -> None:
    place = {"type": "Point", "coordinates": [102.45, 24.9]}
    new = {"layer": "mine", "geometry": place, "fields": {"name": "甲矿"}}
    address = f"/api/sites/{as_admin.post('/api/sites', json=new).json()['id']}"
    told = as_admin.patch(address, json={"feilds": {"name": "改"}}, headers={"If-Match": '"1"'})
    assert told.status_code == 400
    assert told.json()["detail"] == "不认识的字段 feilds，没有保存"
    assert told.json()["detail_en"] == "Unknown field feilds; nothing was saved"
    assert as_admin.get(address).json()["version"] == 1
