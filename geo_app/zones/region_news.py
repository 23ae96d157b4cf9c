"""Whom a joint region concerns across a border is told of it."""

from sqlalchemy import BigInteger, SmallInteger, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.notices.tell import News, tell
from geo_app.zones.models import JointRegion

STAGES = {"proposed": "拟定", "accepted": "已确认", "ended": "已终止"}
LEVELS = ("", "province", "city", "county", "township", "village")


def tell_neighbours(session: Session, region: JointRegion, reason: str) -> None:
    """Tell the divisions on both sides of the highest border that runs through a region what became of it. A mere
    proposal is told to nobody, and a region without a border inside has no neighbours."""
    if region.stage == "proposed" or not region.crosses:
        return
    found = func.divisions_touched(select(JointRegion.geom).where(JointRegion.id == region.id).scalar_subquery())
    touched = found.table_valued(sql_column("id", BigInteger), sql_column("level", SmallInteger))
    level = LEVELS.index(region.crosses)
    text = f"牵头单位：{region.lead_unit or '未定'}；成员 {region.attributes.get('members', 0)} 家；{reason}"
    tell(
        session,
        *(
            News(
                "joint_region", division, f"跨界联防联控区“{region.name}”{STAGES[region.stage]}", text, region.kind
            )
            for division in session.scalars(select(touched.c.id).where(touched.c.level == level))
        ),
    )
