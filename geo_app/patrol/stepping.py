"""One step of a hidden danger: checked against the state table, written down, told to whom it concerns."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.db import because
from geo_app.errors import BadInput, Forbidden
from geo_app.instant import CHINA
from geo_app.notices.tell import tell
from geo_app.patrol.findings import FIRST, KIND, news_of, one
from geo_app.patrol.lifecycle import Step, fields, states, step_from, title_of
from geo_app.patrol.models import Finding, FindingStep
from geo_app.patrol.recorded import Awaited, Made, Note, Placed
from geo_app.reckoning.english import english

LOCK = 5301815  # numbers are given one after the other
TOLD = {"done": "finding_done", "supervise": "finding_supervised", "order": "finding_ordered"}
GRADES = {"raise": "major", "lower": "general"}
Values = Mapping[str, Any]


class Seen(BaseModel):
    """What the device knew of the finding when its person decided."""

    state: str
    values: dict[str, str | None] = {}


class StepBody(Placed):
    """A step as a device sends it."""

    finding: UUID
    action: Annotated[str, Field(max_length=30)]
    words: Annotated[str, Field(max_length=1000)] = ""
    values: Annotated[dict[str, Annotated[str, Field(max_length=1000)]], Field(default_factory=dict)]
    photos: Annotated[list[UUID], Field(default_factory=list, max_length=20)]
    seen: Seen | None = None


class Clash(Exception):
    """Somebody else was faster, and a person has to choose: what this device wanted, and how it stands now."""

    def __init__(self, mine: dict[str, Any], theirs: dict[str, Any]) -> None:
        self.mine, self.theirs = mine, theirs
        super().__init__()


def write_step(session: Session, made: Made, body: StepBody) -> list[Note]:
    """Take the step. Raises Awaited where the finding has not come yet, Clash where somebody was faster, BadInput
    and Forbidden where the table does not allow it."""
    finding = one(session, body.finding, to_change=True)
    if finding is None:
        raise Awaited(body.finding)
    step = step_from(body.action, finding.state, finding.grade)
    if step is None:
        raise _out_of_turn(session, finding, body)
    _check(made, finding, step, body)
    wanted = {name: parsed(name, value) for name, value in body.values.items()}
    _compare(session, finding, body, wanted)
    because(session, f"{step.title}:{body.words.strip()}".rstrip(":"))
    before = finding.state
    _change(session, made, finding, step, wanted)
    taken = FindingStep(kind=KIND, division=finding.division, finding_uid=finding.uid, action=step.action)
    made.sign(taken, body)
    taken.before, taken.after, taken.words, taken.values = before, finding.state, body.words.strip(), body.values
    session.add(taken)
    session.flush()
    if step.action in TOLD:
        tell(session, news_of(finding, TOLD[step.action], f"隐患{step.title}：{finding.name}", finding.what))
    return []


def parsed(name: str, value: str) -> str | date | None:
    """A value as the table says it is. Raises BadInput."""
    field = fields().get(name)
    if field is None:
        raise BadInput(f"隐患没有字段 {name}", "请更新页面后重试")
    text = value.strip()
    if field.type == "date" and text:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise BadInput(f"“{field.title}”不是日期：{text}", "请写成 2026-11-21", field=name) from None
    if field.type == "choice" and text not in [choice for choice, _, _ in field.choices]:
        offered = "、".join(title for _, title, _ in field.choices)
        raise BadInput(f"“{field.title}”没有 {text} 这一项", f"可选：{offered}", field=name)
    return text or None


def as_text(value: str | date | None) -> str | None:
    """A value as a device sends and shows it."""
    return value.isoformat() if isinstance(value, date) else value


def _out_of_turn(session: Session, finding: Finding, body: StepBody) -> Exception:
    """Somebody was faster, or it was never possible."""
    now, title = states()[finding.state].title, title_of(body.action)
    if body.seen and body.seen.state != finding.state:
        return Clash(_mine(body, body.values), _theirs(session, finding))
    return BadInput(f"“{now}”的隐患不能{title}", "请刷新后重试")


def _check(made: Made, finding: Finding, step: Step, body: StepBody) -> None:
    if not made.by.actor.role.may(step.least_role):
        raise Forbidden(f"您没有“{step.title}”的权限", f"需要“{step.least_role.label}”以上的人员办理")
    if step.other_person and finding.done_by == made.by.actor.name:
        raise Forbidden("不能验收自己报的整改", "请由另一位人员验收")
    if step.needs_reason and not body.words.strip():
        raise BadInput(f"“{step.title}”必须说明理由", "请写一句理由", field="words")
    if step.photo and not body.photos:
        raise BadInput(f"“{step.title}”要有整改后的照片", "请拍一张照片", field="photos")
    for name in step.needs:
        if not body.values.get(name, "").strip() and getattr(finding, name, None) is None:
            raise BadInput(f"“{step.title}”要填“{fields()[name].title}”", "请补充后再提交", field=name)


def _compare(session: Session, finding: Finding, body: StepBody, wanted: Values) -> None:
    """A value that somebody else has changed since the device saw it is nobody's to overwrite unasked."""
    seen = body.seen.values if body.seen else {}
    clashing = {
        name: as_text(getattr(finding, name))
        for name, value in wanted.items()
        if name in seen and getattr(finding, name) != value and as_text(getattr(finding, name)) != seen[name]
    }
    if clashing:
        mine = {name: body.values[name] for name in clashing}
        raise Clash(_mine(body, mine), _theirs(session, finding) | _told(clashing))


def _mine(body: StepBody, values: Values) -> dict[str, Any]:
    title = title_of(body.action)
    return {
        "action": body.action,
        "title": title,
        "title_en": english(title),
        "words": body.words,
        **_told(values),
    }


def _theirs(session: Session, finding: Finding) -> dict[str, Any]:
    """What stands, and who brought it there with what words and values."""
    steps = select(FindingStep).where(FindingStep.finding_uid == finding.uid).order_by(FindingStep.id.desc())
    title, last = states()[finding.state].title, session.scalars(steps.limit(1)).first()
    now = {"state": finding.state, "title": title, "title_en": english(title)}
    return now | ({"by": last.person, "words": last.words, **_told(last.values)} if last else {})


def _told(values: Values) -> dict[str, Any]:
    """Values as a person reads them."""
    told = {name: _chosen(name, value) for name, value in values.items() if value}
    return {"values": told, "values_en": {name: english(value) for name, value in told.items()}}


def _chosen(name: str, value: str) -> str:
    choices = fields()[name].choices if name in fields() else ()
    return next((title for choice, title, _ in choices if choice == value), value)


def _change(session: Session, made: Made, finding: Finding, step: Step, wanted: Values) -> None:
    for name, value in wanted.items():
        setattr(finding, name, value)
    finding.grade = GRADES.get(step.action, finding.grade)
    finding.state = step.leads_to(finding.state)
    finding.retired = states()[finding.state].is_over
    if finding.number is None and finding.state != FIRST and not finding.retired:
        finding.number = _number(session, finding)
    if step.to == "rectified":
        finding.done_by = made.by.actor.name
    finding.closed_on = made.by.happened(made.at).astimezone(CHINA).date() if finding.state == "closed" else None


def _number(session: Session, finding: Finding) -> str:
    """The next number of the county and year: YH-530181-2026-0001."""
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    begin = f"YH-{f'{finding.division:012d}'[:6]}-{finding.happened_at.astimezone(CHINA).year}-"
    last = session.scalar(select(func.last_finding_number(begin)))
    return f"{begin}{int(last[len(begin) :]) + 1 if last else 1:04d}"
