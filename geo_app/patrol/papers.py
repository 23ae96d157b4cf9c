"""The papers of a hidden danger: order to rectify, opinion after the re-check, notice of listed supervision. Each
says what its step says, so the same step is the same paper."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.divisions.models import Division
from geo_app.errors import NotFound
from geo_app.instant import CHINA
from geo_app.papers.paper import Facts, Heading, Items, Paper, Part, Signature, Text
from geo_app.patrol.lifecycle import fields
from geo_app.patrol.models import Finding, FindingStep
from geo_app.patrol.reading import course_of

OFFICE = "应急管理局"
FIVE = ("responsible", "measure", "funds", "deadline_on", "plan")
RECHECKS = {"accept": "已按要求完成整改，复查合格", "refuse": "没有按要求完成整改，复查不合格，应继续整改"}
EMPTY = "—"


@dataclass(frozen=True)
class Told:
    """A finding, the step that a paper is about, and who issues it."""

    finding: Finding
    step: FindingStep
    issuer: str

    @property
    def on(self) -> date:
        return self.step.happened_at.astimezone(CHINA).date()

    @property
    def value(self) -> Callable[[str], str]:
        """A field as it stood with the step, or stands now where the step said nothing of it."""
        return lambda name: _words(name, self.step.values.get(name) or getattr(self.finding, name))


def papers_for(found: Finding) -> list[str]:
    """Which papers there are of a finding in its state."""
    wanted = {
        "order": found.deadline_on is not None and found.measure is not None,
        "recheck": found.state in ("accepted", "closed") or (found.state == "rectifying" and bool(found.done_by)),
        "supervision": found.supervise_level is not None,
    }
    return [name for name, there in wanted.items() if there]


def paper_of(session: Session, found: Finding, name: str) -> Paper:
    """One of its papers. Raises NotFound where it has not come so far."""
    if name not in papers_for(found):
        raise NotFound("这条隐患还没有这份文书", "先办理相应的步骤，再打印文书")
    actions, write = PAPERS[name]
    steps = [step for step in course_of(session, found.uid) if step.action in actions]
    if not steps:
        raise NotFound("这条隐患还没有这份文书", "先办理相应的步骤，再打印文书")
    return write(Told(found, steps[-1], _issuer(session, found)))


def _order(told: Told) -> Paper:
    parts = [
        Text(f"{told.value('responsible')}:"),
        Text(f"经查，{told.finding.name}存在下列{_grade(told.finding)}事故隐患："),
        Items((told.finding.what,)),
        Text(f"现责令你单位于{told.value('deadline_on')}前按下列要求整改完毕，达到有关法律法规和标准规定的要求。"),
        *_five(told),
        Text(
            "整改期间应采取措施防止事故发生；整改前或整改中无法保证安全的，应撤出危险区域内的人员，停止相关作业。"
        ),
        Text("对本指令不服的，可以依法申请行政复议或者提起行政诉讼；复议、诉讼期间不停止执行。"),
    ]
    return _paper(told, "责令限期整改指令书", "改", parts)


def _recheck(told: Told) -> Paper:
    parts: list[Part] = [
        Text(f"{told.value('responsible')}:"),
        Text(f"针对{told.finding.name}的下列{_grade(told.finding)}事故隐患，我单位对整改情况进行了复查："),
        Items((told.finding.what,)),
        Text(f"复查意见：{RECHECKS[told.step.action]}。", bold=True),
        *([Text(told.step.words)] if told.step.words else []),
    ]
    if told.step.action == "refuse":
        parts.append(Text(f"整改期限改为{told.value('deadline_on')}。"))
    if told.finding.third_party:
        parts.append(Facts((("评估机构", told.finding.third_party),)))
    return _paper(told, "整改复查意见书", "复", parts)


def _supervision(told: Told) -> Paper:
    parts = [
        Text(f"{told.value('responsible')}:"),
        Text(f"{told.finding.name}存在下列重大事故隐患，现决定对其实行{told.value('supervise_level')}挂牌督办。"),
        Items((told.finding.what,)),
        *_five(told),
        Heading("督办"),
        Facts(
            tuple(
                (fields()[name].title, told.value(name))
                for name in ("supervise_level", "supervised_by", "supervise_until")
            )
        ),
        Text("整改完成后，由第三方机构评估，经督办单位验收合格后申请销号。"),
    ]
    return _paper(told, "重大事故隐患挂牌督办通知书", "督", parts)


PAPERS: dict[str, tuple[tuple[str, ...], Callable[[Told], Paper]]] = {
    "order": (("order",), _order),
    "recheck": (("accept", "refuse"), _recheck),
    "supervision": (("supervise",), _supervision),
}


def _paper(told: Told, title: str, letter: str, parts: Sequence[Part]) -> Paper:
    signed = Signature((told.issuer, f"经办人 {told.step.person}", _words("", told.on)))
    made_at: datetime = told.step.received_at
    number = f"{told.finding.number or EMPTY}-{letter}"
    return Paper(told.issuer, number, title, (*parts, signed), made_at)


def _five(told: Told) -> list[Part]:
    rows = tuple((f"{fields()[name].five}", told.value(name)) for name in FIVE)
    return [Heading("整改五落实"), Facts(rows)] if told.finding.grade == "major" else [Facts(rows[:2])]


def _grade(found: Finding) -> str:
    return "重大" if found.grade == "major" else "一般"


def _words(name: str, value: object) -> str:
    field = fields().get(name)
    if field and field.type == "date" and isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if field and field.choices:
        return next((title for choice, title, _ in field.choices if choice == value), EMPTY)
    return str(value) if value else EMPTY


def _issuer(session: Session, found: Finding) -> str:
    code = f"{found.division:012d}"[:6]
    name = session.scalar(select(Division.name).where(Division.code == code))
    return f"{name or ''}{OFFICE}"
