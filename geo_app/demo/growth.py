"""A village beside a plant has grown: the plant's α follows, its former answer stays, a notice says so."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.classification.models import Assessment
from geo_app.classification.recompute import recompute_due
from geo_app.db import context
from geo_app.demo.changes import BUREAU
from geo_app.layers import Layers
from geo_app.sites import record
from geo_app.sites.models import Site

NEWCOMERS = 34
REASON = "安置房建成，入户核对常住人口"


def grow_a_village(session: Session, layers: Layers) -> None:
    """The smallest village that a plant was graded with takes people in; all that is due is reckoned anew."""
    session.execute(select(*(func.set_config(*pair, True) for pair in context(BUREAU, None, REASON))))
    few = Assessment.result["alpha"].as_float() == 1
    graded = select(Assessment).where(Assessment.standing, Assessment.method == "gb18218", few)
    plant = session.scalars(graded.order_by(Assessment.site_id)).first()
    if plant and plant.counted:
        village = session.get_one(Site, plant.counted["settlements"][0]["id"])
        grown = {"residents": (village.residents or 0) + NEWCOMERS}
        record.change(session, BUREAU, layers, village.id, village.version, grown)
    while recompute_due(session, layers):
        pass
