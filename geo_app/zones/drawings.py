"""What people draw around a site: its own rings, screened scenarios, imported contours. Each drawing is one act
and one or several zones."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from shapely import to_wkt
from shapely.geometry.base import BaseGeometry
from sqlalchemy import MetaData, Row, Table, func, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.db import SRID
from geo_app.errors import BadInput, Forbidden, NotFound
from geo_app.layers import Layer, Layers
from geo_app.reckoning.tables import MEMORY
from geo_app.reckoning.words import NOTHING, Words, say
from geo_app.sites import record
from geo_app.sites.card import must_see
from geo_app.sites.models import Site
from geo_app.zones.consequences import WARNING, screen
from geo_app.zones.equation import Reach, Screening
from geo_app.zones.models import Zone

ZONE: Table = Zone.metadata.tables["zone"].to_metadata(MetaData(), name="zone_as_of")
FARTHEST_M = 50_000
RING, SCENARIO, CONTOUR = "site_ring", "scenario_zone", "risk_contour"
POINT_NOTE = "没有登记边界，自点位量起，范围可能偏小"


@dataclass(frozen=True)
class Area:
    """One zone to be drawn: the ring at `reach_m`, or a shape in CGCS2000 degrees."""

    label: str
    reach_m: float | None = None
    shape: BaseGeometry | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawing:
    """A drawing as it stands: what was said of all its zones, and the zones."""

    drawing: str
    layer: str
    told: Mapping[str, Any]
    zones: tuple[Row[Any], ...]


@dataclass(frozen=True)
class Draughtsman:
    """Who draws, by which layer files."""

    session: Session
    actor: Actor
    layers: Layers

    def ring(self, site_id: int, metres: float, title: str, basis: str) -> Drawing:
        """A ring of its own for a site. Raises BadInput, Forbidden, NotFound."""
        if not 0 < metres <= FARTHEST_M:
            raise BadInput(f"距离应大于 0、不超过 {FARTHEST_M} 米", "请改正距离", field="metres")
        if not basis.strip():
            raise BadInput("没有写划定依据", "请写明为什么是这个距离，例如标准条款或文件号", field="basis")
        area = Area(title.strip() or f"{metres:g} 米", metres, attributes={"basis": basis.strip()})
        return self.draw(site_id, RING, [area], {"title": area.label, "basis": basis.strip()})

    def scenario(self, site_id: int, model: str, inputs: Mapping[str, object], title: str) -> Drawing:
        """A screened accident with all its reaches. Raises BadInput outside the equation's range, or where it
        reaches nowhere."""
        screening = screen(self.session, model, inputs)
        areas = [_reached(screening, reach, self.today) for reach in screening.reaches if reach.distance_m]
        if not areas:
            raise BadInput("所有阈值都不在公式的适用范围内，没有可画的范围", "请核对输入")
        told = {
            "title": title.strip() or screening.equation.title,
            "basis": f"{screening.equation.words}({screening.equation.source})",
            "model": model,
            "inputs": dict(inputs),
            "steps": [vars(step) for step in screening.steps],
            "result": dict(screening.result),
            "confidence": screening.confidence,
            "warning": WARNING,
        }
        return self.draw(site_id, SCENARIO, areas, told)

    def draw(self, site_id: int, layer: str, areas: Sequence[Area], told: Mapping[str, Any]) -> Drawing:
        """Put zones of one drawing on the map. What the site's boundary decides is drawn by the database."""
        site = record.find(self.session, site_id)
        self._may(self.layers[layer])
        if site.retired:
            raise BadInput(f"“{site.name}”已停用，不能再画区域", "请选择在用的点位")
        drawing = secrets.token_hex(6)
        said = dict(told) | {"by": self.actor.name, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        for area in areas:
            self.session.add(_zone(site, layer, drawing, area, said))
        self.session.flush()
        return find_drawing(self.session, site_id, drawing)

    def erase(self, site_id: int, drawing: str) -> None:
        """Take a drawing off the map; its history stays. Raises NotFound, Forbidden."""
        must_see(self.session, site_id)
        zones = self.session.scalars(select(Zone).where(Zone.site_id == site_id, Zone.drawing == drawing)).all()
        if not zones:
            raise _unknown(drawing)
        self._may(self.layers[zones[0].kind])
        for zone in zones:
            self.session.delete(zone)
        self.session.flush()

    @property
    def today(self) -> date:
        return self.session.scalars(select(func.as_of_day())).one()

    def _may(self, layer: Layer) -> None:
        if not self.actor.role.may(layer.edit):
            raise Forbidden(f"您没有编辑“{layer.title}”的权限", "请联系管理员")


def drawings_of(session: Session, site_id: int) -> list[Drawing]:
    """All that people have drawn around a site, the oldest first. Raises NotFound where one may not see it."""
    must_see(session, site_id)
    plain = [
        column for column in ZONE.columns if column.name in ("id", "kind", "reach_m", "drawing", "attributes")
    ]
    area = func.st_area(func.geography(ZONE.c.geom)).label("area_m2")
    is_point = select(func.st_dimension(Site.geom) == 0).where(Site.id == ZONE.c.site_id).scalar_subquery()
    drawn = select(*plain, area, is_point.label("from_point")).where(ZONE.c.site_id == site_id)
    found: dict[str, list[Any]] = {}
    for row in session.execute(drawn.where(ZONE.c.kind.in_((RING, SCENARIO, CONTOUR))).order_by(ZONE.c.id)):
        found.setdefault(row.drawing, []).append(row)
    return [Drawing(key, zones[0].kind, zones[0].attributes, tuple(zones)) for key, zones in found.items()]


def find_drawing(session: Session, site_id: int, drawing: str) -> Drawing:
    """One drawing of a site. Raises NotFound."""
    for each in drawings_of(session, site_id):
        if each.drawing == drawing:
            return each
    raise _unknown(drawing)


def _zone(site: Site, layer: str, drawing: str, area: Area, said: Mapping[str, Any]) -> Zone:
    drawn = func.ring(select(Site.geom).where(Site.id == site.id).scalar_subquery(), area.reach_m)
    return Zone(
        kind=layer,
        site_id=site.id,
        name=f"{site.name} {area.label}",
        division=site.division,
        demo=site.demo,
        reach_m=area.reach_m,
        drawing=drawing,
        geom=drawn if area.shape is None else f"SRID={SRID};{to_wkt(area.shape, rounding_precision=-1)}",
        attributes={**said, **area.attributes, "label": area.label},
    )


def doubt(on: date, titles: Sequence[str]) -> dict[str, str]:
    """What a zone says for good of numbers that nobody had confirmed when it was drawn; nothing where all were.

    >>> doubt(date(2026, 11, 22), ["TNT 当量系数"])["doubt"]
    '2026-11-22 划定时未核实：TNT 当量系数'
    """
    named = list(dict.fromkeys(titles))
    what = Words("、".join(named), f"{len(named)} number{'s' if len(named) > 1 else ''} from memory only")
    said = say("drawn_unverified", day=on, what=what) if named else NOTHING
    return {"doubt": said.zh, "doubt_en": said.en}


def _reached(screening: Screening, reach: Reach, today: date) -> Area:
    """A reach of a scenario as a zone."""
    threshold = reach.threshold
    told = f"{threshold.value:g} {threshold.unit}"
    attributes = {
        "threshold": told,
        "value": threshold.value,
        "unit": threshold.unit,
        "level": threshold.level,
        "meaning": threshold.meaning,
        "meaning_en": threshold.meaning_en,
        "clause": threshold.clause,
        "threshold_confidence": threshold.confidence,
    }
    unsure = [step.title for step in screening.steps if step.confidence == MEMORY]
    unsure += [told] if threshold.confidence == MEMORY else []
    attributes |= doubt(today, unsure)
    return Area(f"{screening.equation.title} {told}", reach.distance_m, attributes=attributes)


def _unknown(drawing: str) -> NotFound:
    return NotFound(f"该点位没有编号为 {drawing[:40]} 的绘制", "可能已被他人删除，请刷新")
