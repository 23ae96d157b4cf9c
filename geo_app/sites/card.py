"""A site as a person sees it: its fields, its place, its colour and until when it holds."""

import json
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import MetaData, Table, func, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.divisions.keeper import keeper_of
from geo_app.divisions.models import Division
from geo_app.errors import NotFound
from geo_app.layers import Layer, LayerField, Layers
from geo_app.sites.models import Site

SITE: Table = Site.metadata.tables["site"].to_metadata(MetaData(), name="site_as_of")  # as of the day asked for


class DivisionName(BaseModel):
    code: str
    name: str


class SiteCard(BaseModel):
    """Fields that this person may not see are absent; `status` is active or retired; `kept_by` names the joined
    county whose database alone changes the site."""

    id: int
    layer: str
    name: str
    code: str | None
    division: DivisionName | None
    geometry: dict[str, Any]
    lon: float
    lat: float
    fields: dict[str, Any]
    colour: str | None
    stale: bool
    method: str | None
    assessed_on: date | None
    review_on: date | None
    demo: bool
    source: str | None
    status: str
    version: int
    changed_by: str
    changed_at: datetime
    can_edit: bool
    kept_by: str | None


def card(session: Session, actor: Actor, layers: Layers, site_id: int) -> SiteCard:
    """The card of a site, retired ones too. Raises NotFound where this person may not see it."""
    place = func.st_pointonsurface(SITE.c.geom)
    row = session.execute(
        select(
            *(column for column in SITE.columns if column.name not in ("geom", "geom_3857", "sys")),
            Division.full_name.label("division_name"),
            func.st_asgeojson(SITE.c.geom, 7, 0).label("geojson"),
            func.st_x(place).label("lon"),
            func.st_y(place).label("lat"),
            func.coalesce(SITE.c.review_on < func.as_of_day(), False).label("stale"),
            func.lower(SITE.c.sys).label("changed_at"),
            func.as_of().is_(None).label("is_now"),
        )
        .join_from(SITE, Division, Division.id == SITE.c.division, isouter=True)
        .where(SITE.c.id == site_id)
    ).one_or_none()
    if row is None:
        raise _unseen(site_id)
    return _card(row, actor, layers[row.kind], keeper_of(session, row.division, row.id))


def must_see(session: Session, site_id: int) -> None:
    """Raises NotFound where this person may not see the site, or it was not there on the day asked for."""
    if session.scalar(select(SITE.c.id).where(SITE.c.id == site_id)) is None:
        raise _unseen(site_id)


def _unseen(site_id: int) -> NotFound:
    return NotFound(f"没有编号为 {site_id} 的点位，或不在您的管辖区划内")


def _card(row: Any, actor: Actor, layer: Layer, keeper: str | None) -> SiteCard:
    known = row._mapping
    shown = {name: known[name] for name in SiteCard.model_fields if name in known and name != "division"}
    return SiteCard(
        **shown,
        layer=layer.name,
        division=DivisionName(code=str(row.division), name=row.division_name or "") if row.division else None,
        geometry=json.loads(row.geojson),
        fields={field.name: value_of(field, known) for field in layer.fields if actor.role.may(field.see)},
        status="retired" if row.retired else "active",
        can_edit=bool(actor.role.may(layer.edit) and not row.retired and row.is_now and keeper is None),
        kept_by=keeper,
    )


def value_of(field: LayerField, row: Any) -> Any:
    """What a row of table site holds for a field of its layer."""
    return row[field.column] if field.column else row["attributes"].get(field.name)
