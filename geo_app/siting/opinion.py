"""Opinions: a screening that is kept, overruled line by line with reasons, signed by a second person."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any

from geoalchemy2.shape import to_shape
from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.auth.accounts import covers
from geo_app.db import because
from geo_app.errors import BadInput, Conflict, Forbidden, NotFound
from geo_app.instant import CHINA, today_in_china
from geo_app.layers import Layers
from geo_app.settings import shipped
from geo_app.siting.ground import office_of, person, place_of, plan_for
from geo_app.siting.models import Opinion
from geo_app.siting.project import Project, project_types
from geo_app.siting.rule import Answer, Line, Thing
from geo_app.siting.screen import Screening, screen, verdict_of
from geo_app.siting.tables import rows
from geo_app.zones.distances import own_distances

KIND = "opinion"
REACH_M = 5_000  # a change farther away than this is found when the opinion is looked at again
LOCK = 5301814  # numbers are given one after the other
LEAST_REASON = 2  # letters
ACTIONS = {row["action"]: row for row in rows("stages")}


def draft(session: Session, actor: Actor, layers: Layers, project: Project) -> Opinion:
    """Screen a project and keep the answer as a draft. Raises BadInput, Forbidden."""
    _may(actor, "draft")
    screening = screen(session, project)
    if not covers(actor, screening.grounds[0].code):
        raise Forbidden(f"这块地在{screening.grounds[0].name}，不在您的管辖区划内", "请由所在县区的人员起草")
    because(session, "起草选址意见")
    kept = Opinion(
        kind=KIND, stage="draft", code=secrets.token_hex(5), drafted_by=actor.name, fields=project.fields
    )
    kept.name = project.name or f"{project.type.title}项目"
    kept.project_type, kept.act, kept.own = project.type.name, project.act, list(project.own)
    kept.geom, kept.division = project.wkt, int(screening.grounds[0].code.ljust(12, "0"))
    kept.reach = func.reach_box(func.st_geomfromewkt(project.wkt), REACH_M)
    kept.number = _number(session, screening.grounds[0].code)
    kept.issuer, kept.drafter = office_of(session, screening.grounds[0].code), person(session, actor)
    _answer(session, layers, kept, screening)
    session.add(kept)
    session.flush()
    session.refresh(kept)
    return kept


def ask_again(session: Session, actor: Actor, layers: Layers, opinion_id: int, seen: int) -> Opinion:
    """Answer a draft anew, by the data of now; what was overruled stays so where the line is still there."""
    found = _draft_of(session, actor, opinion_id, seen)
    because(session, "重新筛查")
    _answer(session, layers, found, screen(session, project_of(found)))
    _decide(found)
    return _kept(session, found)


class Overruling(BaseModel, extra="forbid"):
    """A line that a person takes for kept, and why."""

    key: str
    reason: Annotated[str, Field(max_length=1000)] = ""


class Move(BaseModel, extra="forbid"):
    """What is done with an opinion, and why."""

    action: str
    reason: Annotated[str, Field(max_length=1000)] = ""


def overrule(session: Session, actor: Actor, opinion_id: int, seen: int, wish: Overruling) -> Opinion:
    """Take a line for kept, with a reason; an empty reason takes that back. The computed answer stays."""
    key, reason = wish.key, wish.reason
    found = _draft_of(session, actor, opinion_id, seen)
    line = next((line for line in found.lines if key_of(line) == key), None)
    if line is None:
        raise NotFound("意见中没有这一条", "请刷新后重试")
    if line["answer"] not in (Answer.FAILS, Answer.NOT_CHECKED):
        raise BadInput("这一条已经满足或不适用，不需要改判", "请选择不满足或未核查的条目")
    said = {name: value for name, value in found.overruled.items() if name != key}
    if reason.strip():
        if len(reason.strip()) < 4:
            raise BadInput("改判必须说明理由和依据", "请写明依据的文件、论证结论或现场核实情况", field="reason")
        said[key] = {"reason": reason.strip(), "by": person(session, actor), "on": today_in_china().isoformat()}
    because(session, f"改判“{line['title']}”：{reason.strip() or '撤回改判'}")
    found.overruled = said
    _decide(found)
    return _kept(session, found)


def move(session: Session, actor: Actor, opinion_id: int, seen: int, wish: Move) -> Opinion:
    """Submit, return, sign, withdraw or revoke, as data/siting/stages.csv allows. Nobody signs their own draft."""
    action, reason = wish.action, wish.reason
    found = one(session, opinion_id, seen)
    rule = ACTIONS.get(action)
    if rule is None or found.stage not in rule["from"].split(";"):
        title = rule["title"] if rule else action
        raise BadInput(f"“{stage_title(found.stage)}”的意见不能{title}", "请刷新后重试")
    _may(actor, action)
    if rule["other_person"] and found.drafted_by == actor.name:
        raise Forbidden("不能签发自己起草的意见", "请由另一位有审批权限的人员签发")
    if rule["needs_reason"] and len(reason.strip()) < LEAST_REASON:
        raise BadInput(f"{rule['title']}必须说明理由", "请填写理由", field="reason")
    because(session, f"{rule['title']}：{reason.strip()}" if reason.strip() else rule["title"])
    found.stage = rule["to"]
    if action == "sign":
        found.signed_by, found.signed_on, found.signer = actor.name, today_in_china(), person(session, actor)
    return _kept(session, found)


@dataclass(frozen=True)
class Offer:
    """A move from the stage of an opinion. `barred` says why this person cannot make it: rights, or own for the
    draft that nobody signs themselves."""

    action: str
    title: str
    title_en: str
    needs_reason: bool
    is_grave: bool
    barred: str | None


def offers(found: Opinion, actor: Actor) -> list[Offer]:
    """What comes next for an opinion, in the order of the state table."""
    rows = (row for row in ACTIONS.values() if found.stage in row["from"].split(";"))
    return [_offer(row, found, actor) for row in rows]


def may_change(found: Opinion, actor: Actor) -> bool:
    """Whether this person may overrule its lines and ask again."""
    return found.stage == "draft" and actor.role.may(Role(ACTIONS["draft"]["least_role"]))


def one(session: Session, opinion_id: int, seen: int | None = None) -> Opinion:
    """An opinion; locked where `seen` says which version the person has read. Raises NotFound, Conflict."""
    found = session.get(Opinion, opinion_id, with_for_update=seen is not None)
    if found is None:
        raise NotFound(f"没有编号为 {opinion_id} 的选址意见，或不在您的管辖区划内")
    if seen is not None and found.version != seen:
        raise Conflict(f"“{found.name}”已被{found.changed_by}修改", "请刷新后再操作")
    return found


def project_of(found: Opinion) -> Project:
    """The project that an opinion answers."""
    return Project(
        project_types()[found.project_type],
        found.act,
        found.name,
        to_shape(found.geom),
        found.fields,
        tuple(found.own),
    )


def key_of(line: dict[str, Any]) -> str:
    """Which line of another screening of the same project a stored line answers to."""
    thing = line["thing"]
    return f"{line['rule']}/{(thing['id'] or thing['name']) if thing else ''}"


def as_line(stored: dict[str, Any]) -> Line:
    """A stored line as it was answered."""
    thing = Thing(**stored["thing"]) if stored["thing"] else None
    day = date.fromisoformat(stored["data_on"]) if stored["data_on"] else None
    return Line(**stored | {"thing": thing, "data_on": day, "answer": Answer(stored["answer"])})


def as_stored(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Lines as the opinion keeps them."""
    return [asdict(line) | {"data_on": line.data_on.isoformat() if line.data_on else None} for line in lines]


