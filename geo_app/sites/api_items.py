"""Features made, replaced, changed and retired by QGIS and scripts (OGC API Features Part 4): the same rights,
checks and history as on the map."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from geo_app.auth.door import CallerWriteSession, CurrentCaller, ReadableLayers
from geo_app.auth.tokens import Caller
from geo_app.db import because
from geo_app.errors import BadInput, Conflict, Gone, NotFound, PreconditionMissing, UnknownMedia
from geo_app.geo.named_crs import DEGREES, NamedCrs, named
from geo_app.layers import TAKEN, Layer, Layers
from geo_app.sites import record
from geo_app.sites.models import Site

router = APIRouter(tags=["ogc"])
ITEMS, ITEM = "/collections/{layer}/items", "/collections/{layer}/items/{feature_id}"
GEOJSON, MERGE = "application/geo+json", "application/merge-patch+json"
QGIS = "QGIS/"  # of its header User-Agent: it knows no If-Match and names only what it changes
ANY_VERSION = "*"
Values = dict[str, Any]
FeatureId = Annotated[int, Path(lt=1 << 63)]


class Why(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=500, description="Why, for the history.")


class Feature(BaseModel):
    """A GeoJSON feature as it is sent: what the system keeps by itself (id, colour, version …) is passed over."""

    type: str = Field(pattern="^Feature$")
    geometry: Values
    properties: Values


class FeaturePatch(BaseModel):
    """What is to change of a feature (RFC 7396): a property that is null loses its value."""

    geometry: Values | None = None
    properties: Values = {}


@dataclass(frozen=True)
class Writing:
    """Who writes into which layer, in which coordinates and why."""

    caller: Caller
    layers: Layers
    layer: Layer
    crs: NamedCrs
    reason: str

    def because(self, session: Session, done: str) -> None:
        by = f"经令牌“{self.caller.token}”" if self.caller.token else "经接口"
        because(session, self.reason or f"{by}{done}")

    def place(self, geometry: Values) -> Values:
        """The geometry in degrees, longitude first."""
        try:
            return geometry | {"coordinates": self.crs.places_in_degrees(geometry["coordinates"])}
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput("位置不是有效的 GeoJSON 几何", "geometry 应有 type 和 coordinates") from error

    def values(self, properties: Values) -> Values:
        """The values of the layer's fields. Raises BadInput for a property that it has not."""
        known = {field.name for field in self.layer.fields}
        if strange := sorted(set(properties) - known - TAKEN):
            raise BadInput(f"没有属性 {'、'.join(strange)[:80]}", f"可用属性：{'、'.join(sorted(known))}")
        kept = {field.name for field in self.layer.fields if field.kept}
        return {name: value for name, value in properties.items() if name in known - kept}

    def whole(self, properties: Values) -> Values:
        """The values of a feature that is replaced: what is not named has none. What this person does not see
        stays."""
        role = self.caller.actor.role
        seen = (field.name for field in self.layer.fields if role.may(field.see) and not field.kept)
        return dict.fromkeys(seen) | self.values(properties)

    def found(self, session: Session, feature_id: int) -> Site:
        """The site to change, locked. Raises NotFound, Forbidden, or Gone for a retired one."""
        site = record.find(session, feature_id, for_update=True)
        if site.kind != self.layer.name:
            raise NotFound(f"“{self.layer.title}”中没有编号为 {feature_id} 的要素")
        if site.retired:
            raise Gone(f"“{site.name}”已停用，不能再修改", "最后的版本可用 GET 读取")
        return site

    @property
    def may(self) -> bool:
        return self.layer.editable and self.caller.writes and self.caller.actor.role.may(self.layer.edit)


def writing(
    caller: CurrentCaller,
    layers: ReadableLayers,
    layer: str,
    why: Annotated[Why, Query()],
    content_crs: Annotated[str, Header(description="The system of the coordinates, by its URI.")] = "",
) -> Writing:
    crs = named(content_crs.strip("<> ")) if content_crs else DEGREES
    return Writing(caller, layers, layers[layer], crs, why.reason)


