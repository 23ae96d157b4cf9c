"""Older answers of further methods for sites that stand: history; no colour on the map follows from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.classification.assess import By, Wish, assess_all
from geo_app.sites.models import Site

BEFORE = timedelta(days=45)  # the answer that stands


@dataclass(frozen=True)
class Older:
    """What was once answered by a method for the first sites of a layer."""

    layer: str
    method: str
    how_many: int
    inputs: Mapping[str, object]


DIAGNOSED = {
    "findings": [
        {"item": "hazardous_processes", "count": 2},
        {"item": "class_a_places", "count": 3},
        {"item": "standard_3"},
    ],
    "distance_met": "met",
    "distance_met_source": "2025 年安全现状评价报告(演示)",
}
REGION = {"L1": 3, "L2": 2, "L3": 0, "L4": 2, "L5": 2, "L6": 2, "S1": 2, "S2": 2, "S3": 1}
MINE = {"inherent": "C", "equipment": "B", "management": "B", "staff": "A", "basis": "2025 年分级评估报告(演示)"}
ALERTS = [
    {"item": "浸润线", "blue": 4, "yellow": 1},
    {"item": "坝体位移", "yellow": 3},
    {"item": "干滩长度", "blue": 2},
]
OLDER = (
    Older("chemical_plant", "hazchem_diagnosis", 12, DIAGNOSED),
    Older("risk_point", "matrix4x4_region", 12, REGION),
    Older("chemical_park", "matrix4x4_region", 3, REGION),
    Older("mine", "noncoal_mine_grade", 12, MINE),
    Older("tailings_pond", "tailings_alert", 3, {"items": ALERTS}),
)


def remember_older(session: Session, by: By) -> None:
    """Where the map cannot answer what a method asks, there is no older answer, as it would be in earnest."""
    wishes = [
        (site, Wish(older.method, older.inputs, on=site.assessed_on - BEFORE))
        for older in OLDER
        for site in _assessed(session, older)
        if site.assessed_on
    ]
    assess_all(session, by, wishes)


def _assessed(session: Session, older: Older) -> Iterator[Site]:
    """The first sites of the layer with a standing colour by another method."""
    here = (Site.kind == older.layer, Site.colour.is_not(None), Site.method != older.method, ~Site.retired)
    yield from session.scalars(select(Site).where(*here, Site.demo).order_by(Site.id).limit(older.how_many))
