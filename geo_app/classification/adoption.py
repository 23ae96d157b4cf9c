"""A rule pack is looked at before it is adopted: who would change colour? Then a division goes by it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from geo_app.actor import Role
from geo_app.classification.assess import By, Draft
from geo_app.classification.catalogue import method_named
from geo_app.classification.choices import choices_within
from geo_app.classification.facts import Fact
from geo_app.classification.models import Assessment, PackChoice
from geo_app.classification.renewal import renew
from geo_app.classification.sureness import outcome_as_confirmed
from geo_app.colour import Colour
from geo_app.db import because
from geo_app.divisions.code import canonical, number
from geo_app.divisions.models import Division
from geo_app.divisions.tree import name_of
from geo_app.errors import BadInput, Forbidden
from geo_app.instant import today_in_china
from geo_app.notices.tell import News, tell
from geo_app.reckoning.packs import Pack
from geo_app.sites.models import Site

BATCH = 500


@dataclass(frozen=True)
class ColourChange:
    """A site whose reckoned colour another pack would change; `stands` is an override that stays."""

    site: Site
    old: str | None
    new: Colour | None
    stands: str | None


@dataclass(frozen=True)
class Effect:
    """What a pack would do to the standing assessments of a division: how many it concerns, who changes colour,
    and which of them it cannot grade, with the reason."""

    pack: Pack
    division: str
    assessed: int
    changes: tuple[ColourChange, ...]
    errors: tuple[tuple[Site, str], ...]


def preview(session: Session, by: By, pack: Pack, division: str) -> Effect:
    """Who would change colour, reckoned from the kept inputs; nothing is written. Raises BadInput, NotFound."""
    return _effect(pack, _fitting(session, pack, division), list(_reckon(session, by, pack, division)))


def adopt(session: Session, by: By, pack: Pack, division: str, reason: str) -> Effect:
    """The division goes by this pack from now on. Its standing assessments are reckoned anew from their kept
    inputs; the old ones stay in the history under their old version. Raises BadInput, Forbidden, NotFound."""
    code = _fitting(session, pack, division)
    _must_decide(by, pack, code)
    if len(reason.strip()) < 2:
        raise BadInput("采用规则包必须说明理由", "请填写理由，例如文件名称和文号", field="reason")
    because(session, reason.strip())
    choice = _choose(session, pack, code)
    found = list(_reckon(session, by, pack, code))
    pairs = [(before, _of(draft, choice)) for before, draft in found if isinstance(draft, Draft)]
    for start in range(0, len(pairs), BATCH):
        renew(session, by.actor, pairs[start : start + BATCH])
    effect = _effect(pack, code, found)
    text = f"{reason.strip()}；涉及 {effect.assessed} 个点位，{len(effect.changes)} 个颜色改变"
    title = f"{name_of(session, code)}采用规则包“{pack.says.title}”"
    tell(session, News("pack_adopted", number(code), title, text))
    return effect


Reckoned = tuple[Assessment, Draft | tuple[Site, str]]


def _reckon(session: Session, by: By, pack: Pack, division: str) -> Iterator[Reckoned]:
    """Each standing assessment of the method below the division, and what the pack says of it, or why it cannot.
    Divisions below that have chosen for themselves keep their choice."""
    method, code = method_named(pack.says.subject), number(division)
    own = [func.division_below(cast(each, BigInteger)) for each in choices_within(session, method.name, code)]
    standing = (
        select(Assessment, Site)
        .join(Site, Site.id == Assessment.site_id)
        .where(Assessment.standing, Assessment.method == method.name, ~Site.retired)
        .where(func.division_below(cast(code, BigInteger)).op("@>")(Assessment.division))
        .where(*(~each.op("@>")(Assessment.division) for each in own))
        .order_by(Assessment.site_id)
    )
    variant, today = method.variant(pack.says.variant).name, today_in_china()
    for before, site in session.execute(standing):
        try:
            outcome = outcome_as_confirmed(session, method.assess(before.inputs, variant))
        except BadInput as error:
            yield before, (site, str(error))
            continue
        fact = Fact(counted=before.counted, area=before.counted_in)
        yield before, Draft(site, by.layers[site.kind], method, variant, before.inputs, outcome, today, fact)


def _effect(pack: Pack, code: str, found: list[Reckoned]) -> Effect:
    changes = [
        ColourChange(
            site=draft.site,
            old=before.computed_colour,
            new=draft.outcome.computed_colour,
            stands=before.colour if before.override_reason else None,
        )
        for before, draft in found
        if isinstance(draft, Draft) and draft.outcome.computed_colour != before.computed_colour
    ]
    errors = [draft for _, draft in found if not isinstance(draft, Draft)]
    return Effect(pack, code, len(found), tuple(changes), tuple(errors))


def _choose(session: Session, pack: Pack, code: str) -> PackChoice:
    says, division = pack.says, number(code)
    held = select(PackChoice).where(PackChoice.division == division, PackChoice.subject == says.subject)
    choice = session.scalar(held.with_for_update()) or PackChoice(division=division, subject=says.subject)
    choice.pack, choice.pack_version, choice.variant = pack.name, says.version, says.variant
    choice.adopted_on = today_in_china()
    session.add(choice)
    session.flush()
    return choice


def _of(draft: Draft, choice: PackChoice) -> Draft:
    return Draft(**{**vars(draft), "choice": choice})


def _fitting(session: Session, pack: Pack, division: str) -> str:
    """The code of the division, where the pack is made for it and in force."""
    code, says = canonical(division), pack.says
    if code is None:
        raise BadInput(f"{division} 不是区划代码", "请填写 2 至 12 位区划代码，例如 530181", field="division")
    name = name_of(session, code)
    if not code.startswith(says.division):
        made_for = (
            session.scalar(select(Division.full_name).where(Division.code == says.division)) or says.division
        )
        raise BadInput(
            f"“{says.title}”适用于{made_for}，不适用于{name}", "请选择适用于本地的规则包", field="division"
        )
    if says.effective_on > today_in_china():
        raise BadInput(f"“{says.title}”自 {says.effective_on} 起施行", "请到施行之日再采用")
    return code


def _must_decide(by: By, pack: Pack, code: str) -> None:
    if not by.actor.role.may(Role.APPROVER):
        raise Forbidden("只有审批人员或管理员可以采用规则包", "请联系有审批权限的人员")
    if not any(code.startswith(granted) for granted in by.actor.divisions):
        raise Forbidden("该区划不全在您的管辖范围内", "请由管辖该区划的人员采用")
    closed = [
        each.title for each in by.layers if pack.says.subject in each.methods and not by.actor.role.may(each.edit)
    ]
    if closed:
        raise Forbidden(f"采用后要重新评估“{'、'.join(closed)}”，您没有编辑权限", "请联系管理员")
