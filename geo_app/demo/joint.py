"""Joint regions of the demonstration: one accepted across a township border, with its records; two proposed."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.demo.county import COUNTY
from geo_app.layers import Layers
from geo_app.zones.joint_regions import Proposal, Wish, find_joint_regions
from geo_app.zones.models import JointRegion
from geo_app.zones.region_changes import By, Founding, change, found, record

BUREAU = Actor("bureau", Role.EDITOR, (COUNTY,))
NEAR = Wish(division=COUNTY, within_m=1500, basis="distance", same_trade="section")
FEWEST, MOST = 2, 16  # members of a region that people can guard together
DUTIES = "信息互通、隐患互查、应急互助；每季度会商一次，每半年联合演练一次"
RECORDS = (  # days ago, what, unit, content, result
    (40, "drill", "演示县应急局", "跨街道联合演练：报警、疏散、堵漏、医疗转运", "达到预期；应急通讯录每季度更新"),
    (12, "check", "草铺演示安监办", "成员互查：液位报警与应急物资", "发现一般隐患 3 项，已交办"),
)


def guard_together(session: Session, layers: Layers, today: date) -> None:
    """Propose as the map does; the bureau keeps three proposals and accepts the one across a border."""
    by = By(BUREAU, layers)
    proposals = find_joint_regions(session, layers, NEAR).regions
    fitting = [each for each in proposals if FEWEST <= len(each.members) <= MOST]
    across = max(fitting, key=_townships)
    others = [each for each in fitting if each is not across][:2]
    first, *_ = [_found(session, by, each) for each in (across, *others)]
    change(session, first, {"stage": "accepted", "duties": DUTIES}, "县安委会会商同意")
    for days, what, unit, content, result in RECORDS:
        words: dict[str, str | None] = {"unit": unit, "content": content, "result": result}
        record(session, first, what, today - timedelta(days=days), words)


def _found(session: Session, by: By, proposal: Proposal) -> JointRegion:
    founding = Founding(
        site_ids=tuple(hazard.id for hazard in proposal.members),
        name=f"演示{proposal.name}",
        stage="proposed",
        basis=proposal.basis,
        within_m=NEAR.within_m,
    )
    return found(session, by, founding, "由地图提出的演示方案")


def _townships(proposal: Proposal) -> int:
    return len({hazard.division // 1000 for hazard in proposal.members})
