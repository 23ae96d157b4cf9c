"""Sites that stand in the demonstration already, to write something about."""

import json
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.sites.models import Site


def nth_of(session: Session, layer: str, nth: int) -> tuple[Site, dict[str, Any]]:
    """The n-th site of a layer, and a point on it."""
    point = func.st_asgeojson(func.st_pointonsurface(Site.geom), 6)
    here = select(Site, point).where(Site.kind == layer, ~Site.retired, Site.demo).order_by(Site.id)
    site, place = session.execute(here.offset(nth).limit(1)).one()
    return site, json.loads(place)
