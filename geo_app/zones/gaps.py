"""Read the ledger of gaps: which distances are kept, which are short, which nobody could check, and why."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, MetaData, Row, Select, Table, and_, func, or_, select
from sqlalchemy.orm import Session

from geo_app.numbers.confirmations import as_confirmed
from geo_app.reckoning.tables import MEMORY
from geo_app.sites.card import SITE, must_see
from geo_app.zones.distances import Distance, distances, is_verified
from geo_app.zones.gap_models import GAP_PLACE, GAP_RULE, Gap

GAP: Table = Gap.metadata.tables["gap"].to_metadata(MetaData(), name="gap_as_of")  # as of the day asked for
SOURCE, TARGET = SITE.alias("source"), SITE.alias("target")
HIDDEN = "辖区外防护目标"
AT_ONCE = 2_000
VERDICTS = ("kept", "short", "unchecked")


@dataclass(frozen=True)
class Wanted:
    """Which gaps: all conditions hold together. `layer` is that of the source; `site` either end."""

    division: str = ""
    layer: str = ""
    verdict: str = ""
    rule: str = ""
    site: int | None = None

    def conditions(self) -> ColumnElement[bool]:
        tests: list[ColumnElement[bool]] = [GAP.c[name] == value for name, value in self._equals if value]
        if self.division:
            low, high = (int(self.division.ljust(12, digit)) for digit in "09")
            tests.append(or_(*(GAP.c[side].between(low, high) for side in ("division", "target_division"))))
        if self.layer:
            tests.append(GAP.c.attributes["source_layer"].astext == self.layer)
        if self.site:
            tests.append(or_(GAP.c.source_id == self.site, GAP.c.target_id == self.site))
        return and_(True, *tests)

    @property
    def _equals(self) -> tuple[tuple[str, str], ...]:
        return ("verdict", self.verdict), ("rule", self.rule)


@dataclass(frozen=True)
class Measured:
    """One distance of the ledger. `target_id` is None where the answer speaks of no single target or of one beyond
    one's own divisions (then `target_name` says so); `source_id` where the source is a neighbour's. `sure` says by
    rule who has confirmed a number that was from memory."""

    row: Row[Any]
    sure: Mapping[str, str]

    @property
    def facts(self) -> dict[str, Any]:
        said = dict(self.row.attributes)
        return (
            said | {"confidence": self.sure.get(self.row.rule, MEMORY)} if said["confidence"] == MEMORY else said
        )

    @property
    def source_id(self) -> int | None:
        return self.row.source_id if self.row.source_layer else None

    @property
    def target_name(self) -> str | None:
        return self.row.target_name or (HIDDEN if self.row.target_id else None)

    @property
    def is_verified(self) -> bool:
        return is_verified(self.facts["confidence"])

    @property
    def geometry(self) -> dict[str, Any]:
        return dict(json.loads(self.row.geojson))


@dataclass(frozen=True)
class Tally:
    """How many distances of one rule have each answer."""

    rule: str
    title: str
    counts: dict[str, int]


def gaps(session: Session, wanted: Wanted, limit: int, after: int = 0) -> list[Measured]:
    """The gaps that one may see, the worst shortfall first."""
    sure = _sure(session)
    return [Measured(row, sure) for row in session.execute(_worst_first(wanted).offset(after).limit(limit))]


def all_gaps(session: Session, wanted: Wanted) -> Iterator[Measured]:
    """The same whole, for a file; few of them in memory at once."""
    sure = _sure(session)
    for row in session.execute(_worst_first(wanted).execution_options(yield_per=AT_ONCE)):
        yield Measured(row, sure)


def divisions_of(session: Session, wanted: Wanted) -> Sequence[int]:
    """In which divisions their sources lie."""
    return session.scalars(select(GAP.c.division).where(wanted.conditions()).distinct()).all()


def tally(session: Session, wanted: Wanted) -> list[Tally]:
    """How many of each answer, by rule."""
    title = func.min(GAP.c.attributes["rule_title"].astext).label("title")
    counted = select(GAP.c.rule, title, GAP.c.verdict, func.count().label("n")).where(wanted.conditions())
    found: dict[str, Tally] = {}
    for row in session.execute(counted.group_by(GAP.c.rule, GAP.c.verdict).order_by(GAP.c.rule)):
        one = found.setdefault(row.rule, Tally(row.rule, row.title, dict.fromkeys(VERDICTS, 0)))
        one.counts[row.verdict] = row.n
    return list(found.values())


def gaps_of(session: Session, site_id: int) -> tuple[list[Measured], list[Measured]]:
    """The gaps of a site as source, and those in which it is the target. Raises NotFound."""
    must_see(session, site_id)
    sure = _sure(session)
    found = [Measured(row, sure) for row in session.execute(_rows().where(Wanted(site=site_id).conditions()))]
    found.sort(key=lambda each: (each.row.verdict != "short", -(each.row.shortfall_m or 0), each.row.id))
    mine = [each for each in found if each.row.source_id == site_id]
    return mine, [each for each in found if each.row.source_id != site_id]


def kept_by_all(session: Session, site_id: int, answered: Sequence[Measured]) -> list[Distance]:
    """The rules that speak of a site and have nothing in reach: kept, though no pair stands in the ledger."""
    spoken = session.scalars(
        select(GAP_RULE.c.rule)
        .join(GAP_PLACE, GAP_PLACE.c.place == GAP_RULE.c.source)
        .join(SITE, SITE.c.kind == GAP_PLACE.c.kind)
        .where(SITE.c.id == site_id, GAP_RULE.c.required_m.is_not(None))
        .where(func.is_among(SITE.c.attributes, SITE.c.residents, GAP_PLACE.table_valued()))
    )
    said = {each.row.rule for each in answered}
    silent = set(spoken) - said
    return [each for each in rules(session) if each.rule in silent]


def rules(session: Session) -> Sequence[Distance]:
    """Every distance, and of those from memory who has confirmed it."""
    return as_confirmed(session, distances())


def _sure(session: Session) -> dict[str, str]:
    return {each.rule: each.confidence for each in rules(session)}


def recompute(session: Session) -> int:
    """Measure the whole ledger anew; the number of its rows."""
    return session.scalar(select(func.keep_all_gaps())) or 0


def _worst_first(wanted: Wanted) -> Select[Any]:
    worst = (GAP.c.shortfall_m.desc().nulls_last(), GAP.c.measured_m.asc().nulls_last(), GAP.c.id)
    return _rows().where(wanted.conditions()).order_by(*worst)


def _rows() -> Select[Any]:
    columns = (
        column for column in GAP.columns if column.name not in ("geom", "geom_3857", "qk", "map_x", "map_y")
    )
    return (
        select(
            *columns,
            SOURCE.c.kind.label("source_layer"),
            TARGET.c.name.label("target_name"),
            func.st_asgeojson(GAP.c.geom, 7, 0).label("geojson"),
            func.lower(GAP.c.sys).label("changed_at"),
        )
        .join_from(GAP, SOURCE, SOURCE.c.id == GAP.c.source_id, isouter=True)
        .join(TARGET, and_(TARGET.c.id == GAP.c.target_id, GAP.c.target_id > 0), isouter=True)
    )
