"""How relocation targets are scored, which way is proposed and by when: data/relocation, each with its clause."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import Any

from geo_app.reckoning.tables import plain, rows
from geo_app.reckoning.words import NOTHING, Words, say
from geo_app.zones.distances import is_verified

MODES = {"in_place": "就地改造", "relocate": "异地迁建", "close": "关闭退出"}
STAGES = {
    "proposed": "待定",
    "accepted": "已列入",
    "planned": "方案已批",
    "moving": "实施中",
    "done": "已完成",
    "dropped": "不列入",
}
NEXT = {  # what a person may make of a stage
    "proposed": {"accepted", "dropped"},
    "accepted": {"planned", "dropped"},
    "planned": {"moving", "dropped"},
    "moving": {"done", "dropped"},
    "done": set[str](),
    "dropped": {"proposed"},
}
WORDS = ("reason", "title", "title_en", "unit", "unit_en", "clause", "confidence", "note")
RUNNING = ("accepted", "planned", "moving")  # what may be overdue


@dataclass(frozen=True)
class Weight:
    """How much one reason counts: all of `weight` from `full_at` on, less in proportion below it."""

    reason: str
    title: str
    title_en: str
    weight: float
    full_at: float
    unit: str
    unit_en: str
    clause: str
    confidence: str
    note: str

    @property
    def verified(self) -> bool:
        return is_verified(self.confidence)


@dataclass(frozen=True)
class Reason:
    """What speaks for moving a plant: what was found, what it counts, and which clause it rests on."""

    reason: str
    title: str
    title_en: str
    value: float
    unit: str
    unit_en: str
    points: float
    weight: float
    text: str
    text_en: str
    clause: str
    confidence: str
    verified: bool


@dataclass(frozen=True)
class Evidence:
    """What the map says of one plant; see relocation_evidence() in the database."""

    site_id: int
    workers: int | None
    licence_until: date | None
    outside_park: bool
    people: float
    uncounted: int
    targets: int
    short: int
    shortfall: float | None
    worst: Mapping[str, str] | None  # what the ledger of distances says of it
    forbidden: int
    forbidden_clause: str | None

    def facts(self, today: date) -> dict[str, bool]:
        """What the table of modes asks."""
        return {
            "outside_park": self.outside_park,
            "dense": self.people >= number("dense_people"),
            "short": self.short > 0,
            "forbidden": self.forbidden > 0,
            "licence_expired": self.licence_until is not None and self.licence_until < today,
        }


@cache
def weights() -> tuple[Weight, ...]:
    return tuple(
        Weight(weight=float(row["weight"]), full_at=float(row["full_at"]), **{name: row[name] for name in WORDS})
        for row in rows("relocation/weights")
    )


def number(rule: str) -> float:
    """A number of data/relocation/numbers.csv.

    >>> number("dense_people")
    100.0
    """
    return next(float(row["number"]) for row in rows("relocation/numbers") if row["rule"] == rule)


def reasons_of(evidence: Evidence) -> list[Reason]:
    """The reasons that hold, the heaviest first."""
    radius = plain(number("radius_m"))
    people = plain(round(evidence.people))
    more = say("moves_uncounted", n=evidence.uncounted) if evidence.uncounted else NOTHING
    found: dict[str, tuple[float, Words]] = {
        "outside_park": (float(evidence.outside_park), say("moves_outside_park")),
        "people": (evidence.people, say("moves_people", radius=radius, n=people, more=more)),
        "targets": (evidence.targets, say("moves_targets", radius=radius, n=evidence.targets)),
        "shortfall": (evidence.shortfall or 0, _worst(evidence)),
        "forbidden": (
            evidence.forbidden,
            say("moves_forbidden", n=evidence.forbidden, clause=evidence.forbidden_clause),
        ),
    }
    reasons = [_reason(weight, *found[weight.reason]) for weight in weights()]
    return sorted((each for each in reasons if each.points > 0), key=lambda each: -each.points)


def _worst(evidence: Evidence) -> Words:
    worst = evidence.worst or {}
    rule = Words(worst.get("rule_title", ""), worst.get("rule_title_en", ""))
    return say("moves_shortfall", n=evidence.short, worst=rule, clause=worst.get("clause", ""))


def _reason(weight: Weight, value: float, text: Words) -> Reason:
    points = round(weight.weight * min(value / weight.full_at, 1), 1)
    said = {name: getattr(weight, name) for name in WORDS if name != "note"} | {
        "text": text.zh,
        "text_en": text.en,
    }
    return Reason(value=round(value, 3), points=points, weight=weight.weight, verified=weight.verified, **said)


def mode_of(evidence: Evidence, today: date) -> tuple[str, Words]:
    """The way that the notice offers for such a plant, and why: the first line of the table that fits."""
    facts = evidence.facts(today)
    for row in rows("relocation/modes"):
        if all(row[name] == "any" or (row[name] == "yes") == holds for name, holds in facts.items()):
            return row["mode"], Words(row["text"], row["text_en"])
    return "in_place", NOTHING


def deadline_of(workers: int | None) -> tuple[date | None, dict[str, str]]:
    """By when the national notice wants it finished, by the size of the enterprise; None where that is unknown.

    >>> deadline_of(156)[0], deadline_of(2000)[0], deadline_of(None)[0]
    (datetime.date(2020, 12, 31), datetime.date(2025, 12, 31), None)
    """
    for row in rows("relocation/deadlines"):
        least, most = row["workers"].strip("[)").split(",")
        if workers is not None and int(least) <= workers and (not most or workers < int(most)):
            return date.fromisoformat(row["finish_by"]), row
    return None, {}


def as_data(reasons: list[Reason]) -> list[dict[str, Any]]:
    """Reasons as they are kept."""
    return [asdict(each) for each in reasons]