def base_version(request: Request, if_match: Annotated[str | None, Header()] = None) -> int | None:
    """The version that a change is based on, of the header If-Match; None for any."""
    said = (if_match or "").strip()
    if said == ANY_VERSION or (not said and QGIS in request.headers.get("user-agent", "")):
        return None
    try:
        return int(said.removeprefix("W/").strip('"').partition("-")[0])
    except ValueError:
        raise PreconditionMissing("请求没有说明依据的版本", "请在 If-Match 头中带上读取时的 ETag") from None


def sent_as(*accepted: str) -> Callable[[Request], None]:
    """A door that understands bodies of these kinds."""

    def check(request: Request) -> None:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in (*accepted, "application/json"):
            raise UnknownMedia(f"内容类型 {kind[:60]} 不支持", f"请用 Content-Type: {accepted[0]}")

    return check


To = Annotated[Writing, Depends(writing)]
Base = Annotated[int | None, Depends(base_version)]
Sent = Annotated[Feature, Body(media_type=GEOJSON)]
SentPatch = Annotated[FeaturePatch, Body(media_type=MERGE)]
WHOLE, PART = [Depends(sent_as(GEOJSON))], [Depends(sent_as(MERGE))]


@router.options(ITEMS, include_in_schema=False)
@router.options(ITEM, include_in_schema=False)
def tell_methods(request: Request, to: To) -> Response:
    """What may be done here by whoever asks."""
    one = "feature_id" in request.path_params
    changes = (["PUT", "PATCH", "DELETE"] if one else ["POST"]) if to.may else []
    more = {"Accept-Patch": MERGE} if "PATCH" in changes else {}
    return Response(headers={"Allow": ", ".join(["GET", "OPTIONS", *changes]), **more})


@router.post(ITEMS, operation_id="create_item", status_code=201, response_class=Response, dependencies=WHOLE)
def create_item(request: Request, session: CallerWriteSession, to: To, feature: Sent) -> Response:
    """A new feature; its address is in the header Location."""
    to.because(session, "新增")
    values = to.values({name: value for name, value in feature.properties.items() if value is not None})
    site = record.add(session, to.caller.actor, to.layer, to.place(feature.geometry), values)
    address = request.url_for("read_item", layer=to.layer.name, feature_id=str(site.id))
    return Response(status_code=201, headers=_tag(site) | {"Location": str(address)})


@router.put(ITEM, operation_id="replace_item", status_code=204, response_class=Response, dependencies=WHOLE)
def replace_item(
    session: CallerWriteSession, to: To, feature_id: FeatureId, base: Base, feature: Sent
) -> Response:
    """The whole feature anew: a property that is not named loses its value."""
    to.because(session, "替换")
    try:
        site = to.found(session, feature_id)
    except NotFound as error:
        raise Conflict(error.message, "新要素请用 POST 新增") from error
    return _changed(
        session, to, site, base, to.whole(feature.properties) | {"geometry": to.place(feature.geometry)}
    )


@router.patch(ITEM, operation_id="update_item", status_code=204, response_class=Response, dependencies=PART)
def update_item(
    session: CallerWriteSession, to: To, feature_id: FeatureId, base: Base, patch: SentPatch
) -> Response:
    """Some properties, or the place, changed (JSON Merge Patch)."""
    to.because(session, "修改")
    site = to.found(session, feature_id)
    place = {"geometry": to.place(patch.geometry)} if patch.geometry else {}
    return _changed(session, to, site, base, to.values(patch.properties) | place)


@router.delete(ITEM, operation_id="retire_item", status_code=204, response_class=Response)
def retire_item(session: CallerWriteSession, to: To, feature_id: FeatureId, base: Base) -> Response:
    """The feature is retired: it leaves the map, its history stays."""
    to.because(session, "停用")
    site = to.found(session, feature_id)
    record.retire(session, to.caller.actor, to.layers, site.id, site.version if base is None else base)
    return Response(status_code=204)


def _changed(session: Session, to: Writing, site: Site, base: int | None, values: Values) -> Response:
    version = site.version if base is None else base
    site = record.change(session, to.caller.actor, to.layers, site.id, version, values)
    return Response(status_code=204, headers=_tag(site))


def _tag(site: Site) -> dict[str, str]:
    return {"ETag": f'"{site.version}"'}
