"""What the bureau of the demonstration has drawn: a ring of its own, two screened accidents, imported contours."""

from collections.abc import Sequence

import numpy as np
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.db import context
from geo_app.demo.changes import BUREAU
from geo_app.demo.county import in_degrees
from geo_app.demo.ground import Place
from geo_app.demo.shapes import blob
from geo_app.layers import Layers
from geo_app.sites.models import Site
from geo_app.zones.drawings import Draughtsman
from geo_app.zones.exposure import residents_within
from geo_app.zones.risk_levels import contour

SEED = 36894
CONTOURS = ((1e-5, 180.0), (3e-6, 330.0), (3e-7, 620.0))  # risk a year, radius in metres
CONTOUR_STORY = {
    "title": "个人风险等值线(演示)",
    "basis": "评价机构成果导入，本系统未重新计算",
    "origin": "演示评价机构报告(虚构)",
}


def draw_zones(session: Session, layers: Layers, sites: Sequence[Site], places: Sequence[Place]) -> None:
    """Each drawing at the first plant that holds what it is about."""
    reason = "演示：划定环带、后果筛查、导入等值线"
    session.execute(select(*(func.set_config(*pair, True) for pair in context(BUREAU, None, reason))))
    hand = Draughtsman(session, BUREAU, layers)
    gas, _ = _plant(sites, places, "液化石油气")
    hand.ring(gas.id, 800, "重点监管范围", "演示县应急局设定值：液化气储配企业周边 800 米")
    hand.ring(
        gas.id, _through_a_hamlet(session, gas.id), "疏散演练范围", "演练方案：边线穿过居民区，只疏散范围内的住户"
    )
    hand.scenario(gas.id, "fireball", {"fuel": "lpg", "mass_t": 40}, "40 吨液化气储罐火球")
    chlorine, place = _plant(sites, places, "液氯")
    leak = {"substance": "chlorine", "rate_kg_s": 0.02, "wind_m_s": 2, "stability": "D"}
    hand.scenario(chlorine.id, "toxic_plume", leak, "液氯管道小孔泄漏")
    rng = np.random.default_rng(SEED)
    drawn = [
        (level, in_degrees(blob(rng, shapely.centroid(place.shape), metres, 24))) for level, metres in CONTOURS
    ]
    hand.draw(chlorine.id, "risk_contour", [contour(level, shape) for level, shape in drawn], CONTOUR_STORY)


def _through_a_hamlet(session: Session, site_id: int) -> float:
    """A distance that leaves a settlement partly inside."""
    for near in residents_within(session, site_id, 4000).settlements:
        metres = float(round(near.distance_m + 50))
        if any(0 < each.share < 1 for each in residents_within(session, site_id, metres).settlements):
            return metres
    raise LookupError("no settlement with an outline near this plant")


def _plant(sites: Sequence[Site], places: Sequence[Place], substance: str) -> tuple[Site, Place]:
    return next(
        (site, place)
        for site, place in zip(sites, places, strict=True)
        if site.kind == "chemical_plant" and substance in site.attributes.get("substances", "")
    )
