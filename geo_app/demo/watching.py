"""Monitoring points of the demonstration: tanks, gas, a tailings dam; invented readings, some alarms."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.db import because, driver_of, speak_as
from geo_app.demo.accidents import BUREAU
from geo_app.layers import Layers
from geo_app.monitoring.alarms import acknowledge
from geo_app.monitoring.models import KIND, Alarm
from geo_app.monitoring.rows import Good
from geo_app.monitoring.take import keep
from geo_app.monitoring.watch import watch_points
from geo_app.sites import record
from geo_app.sites.models import Site

REASON = "演示：设立监测点"
BASIS = "演示：企业设定值，不是标准限值"
EVERY_S, DAYS, FINE_DAYS = 600, 31, 1  # of the last day every reading, before that one an hour


@dataclass(frozen=True)
class Sensor:
    """A sensor at the n-th site of a layer, what it usually says, and how its last hour ends."""

    layer: str
    nth: int
    name: str
    quantity: str
    unit: str
    usual: float
    swing: float
    end: float | None  # what it says last; None: it fell silent three hours ago
    limits: dict[str, float] = field(default_factory=dict)


SENSORS = (
    Sensor(
        "chemical_plant", 0, "一号储罐液位", "level", "m", 6.2, 1.1, 8.62, {"high": 8, "high_high": 8.5, "low": 2}
    ),
    Sensor("chemical_plant", 0, "罐区可燃气体", "gas", "%LEL", 3, 1.5, 4, {"high": 25, "high_high": 50}),
    Sensor(
        "chemical_plant", 1, "反应釜压力", "pressure", "MPa", 0.42, 0.03, 0.44, {"high": 0.6, "high_high": 0.65}
    ),
    Sensor("chemical_plant", 1, "冷冻盐水温度", "temperature", "℃", -12, 1.2, None, {"high": -6}),
    Sensor("tailings_pond", 0, "库水位", "level", "m", 1834.2, 0.4, 1835.6, {"high": 1835.5, "high_high": 1836}),
    Sensor("tailings_pond", 0, "坝顶水平位移", "displacement", "mm", 4.1, 0.5, 4.4, {"high": 15, "rate": 3}),
    Sensor("tailings_pond", 0, "浸润线埋深", "seepage", "m", 9.6, 0.3, 9.4, {"low": 7, "low_low": 6}),
    Sensor("fuel_station", 0, "汽油罐液位", "level", "mm", 1650, 240, 1700, {"high": 2300, "low": 300}),
)


def watch(session: Session, layers: Layers) -> None:
    """Put up the sensors, let them speak for a month, and let one alarm be answered."""
    now = datetime.now(UTC).replace(microsecond=0)
    speak_as(session, BUREAU)
    because(session, REASON)
    sites = {n: _put_up(session, layers, sensor, f"JC-{n:03d}") for n, sensor in enumerate(SENSORS, 1)}
    session.flush()
    good = [each for n, sensor in enumerate(SENSORS, 1) for each in _said(sites[n].id, sensor, now)]
    keep(session, {site.id: site for site in sites.values()}, good)
    watch_points(session)
    driver_of(session).execute("UPDATE alarm SET told_at = %b", (now,))
    speak_as(session, BUREAU)
    because(session, REASON)
    level = session.scalars(
        select(Alarm).where(Alarm.kind == KIND, Alarm.what == "high").order_by(Alarm.level)
    ).first()
    if level is not None:
        acknowledge(session, BUREAU, level.id, "已通知库区值班员现场核对")


def _put_up(session: Session, layers: Layers, sensor: Sensor, code: str) -> Site:
    place = select(
        Site.name, func.st_x(func.st_pointonsurface(Site.geom)), func.st_y(func.st_pointonsurface(Site.geom))
    )
    chosen = place.where(Site.kind == sensor.layer, ~Site.retired, Site.demo).order_by(Site.id)
    name, lon, lat = session.execute(chosen.offset(sensor.nth).limit(1)).one()
    shift = (int(code[-1]) % 4) * 0.0004
    fields = {
        "name": f"{name}{sensor.name}"[:60],
        "code": code,
        "of_site": name,
        "quantity": sensor.quantity,
        "measured_in": sensor.unit,
        "band": round(sensor.swing / 10, 3),
        "interval_s": EVERY_S,
        "basis": BASIS,
        **sensor.limits,
    }
    where = {"type": "Point", "coordinates": [round(lon + shift, 6), round(lat + shift, 6)]}
    site = record.draft(BUREAU, layers[KIND], where, fields)
    site.demo = True
    session.add(site)
    return site


def _said(site_id: int, sensor: Sensor, now: datetime) -> Iterator[Good]:
    """What the sensor said: a daily swing with some noise, in its last hour on its way to where it ends."""
    fine = FINE_DAYS * 86400 // EVERY_S
    back = [fine * EVERY_S + 3600 * n for n in range((DAYS - FINE_DAYS) * 24, 0, -1)]
    back += [EVERY_S * n for n in range(fine, -1, -1)]
    for seconds in back:
        if sensor.end is None and seconds < 3 * 3600:
            return
        at = now - timedelta(seconds=seconds)
        share = max(0.0, 1 - seconds / 3600) if sensor.end is not None else 0.0
        wave = 0.7 * math.sin(at.timestamp() / 13751) + 0.2 * math.sin(at.timestamp() * site_id / 97)
        usual = sensor.usual + sensor.swing * wave
        yield Good(site_id, at, round(usual + share * ((sensor.end or 0.0) - usual), 3))
