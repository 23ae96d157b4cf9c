"""What would change if a county adopted distances of its own: pairs in the ledger, opinions."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Integer, String, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.sites.models import Site
from geo_app.siting.compare import Change, compare
from geo_app.siting.listing import LIVING, below
from geo_app.siting.models import Opinion
from geo_app.zones.distances import Distance, distances, rule_rows, with_own

Tally = dict[tuple[str, str], int]  # rule, verdict -> pairs


@dataclass(frozen=True)
class RuleChange:
    """A rule of the file; `now_m` is None where it is new, else what is asked for today."""

    rule: str
    title: str
    now_m: float | None
    then_m: float | None


@dataclass(frozen=True)
class PairChange:
    """How many pairs have this verdict by this rule, now and with the county's own distances."""

    rule: str
    title: str
    verdict: str
    now: int
    then: int


@dataclass(frozen=True)
class OpinionChange:
    """An opinion that would read otherwise."""

    id: int
    number: str
    name: str
    verdict: str
    would_be: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Preview:
    rules: tuple[RuleChange, ...]
    pairs: tuple[PairChange, ...]
    opinions: tuple[OpinionChange, ...]


def preview(session: Session, actor: Actor, own: Sequence[Distance], division: str) -> Preview:
    """Measure the pairs below a division and screen its living opinions, by the rules of now and of a file.
    The tables are put back before anybody else sees them."""
    rules = tuple(_beside(each) for each in own)
    before = _tally(session, division)
    with session.begin_nested() as savepoint, with_own(own):
        session.execute(select(func.try_distances(cast(rule_rows(), JSONB))))
        after = _tally(session, division)
        titles = {each.rule: each.title for each in distances()}
        opinions = _opinions(session, actor, division)
        savepoint.rollback()
    pairs = sorted(key for key in before | after if before.get(key, 0) != after.get(key, 0))
    told = (
        PairChange(rule, titles[rule], verdict, before.get((rule, verdict), 0), after.get((rule, verdict), 0))
        for rule, verdict in pairs
    )
    return Preview(rules, tuple(told), opinions)


def _beside(each: Distance) -> RuleChange:
    now = next((known for known in distances() if known.rule == each.rule), None)
    return RuleChange(each.rule, each.title, now.required_m if now else None, each.required_m)


def _tally(session: Session, division: str) -> Tally:
    all_ids = func.coalesce(func.array_agg(Site.id), cast([], ARRAY(BigInteger)))
    ids = select(all_ids).where(below(Site.division, division), ~Site.retired)
    pairs = func.gap_pairs(ids.scalar_subquery()).table_valued(
        sql_column("source_id", Integer),
        sql_column("target_id", Integer),
        sql_column("rule", String),
        sql_column("verdict", String),
    )
    counted = select(pairs.c.rule, pairs.c.verdict, func.count()).group_by(pairs.c.rule, pairs.c.verdict)
    return {(rule, verdict): count for rule, verdict, count in session.execute(counted)}


def _opinions(session: Session, actor: Actor, division: str) -> tuple[OpinionChange, ...]:
    living = select(Opinion).where(below(Opinion.division, division), Opinion.stage.in_(LIVING))
    found = session.scalars(living.order_by(Opinion.id)).all()
    compared = [(each, compare(session, each, actor)) for each in found]
    return tuple(
        OpinionChange(each.id, each.number, each.name, each.verdict, comparison.verdict, comparison.changes)
        for each, comparison in compared
        if comparison.changes
    )
