"""What the map counted has changed: reckon anew, keep the old answer, tell whom it concerns.

The database notes in the transaction of a change which assessments it touches (sql/160). It is worked off
right after the change (upkeep.py) and by `geo-app assess-due`; nobody does the same work twice.
"""

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo_app.actor import SYSTEM, Actor, Role
from geo_app.classification.assess import Draft, Wish, draft_of
from geo_app.classification.choices import choice_for
from geo_app.classification.models import Assessment, RecomputeDue
from geo_app.classification.renewal import renew
from geo_app.colour import UNASSESSED_LABEL, Colour
from geo_app.db import Database, because, speak_as
from geo_app.errors import GeoAppError
from geo_app.instant import today_in_china
from geo_app.layers import Layers
from geo_app.notices.tell import News, tell
from geo_app.sites.models import Site
from geo_app.sites.record import find

HIDDEN = "辖区外居民区"
BATCH = 20


@dataclass(frozen=True)
class Recomputed:
    """What became of one site: the row that stands now, or None where nothing changed or nothing could be said."""

    site_id: int
    after: Assessment | None
    failure: str = ""


def keep_up(database: Database, layers: Layers) -> list[Recomputed]:
    """Work off all that is due, each batch in a transaction of its own."""
    done: list[Recomputed] = []
    while True:
        with database.transaction(SYSTEM) as session:
            found = recompute_due(session, layers)
        done += found
        if len(found) < BATCH:
            return done


def recompute_due(session: Session, layers: Layers, limit: int = BATCH) -> list[Recomputed]:
    """Reckon anew for at most `limit` sites, those first that have waited longest."""
    waiting = select(RecomputeDue.site_id).group_by(RecomputeDue.site_id).order_by(func.min(RecomputeDue.id))
    claimed = ((site_id, _claim(session, site_id)) for site_id in session.scalars(waiting.limit(limit)).all())
    return [_recompute(session, layers, site_id, because_of) for site_id, because_of in claimed if because_of]


def _claim(session: Session, site_id: int) -> list[RecomputeDue]:
    """What is due for this site, taken off the list; nothing where somebody else has it in hand."""
    free = select(RecomputeDue).where(RecomputeDue.site_id == site_id).order_by(RecomputeDue.id)
    found = list(session.scalars(free.with_for_update(skip_locked=True)))
    session.execute(delete(RecomputeDue).where(RecomputeDue.id.in_([each.id for each in found])))
    return found


def _recompute(session: Session, layers: Layers, site_id: int, due: list[RecomputeDue]) -> Recomputed:
    site = find(session, site_id, for_update=True)
    before = session.scalar(select(Assessment).where(Assessment.site_id == site_id, Assessment.standing))
    if before is None or before.counted is None or site.retired:
        return Recomputed(site_id, None)
    actor = _act_for(session, site)
    try:
        draft = draft_of(
            session,
            site,
            layers,
            Wish(before.method, before.inputs, before.variant),
            choice_for(session, before.method, site.division),
        )
        unfinished = draft.unfinished
    except GeoAppError as error:
        unfinished = str(error)
    told = "；".join(dict.fromkeys(_told(session, each) for each in due))
    if unfinished:
        tell(session, _failed(site, told, unfinished))
        answer = Recomputed(site_id, None, unfinished)
    elif draft.inputs == before.inputs and dict(draft.outcome.result) == before.result:
        answer = Recomputed(site_id, None)
    else:
        because(session, f"重算：{told}")
        (after,) = renew(session, actor, [(before, draft)])
        tell(session, *_news(site, before, draft, told))
        answer = Recomputed(site_id, after)
    speak_as(session, SYSTEM)
    return answer


def _act_for(session: Session, site: Site) -> Actor:
    """The system within the site's county: what the county may not see by name is not named in its assessments."""
    county = str(site.division).zfill(12)[:6] if site.division else ""
    actor = Actor(SYSTEM.name, Role.ADMIN, (county,))
    speak_as(session, actor)
    return actor


CHANGES = {"place": "位置或边界变更", "added": "新增", "retired": "停用", "boundary": "厂界变更"}


def _told(session: Session, due: RecomputeDue) -> str:
    """The change in words: 河边村 常住人口 64 → 118."""
    name = session.scalar(select(Site.name).where(Site.id == due.changed_id)) or HIDDEN
    if due.change == "residents":
        numbers = ("未填" if n is None else str(n) for n in (due.old_residents, due.new_residents))
        return f"{name} 常住人口 {' → '.join(numbers)}"
    return f"{name} {CHANGES[due.change]}"


def _news(site: Site, before: Assessment, draft: Draft, told: str) -> list[News]:
    """What is told: nothing where only the number of people changed."""
    now = draft.outcome
    symbols = [s for s in ("alpha", "R", "level") if now.result.get(s) != before.result.get(s)]
    if not symbols and now.computed_colour == before.computed_colour:
        return []
    people = [each.get("residents_500m") for each in (before.result, now.result)]
    parts = [told, f"500 m 内常住人口 {people[0]} → {people[1]}"]
    parts += [f"{SYMBOLS[s]} {before.result.get(s)} → {now.result.get(s)}" for s in symbols]
    old, new = _label(before.computed_colour), _label(now.computed_colour)
    parts.append(f"颜色 {old} → {new}" if old != new else f"颜色仍为{new}")
    if before.override_reason:
        parts.append(f"人工调整为{_label(before.colour)}仍然有效({before.override_reason})，请核对是否仍然合适")
    if before.review_on < today_in_china():
        parts.append(f"该评估已于 {before.review_on} 到期，重算不代替复评")
    title = f"{site.name}：{'风险等级' if old != new else '评估结果'}因人口或边界变化而改变"
    return [News("recomputed", site.division, title, "；".join(parts), site.kind, site.id, f"/?site={site.id}")]


SYMBOLS = {"alpha": "α", "R": "R", "level": "级别"}


def _failed(site: Site, told: str, why: str) -> News:
    title = f"{site.name}：评估依据已变化，但无法重算"
    text = f"{told}；{why}；原结论暂时保留，请补全数据或重新评估"
    return News("recompute_failed", site.division, title, text, site.kind, site.id, f"/?site={site.id}")


def _label(colour: str | None) -> str:
    return Colour(colour).label if colour else UNASSESSED_LABEL
