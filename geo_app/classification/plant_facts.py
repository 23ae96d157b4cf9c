"""What the map answers about a plant for its diagnosis: its park, and the level of its installations."""

from sqlalchemy import Boolean, Date, Float, Integer, String, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.classification.fact import COUNTED, Fact
from geo_app.sites.card import must_see
from geo_app.zones.gap_models import GAP_RULE, Gap

MOSTLY = 0.5  # a plant belongs to a park where most of it lies inside
WORST = 1
RISK_LIMIT = "risk_limit"
EXTERNAL = ("minimum", RISK_LIMIT)  # effects of the rules that ask for an external safety distance
NO_PARK = "地图上没有登记化工园区的边界，不能判断企业在园区内还是园区外"


def outside_park(session: Session, site_id: int) -> Fact:
    """Whether a plant lies inside a chemical park; unknown where the map holds the outline of none."""
    must_see(session, site_id)
    columns = (sql_column("name", String), sql_column("share", Float), sql_column("distance_m", Float))
    park = session.execute(select(func.park_around(site_id).table_valued(*columns))).one_or_none()
    if park is None:
        return Fact(missing=NO_PARK)
    name = park.name or "辖区外化工园区"
    if park.share > MOSTLY:
        told = f"在“{name}”内" if park.share > 1 - 1e-6 else f"厂区 {park.share:.0%} 在“{name}”内"
    elif park.share > 0:
        told = f"厂区只有 {park.share:.0%} 在“{name}”内"
    else:
        told = f"不在任何登记的化工园区内，最近的“{name}”距 {park.distance_m:.0f} m"
    place = "inside" if park.share > MOSTLY else "outside"
    return Fact({"outside_park": place, "outside_park_source": f"{COUNTED}；{told}"})


def hazard_level(session: Session, site_id: int) -> Fact:
    """The worst level of the installations of a plant, by the newest GB 18218 grading of each.

    Sources that nobody has graded leave it unknown, unless one of the worst level is known already."""
    must_see(session, site_id)
    columns = (
        *(sql_column("id", Integer), sql_column("name", String), sql_column("is_plant", Boolean)),
        *(sql_column("assessed_on", Date), sql_column("level", Integer), sql_column("major", Boolean)),
    )
    units = session.execute(select(func.installations_of(site_id).table_valued(*columns))).all()
    sources = [unit for unit in units if not unit.is_plant] or units
    levels = {unit: unit.level for unit in units if unit.major and unit.level}
    ungraded = [unit.name for unit in sources if unit.major is None]
    worst = min(levels.values(), default=0)
    if ungraded and worst != WORST:
        return Fact(missing=f"{'、'.join(ungraded)}还没有按 GB 18218 辨识分级，重大危险源级别未知")
    told = "、".join(f"{unit.name} {level} 级({unit.assessed_on})" for unit, level in levels.items())
    counted = told or f"{len(sources)} 个单元均不构成重大危险源"
    return Fact({"hazard_level": str(worst), "hazard_level_source": f"{COUNTED}；{counted}"})


def distance_met(session: Session, site_id: int) -> Fact:
    """Whether the external safety distance of a plant is met, by the ledger of distances.

    One short distance is enough for "not met"; "met" only where a limit of individual risk was checked and nothing
    is short or unchecked."""
    must_see(session, site_id)
    gaps = (
        select(GAP_RULE.c.title, GAP_RULE.c.effect, Gap.verdict, func.min(Gap.measured_m))
        .join(GAP_RULE, GAP_RULE.c.rule == Gap.rule)
        .where(Gap.source_id == site_id, GAP_RULE.c.effect.in_(EXTERNAL))
        .group_by(GAP_RULE.c.rule, Gap.verdict)
        .order_by(GAP_RULE.c.rule)
    )
    found = session.execute(gaps).all()
    short = [f"{title}(实测最近 {metres:.0f} m)" for title, _, verdict, metres in found if verdict == "short"]
    if short:
        return Fact({"distance_met": "not_met", "distance_met_source": f"{COUNTED}；不足：{'、'.join(short)}"})
    unchecked = [title for title, _, verdict, _ in found if verdict == "unchecked"]
    by_risk = [title for title, effect, verdict, _ in found if effect == RISK_LIMIT and verdict == "kept"]
    if unchecked or not by_risk:
        told = f":{'、'.join(unchecked)}" if unchecked else ""
        return Fact(missing=f"外部安全防护距离还没有全部核算{told}，请补全资料，或手工填写并注明来源")
    return Fact({"distance_met": "met", "distance_met_source": f"{COUNTED}；符合：{'、'.join(by_risk)}"})
