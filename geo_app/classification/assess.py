"""Assess a site: the method's answer is kept with its inputs and steps, and the site's colour follows."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.classification.catalogue import method_named
from geo_app.classification.choices import choice_for
from geo_app.classification.fact import COUNTED, Fact
from geo_app.classification.facts import FACTS
from geo_app.classification.method import Method, Outcome
from geo_app.classification.models import Assessment, PackChoice
from geo_app.classification.sureness import outcome_as_confirmed
from geo_app.colour import Colour
from geo_app.db import because
from geo_app.errors import BadInput, Forbidden, GeoAppError, NotFound
from geo_app.instant import today_in_china
from geo_app.layers import Layer, Layers
from geo_app.sites.models import Site
from geo_app.sites.record import find

OLDEST = date(2000, 1, 1)
SHOWN = ("colour", "method", "assessed_on", "review_on")  # of the standing assessment, by its site


@dataclass(frozen=True)
class Wish:
    """What to assess by: method, variant, inputs, and the day it holds from (today where None)."""

    method: str
    inputs: Mapping[str, Any]
    variant: str | None = None
    on: date | None = None


@dataclass(frozen=True)
class By:
    """Who assesses, and by which layer files."""

    actor: Actor
    layers: Layers


@dataclass(frozen=True)
class Draft:
    """An assessment that is not kept yet."""

    site: Site
    layer: Layer
    method: Method
    variant: str
    inputs: dict[str, Any]
    outcome: Outcome
    on: date
    fact: Fact  # what the map answered
    choice: PackChoice | None = None  # by which rule pack

    @property
    def unfinished(self) -> str:
        """What is still missing, and why the map could not tell."""
        return (
            "；".join(filter(None, (self.outcome.unfinished, self.fact.missing)))
            if self.outcome.unfinished
            else ""
        )

    @property
    def review_on(self) -> date:
        return months_later(self.on, self.layer.review_months)

    def row(self, actor: Actor) -> Assessment:
        """As a row; it does not stand until it is kept."""
        outcome = self.outcome
        return Assessment(
            site_id=self.site.id,
            division=self.site.division,
            kind=self.site.kind,
            method=self.method.name,
            variant=self.variant,
            pack=self.choice.pack if self.choice else "",
            pack_version=self.choice.pack_version if self.choice else "",
            method_version=self.method.version,
            inputs=self.inputs,
            steps=[asdict(step) for step in outcome.steps],
            counted=self.fact.counted,
            counted_in=self.fact.area,
            result=dict(outcome.result),
            clause=outcome.clause,
            confidence=outcome.confidence,
            computed_colour=outcome.computed_colour,
            colour=outcome.computed_colour,
            assessor=actor.name,
            assessed_on=self.on,
            review_on=self.review_on,
            standing=False,
        )


def preview(session: Session, by: By, site_id: int, wish: Wish) -> Draft:
    """What an assessment would say; nothing is kept. Raises BadInput, NotFound."""
    site = find(session, site_id)
    return draft_of(session, site, by.layers, wish, choice_for(session, wish.method, site.division))


def assess_site(session: Session, by: By, site_id: int, wish: Wish) -> Assessment:
    """Assess and keep. The new answer stands unless a later one does; the one before it ends.

    An answer without a colour ends only an earlier one of the same method: "not a major hazard installation" does
    not wipe out a colour found another way. Raises BadInput for an unfinished answer.
    """
    site = find(session, site_id, for_update=True)
    draft = draft_of(session, site, by.layers, wish, choice_for(session, wish.method, site.division))
    _must_edit(by, draft.layer)
    _must_be_whole(draft)
    because(session, f"评估：{draft.method.title}")
    before = session.scalar(select(Assessment).where(Assessment.site_id == site.id, Assessment.standing))
    kept = draft.row(by.actor)
    kept.standing = _stands(draft, before)
    if before and kept.standing:
        before.standing = False
        session.flush()  # one standing assessment per site, at every moment
    session.add(kept)
    if kept.standing:
        follow(site, kept)
    session.flush()
    session.refresh(kept)
    return kept


def assess_all(session: Session, by: By, wishes: Sequence[tuple[Site, Wish]]) -> list[Assessment | GeoAppError]:
    """Assess many sites that this transaction has added or locked, oldest first where one is assessed twice.

    Written in one go. Each answer as `assess_site` would give it, or why there is none."""
    sites = {site.id for site, _ in wishes}
    found = session.scalars(select(Assessment).where(Assessment.standing, Assessment.site_id.in_(sites)))
    standing = {row.site_id: row for row in found}
    answers: list[Assessment | GeoAppError] = []
    asked = {(wish.method, site.division) for site, wish in wishes}
    choices = {each: choice_for(session, *each) for each in asked}  # asked once, not for each site
    drafts = [_whole_or_why(session, by, site, wish, choices[wish.method, site.division]) for site, wish in wishes]
    for draft in drafts:
        if isinstance(draft, GeoAppError):
            answers.append(draft)
            continue
        before, kept = standing.get(draft.site.id), draft.row(by.actor)
        kept.standing = _stands(draft, before)
        if kept.standing:
            if before:
                before.standing = False
            standing[draft.site.id] = kept
        answers.append(kept)
    session.flush()  # what ends ends first: one standing assessment per site, at every moment
    kept_now = [answer for answer in answers if isinstance(answer, Assessment)]
    session.add_all(kept_now)
    session.flush()
    _follow_all(session, [site for site, _ in wishes], [each.id for each in kept_now])
    return answers


def _whole_or_why(
    session: Session, by: By, site: Site, wish: Wish, choice: PackChoice | None
) -> Draft | GeoAppError:
    try:
        draft = draft_of(session, site, by.layers, wish, choice)
        _must_edit(by, draft.layer)
        _must_be_whole(draft)
    except GeoAppError as error:
        return error
    return draft


def override(session: Session, by: By, assessment_id: int, colour: Colour, reason: str) -> Assessment:
    """A person sets another colour and says why; the computed answer stays beside it. Choosing the computed colour
    takes an override back. Raises BadInput without a reason, Forbidden below editor."""
    found = session.get(Assessment, assessment_id)
    if found is None:
        raise NotFound(f"没有编号为 {assessment_id} 的评估，或不在您的管辖区划内")
    _must_edit(by, by.layers[found.kind])
    if len(reason.strip()) < 2:
        raise BadInput("改动颜色必须说明理由", "请填写理由，它将与结论一起保存", field="reason")
    site = find(session, found.site_id, for_update=True)
    session.refresh(found, with_for_update=True)
    if not found.standing:
        raise BadInput("这次评估已被后来的评估取代，不能再改", "请在现行评估上修改")
    because(session, f"人工调整为{colour.label}色：{reason.strip()}")
    is_other = colour != found.computed_colour
    found.colour = colour
    found.override_reason = reason.strip() if is_other else None
    found.overridden_by = by.actor.name if is_other else None
    follow(site, found)
    session.flush()
    session.refresh(found)
    return found


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last one of a shorter month.

    >>> months_later(date(2026, 1, 31), 13)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def draft_of(session: Session, site: Site, layers: Layers, wish: Wish, choice: PackChoice | None) -> Draft:
    """What the method says of this site, by the rule pack chosen where it stands. Raises BadInput, NotFound."""
    layer, method = layers[site.kind], method_named(wish.method)
    if site.retired:
        raise BadInput(f"“{site.name}”已停用，不能评估", "如需恢复请联系管理员")
    if method.name not in layer.methods:
        usable = "、".join(layer.methods) or "无"
        raise BadInput(f"“{layer.title}”不用“{method.title}”评估", f"可用的方法：{usable}", field="method")
    inputs, fact = dict(wish.inputs), Fact()
    for each in method.inputs:
        if each.fact and (not _told(inputs, each.name) or str(inputs.get(each.source)).startswith(COUNTED)):
            told = FACTS[each.fact](session, site.id)
            inputs = {k: v for k, v in inputs.items() if k not in (each.name, each.source)} | told.answers
            fact = fact.and_also(told)
    variant = method.variant(wish.variant or (choice.variant if choice else None)).name
    by_pack = choice if choice and choice.variant == variant else None
    outcome = outcome_as_confirmed(session, method.assess(inputs, variant))
    return Draft(
        site, layer, method, variant, inputs, outcome, _day(wish.on), fact.where_used(outcome.result), by_pack
    )


def _told(inputs: Mapping[str, Any], name: str) -> bool:
    return inputs.get(name) not in (None, "")


def _day(on: date | None) -> date:
    today = today_in_china()
    if on and not OLDEST <= on <= today:
        raise BadInput(f"评估日期 {on} 不可能", f"请填写 {OLDEST} 至今天的日期", field="assessed_on")
    return on or today


def _must_edit(by: By, layer: Layer) -> None:
    least = max(layer.edit, Role.EDITOR, key=lambda role: role.rank)
    if not by.actor.role.may(least):
        raise Forbidden(f"您没有评估“{layer.title}”的权限", "请联系有编辑权限的人员")


def _must_be_whole(draft: Draft) -> None:
    """What stands must be finished, and every number in it must come from somewhere."""
    if draft.unfinished:
        raise BadInput(draft.unfinished, "请补全地图上缺少的数据，或手工填写明确的数字并注明来源")
    for each in draft.method.inputs:
        if each.source and _told(draft.inputs, each.name) and not _told(draft.inputs, each.source):
            remedy = "请填写来源，例如“2020 年人口普查”；或清空该数，由地图统计"
            raise BadInput(f"手工填写的“{each.title}”没有注明来源", remedy, field=each.source)


def _stands(draft: Draft, before: Assessment | None) -> bool:
    if before is None:
        return True
    if draft.on < before.assessed_on:
        return False
    return draft.outcome.computed_colour is not None or before.method == draft.method.name


def _follow_all(session: Session, sites: Sequence[Site], standing: Sequence[int]) -> None:
    """The sites show what stands, in one statement: all that follows a site is worked out once a statement."""
    shown = {name: getattr(Assessment, name) for name in SHOWN}
    those = Assessment.id.in_(standing), Assessment.standing, Assessment.site_id == Site.id
    session.execute(update(Site).where(*those).values(shown).execution_options(synchronize_session=False))
    for site in sites:
        session.expire(site, [*SHOWN, "version", "sys", "changed_by", "reason"])


def follow(site: Site, standing: Assessment) -> None:
    """The site shows what stands."""
    site.colour, site.method = standing.colour, standing.method
    site.assessed_on, site.review_on = standing.assessed_on, standing.review_on
