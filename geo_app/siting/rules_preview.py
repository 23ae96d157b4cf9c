"""What would change if a county adopted distances of its own: pairs in the ledger, opinions."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Integer, String, cast, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.divisions.code import number
from geo_app.sites.models import Site
from geo_app.siting.compare import Change, compare
from geo_app.siting.models import Opinion
from geo_app.zones.distances import Distance, distances, rule_rows, with_own

LIVING = ("draft", "submitted", "signed")
Tally = dict[tuple[str, str], int]  # rule, verdict -> pairs


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

    number: str
    name: str
    verdict: str
    would_be: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Preview:
    pairs: tuple[PairChange, ...]
    opinions: tuple[OpinionChange, ...]


def preview(session: Session, actor: Actor, own: Sequence[Distance], division: str) -> Preview:
    """Measure the pairs below a division and screen its living opinions, by the rules of now and of a file.
    The tables are put back before anybody else sees them. For a command alone: the rules are its process's own."""
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
    return Preview(tuple(told), opinions)


def _tally(session: Session, division: str) -> Tally:
    below = cast(Site.division, BigInteger).op("<@")(func.division_below(number(division)))
    ids = select(func.coalesce(func.array_agg(Site.id), cast([], ARRAY(BigInteger)))).where(below, ~Site.retired)
    pairs = func.gap_pairs(ids.scalar_subquery()).table_valued(
        sql_column("source_id", Integer),
        sql_column("target_id", Integer),
        sql_column("rule", String),
        sql_column("verdict", String),
    )
    counted = select(pairs.c.rule, pairs.c.verdict, func.count()).group_by(pairs.c.rule, pairs.c.verdict)
    return {(rule, verdict): count for rule, verdict, count in session.execute(counted)}


def _opinions(session: Session, actor: Actor, division: str) -> tuple[OpinionChange, ...]:
    below = cast(Opinion.division, BigInteger).op("<@")(func.division_below(number(division)))
    found = session.scalars(select(Opinion).where(below, Opinion.stage.in_(LIVING)).order_by(Opinion.id)).all()
    compared = [(each, compare(session, each, actor)) for each in found]
    return tuple(
        OpinionChange(each.number, each.name, each.verdict, comparison.verdict, comparison.changes)
        for each, comparison in compared
        if comparison.changes
    )
