"""What the map itself answers for a method, so that nobody has to count by hand."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from geo_app.classification.fact import COUNTED, Fact
from geo_app.classification.plant_facts import distance_met, hazard_level, outside_park
from geo_app.classification.pond_facts import nearest_downstream
from geo_app.classification.substances import rule
from geo_app.classification.target_facts import region_targets
from geo_app.reckoning.tables import bands, plain
from geo_app.zones.exposure import Exposure, Settlement, residents_within

MOST_LISTED = 200


def residents(session: Session, site_id: int) -> Fact:
    """The residents within 500 m of the plant boundary, with the houses counted and listed.

    An incomplete count is an answer only where more people would change nothing (α is at its greatest)."""
    metres = float(rule("alpha_area").number)
    found = residents_within(session, site_id, metres)
    most = max(band.least or 0 for band in bands("gb18218/alpha"))
    told = "；".join(filter(None, (found.note.text, _listed(found))))
    if not found.is_complete and found.people < most:
        return Fact(missing=told)
    least = f"，至少 {found.people} 人，已达 {plain(most)} 人一档"
    source = COUNTED if found.is_complete else COUNTED + least
    answers: dict[str, object] = {"residents_500m": found.people, "residents_source": f"{source}；{told}"}
    return Fact(answers, counted=_kept(found), area=_area(session, site_id, metres))


FACTS: dict[str, Callable[[Session, int], Fact]] = {
    "residents_500m": residents,
    "outside_park": outside_park,
    "hazard_level": hazard_level,
    "distance_met": distance_met,
    "region_targets": region_targets,
    "nearest_downstream_m": nearest_downstream,
}


def _listed(found: Exposure) -> str:
    listed = "、".join(_told(each) for each in found.counted[:MOST_LISTED])
    more = f"等共 {len(found.counted)} 处" if len(found.counted) > MOST_LISTED else ""
    return listed + more or "范围内没有登记的居民区"


def _told(each: Settlement) -> str:
    counted = each.people_counted or 0
    people = f"{each.residents} 人" if each.share == 1 else f"{counted:g}/{each.residents} 人"
    return f"{each.name} {people}(距 {each.distance_m:.0f} m)"


def _kept(found: Exposure) -> dict[str, Any]:
    """What was counted, as the assessment keeps it."""
    settlements = [vars(each) | {"people_counted": each.people_counted} for each in found.settlements]
    return {
        "metres": found.metres,
        "measured_from": found.measured_from,
        "from_boundary": found.from_boundary,
        "people": found.people,
        "settlements": settlements,
    }


def _area(session: Session, site_id: int, metres: float) -> Any:
    boundary = func.boundary_of(site_id).table_valued("geom", "of_name", "is_plant")
    ring: Row[Any] = session.execute(select(func.ring(boundary.c.geom, metres))).one()
    return ring[0]
