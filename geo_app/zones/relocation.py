"""Relocation targets: proposed from the map with reasons and score, decided and followed by people."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, MetaData, Row, Select, Table, and_, cast, func, select, union_all
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.errors import BadInput, Conflict, Forbidden, NotFound
from geo_app.layers import Layers
from geo_app.notices.models import Notice
from geo_app.notices.tell import News, tell
from geo_app.reckoning.words import Words, joined
from geo_app.sites.card import SITE
from geo_app.sites.models import Site
from geo_app.zones.gap_models import RelocationTarget
from geo_app.zones.relocation_rules import (
    NEXT,
    RUNNING,
    STAGES,
    Evidence,
    as_data,
    deadline_of,
    mode_of,
    number,
    reasons_of,
)

KIND, OVERDUE = "relocation_target", "relocation_overdue"
CURRENT = RelocationTarget.metadata.tables[KIND]
TARGET: Table = CURRENT.to_metadata(MetaData(), name="relocation_target_as_of")
FORMER: Table = CURRENT.to_metadata(MetaData(), schema="history")
PARK = SITE.alias("park")
NOTHING = ("geom", "geom_3857", "qk", "map_x", "map_y")


@dataclass(frozen=True)
class Proposed:
    """What a proposal did to the register."""

    proposed: int
    updated: int
    withdrawn: int


@dataclass(frozen=True)
class Decision:
    """What a person wants of a target; None leaves it as it is."""

    reason: str
    stage: str | None = None
    mode: str | None = None
    deadline_on: date | None = None
    park_id: int | None = None
    progress: str | None = None


def propose(session: Session, actor: Actor, layers: Layers, division: str) -> Proposed:
    """Look at every plant of a division: propose what scores enough, refresh what is not decided
    yet, withdraw what no longer does. Of decided targets only reasons and score are refreshed."""
    _must_decide(actor, layers)
    today = session.scalar(select(func.as_of_day()))
    assert today
    low, high = (int(division.ljust(12, digit)) for digit in "09")
    here = RelocationTarget.division.between(low, high)
    known = {each.site_id: each for each in session.scalars(select(RelocationTarget).where(here))}
    worthy = {
        each.site_id: each for each in _evidence(session, low, high) if _score(each) >= number("propose_from")
    }
    sites = {site.id: site for site in session.scalars(select(Site).where(Site.id.in_(worthy)))}
    for site_id, evidence in worthy.items():
        _refresh(session, known.get(site_id), sites[site_id], evidence, today)
    gone = [each for each in known.values() if each.site_id not in worthy and each.stage == "proposed"]
    for target in gone:
        session.delete(target)
    session.flush()
    return Proposed(len(worthy.keys() - known.keys()), len(worthy.keys() & known.keys()), len(gone))


def _refresh(
    session: Session, target: RelocationTarget | None, site: Site, evidence: Evidence, today: date
) -> None:
    reasons, (mode, why) = reasons_of(evidence), mode_of(evidence, today)
    if target is None:
        target = RelocationTarget(kind=KIND, site_id=site.id, progress=[], attributes={})
        target.mode, target.stage, target.deadline_on = mode, "proposed", deadline_of(evidence.workers)[0]
        session.add(target)
    elif target.stage == "proposed":
        target.mode, target.deadline_on = mode, deadline_of(evidence.workers)[0]
    target.name, target.division, target.demo, target.geom = site.name, site.division, site.demo, site.geom
    target.score, target.reasons = _score(evidence), as_data(reasons)
    told = joined(*(Words(each.text, each.text_en) for each in reasons))
    target.attributes = {"why": told.zh, "why_en": told.en, "mode_why": why.zh, "mode_why_en": why.en}


def _evidence(session: Session, low: int, high: int) -> list[Evidence]:
    names = [field.name for field in fields(Evidence)]
    found = func.relocation_evidence(low, high, number("radius_m")).table_valued(*map(sql_column, names))
    return [Evidence(**row._mapping) for row in session.execute(select(found))]


def _score(evidence: Evidence) -> float:
    return round(sum(each.points for each in reasons_of(evidence)), 1)


def decide(session: Session, actor: Actor, layers: Layers, target_id: int, version: int, wish: Decision) -> None:
    """Accept, drop or advance a target, choose its park, set its deadline, write down progress.

    Raises Forbidden below the role that decides, Conflict where somebody changed it meanwhile, BadInput where the
    stage cannot follow.
    """
    _must_decide(actor, layers)
    target = session.scalar(select(RelocationTarget).where(RelocationTarget.id == target_id).with_for_update())
    if target is None:
        raise _unknown(target_id)
    if target.version != version:
        raise Conflict(f"“{target.name}”已被 {target.changed_by} 修改", "请刷新后再保存")
    today = session.scalar(select(func.as_of_day()))
    assert today
    if wish.stage and wish.stage != target.stage:
        _advance(target, wish, actor, today)
    if wish.park_id:
        park = session.scalar(select(Site.id).where(Site.id == wish.park_id, Site.kind == "chemical_park"))
        if park is None:
            raise NotFound(f"没有编号为 {wish.park_id} 的化工园区，或不在您的管辖区划内")
    target.park_id = wish.park_id or target.park_id
    target.mode = wish.mode or target.mode
    target.deadline_on = wish.deadline_on or target.deadline_on
    if wish.progress:
        target.progress = [*target.progress, {"on": today.isoformat(), "by": actor.name, "text": wish.progress}]
    session.flush()
    session.refresh(target)
    tell_overdue(session, target.id)


def tell_overdue(session: Session, target_id: int | None = None) -> int:
    """Tell of every target (or of this one) whose deadline has passed, unless somebody was told since it did; how
    many were told of."""
    day = cast(func.timezone("Asia/Shanghai", Notice.created_at), Date)
    told = select(Notice.id).where(
        Notice.kind == OVERDUE, Notice.site_id == RelocationTarget.site_id, day > RelocationTarget.deadline_on
    )
    late = select(RelocationTarget).where(
        RelocationTarget.stage.in_(RUNNING), RelocationTarget.deadline_on < func.as_of_day(), ~told.exists()
    )
    if target_id is not None:
        late = late.where(RelocationTarget.id == target_id)
    news = [_overdue_news(target) for target in session.scalars(late.order_by(RelocationTarget.id))]
    tell(session, *news)
    return len(news)


def _overdue_news(target: RelocationTarget) -> News:
    return News(
        OVERDUE,
        target.division,
        f"“{target.name}”搬迁改造已逾期",
        f"期限 {target.deadline_on}，现处于“{STAGES[target.stage]}”",
        KIND,
        target.site_id,
        f"/relocations?target={target.id}",
    )


def _advance(target: RelocationTarget, wish: Decision, actor: Actor, today: date) -> None:
    if wish.stage not in NEXT[target.stage]:
        allowed = "、".join(f"“{STAGES[name]}”" for name in STAGES if name in NEXT[target.stage]) or "无"
        raise BadInput(
            f"“{STAGES[target.stage]}”之后不能直接改为“{STAGES[wish.stage or '']}”", f"可改为：{allowed}"
        )
    target.stage = wish.stage
    target.decided_by, target.decided_on, target.decision = actor.name, today, wish.reason


@dataclass(frozen=True)
class Asked:
    """Which targets."""

    division: str = ""
    stage: str = ""
    overdue: bool | None = None
    id: int | None = None

    def conditions(self) -> ColumnElement[bool]:
        tests: list[ColumnElement[bool]] = []
        if self.division:
            low, high = (int(self.division.ljust(12, digit)) for digit in "09")
            tests.append(TARGET.c.division.between(low, high))
        if self.stage:
            tests.append(TARGET.c.stage == self.stage)
        if self.id:
            tests.append(TARGET.c.id == self.id)
        if self.overdue is not None:
            tests.append(_overdue() == self.overdue)
        return and_(True, *tests)


def _overdue() -> ColumnElement[bool]:
    late = TARGET.c.deadline_on < func.as_of_day()
    return func.coalesce(and_(TARGET.c.stage.in_(RUNNING), late), False)


def targets(session: Session, asked: Asked, limit: int, after: int = 0) -> Sequence[Row[Any]]:
    """The register, highest score first: columns of the table, `overdue`, `park_name`, `site_kind`, `rank`."""
    ordered = _rows().where(asked.conditions()).order_by(TARGET.c.score.desc(), TARGET.c.id)
    return session.execute(ordered.offset(after).limit(limit)).all()


def one_target(session: Session, target_id: int) -> Row[Any]:
    """Raises NotFound where one may not see it."""
    row = session.execute(_rows().where(TARGET.c.id == target_id)).one_or_none()
    if row is None:
        raise _unknown(target_id)
    return row


def by_stage(session: Session, asked: Asked) -> tuple[dict[str, int], int]:
    """How many targets are at each stage, and how many are overdue, whatever stage was asked for."""
    everything = replace(asked, stage="", overdue=None).conditions()
    counted = select(TARGET.c.stage, func.count(), func.count().filter(_overdue()))
    found = session.execute(counted.where(everything).group_by(TARGET.c.stage)).all()
    return dict.fromkeys(STAGES, 0) | {stage: n for stage, n, _ in found}, sum(late for *_, late in found)


def versions(session: Session, target_id: int) -> Sequence[Row[Any]]:
    """Every version of a target, newest first. Raises NotFound."""
    names = ("version", "changed_by", "reason", "stage", "mode", "score", "deadline_on", "park_id")
    both = [
        select(
            *(table.c[name] for name in names),
            func.lower(table.c.sys).label("since"),
            func.upper(table.c.sys).label("until"),
        ).where(table.c.id == target_id)
        for table in (CURRENT, FORMER)
    ]
    found = session.execute(union_all(*both)).all()
    if not found:
        raise _unknown(target_id)
    return sorted(found, key=lambda row: row.since, reverse=True)


def _rows() -> Select[Any]:
    columns = (column for column in TARGET.columns if column.name not in NOTHING)
    rank = func.rank().over(order_by=TARGET.c.score.desc())
    return select(
        *columns,
        _overdue().label("overdue"),
        PARK.c.name.label("park_name"),
        rank.label("rank"),
        func.st_asgeojson(TARGET.c.geom, 7, 0).label("geojson"),
        func.lower(TARGET.c.sys).label("changed_at"),
    ).join_from(TARGET, PARK, PARK.c.id == TARGET.c.park_id, isouter=True)


def _must_decide(actor: Actor, layers: Layers) -> None:
    if not actor.role.may(layers[KIND].edit):
        raise Forbidden("提出和决定搬迁对象需要审批权限", "请联系有审批权限的人员")


def _unknown(target_id: int) -> NotFound:
    return NotFound(f"没有编号为 {target_id} 的搬迁对象，或不在您的管辖区划内")