def stage_title(stage: str) -> str:
    return next(row["to_title"] for row in rows("stages") if row["to"] == stage)


@cache
def rules_version() -> str:
    """A short hash over every table that the rules read: the same hash, the same rules."""
    files = sorted(path for room in ("siting", "gaps") for path in (shipped("data") / room).glob("*.csv"))
    own = repr(own_distances()).encode() if own_distances() else b""
    return hashlib.sha256(b"".join(path.read_bytes() for path in files) + own).hexdigest()[:12]


def _offer(row: dict[str, str], found: Opinion, actor: Actor) -> Offer:
    barred = None if actor.role.may(Role(row["least_role"])) else "rights"
    if not barred and row["other_person"] and found.drafted_by == actor.name:
        barred = "own"
    said = (row["action"], row["title"], row["title_en"], bool(row["needs_reason"]), bool(row["is_grave"]))
    return Offer(*said, barred)


def _answer(session: Session, layers: Layers, found: Opinion, screening: Screening) -> None:
    found.lines, found.notes = as_stored(screening.lines), [asdict(note) for note in screening.notes]
    found.verdict, found.rules = screening.verdict, rules_version()
    found.place, found.plan = place_of(screening), plan_for(session, layers, screening).stored()
    found.asked_at = session.scalar(select(func.clock_timestamp())) or datetime.now(CHINA)
    found.changed, found.checked_at = [], found.asked_at
    if not found.overruled:
        found.overruled, found.decided = {}, found.verdict


def _decide(found: Opinion) -> None:
    """The verdict without the lines that people have overruled."""
    standing = [line for line in found.lines if key_of(line) not in found.overruled]
    found.decided = verdict_of(tuple(as_line(line) for line in standing))


def _draft_of(session: Session, actor: Actor, opinion_id: int, seen: int) -> Opinion:
    found = one(session, opinion_id, seen)
    _may(actor, "draft")
    if found.stage != "draft":
        raise BadInput(f"“{stage_title(found.stage)}”的意见不能再改", "需要修改时请先退回")
    return found


def _kept(session: Session, found: Opinion) -> Opinion:
    session.flush()
    session.refresh(found)
    return found


def _may(actor: Actor, action: str) -> None:
    if not actor.role.may(Role(ACTIONS[action]["least_role"])):
        raise Forbidden(f"您没有{ACTIONS[action]['title']}选址意见的权限", "请联系有权限的人员")


def _number(session: Session, code: str) -> str:
    """The next number of the county and year: 530181-2026-0001."""
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    begin = f"{code[:6]}-{today_in_china().year}-"
    last = session.scalar(select(func.last_opinion_number(begin)))
    return f"{begin}{int(last[len(begin) :]) + 1 if last else 1:04d}"
