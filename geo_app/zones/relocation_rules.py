"""How relocation targets are scored, which way is proposed and by when: data/relocation, each with its clause."""

from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import Any

from geo_app.reckoning.tables import plain, rows
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
WORDS = ("reason", "title", "title_en", "unit", "clause", "confidence", "note")
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
    value: float
    unit: str
    points: float
    weight: float
    text: str
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
    worst: str | None
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
    more = f",另有 {evidence.uncounted} 处未填人口" if evidence.uncounted else ""
    found: dict[str, tuple[float, str]] = {
        "outside_park": (float(evidence.outside_park), "厂区不在任何已登记的化工园区内"),
        "people": (evidence.people, f"厂界外 {radius} 米内有常住人口 {plain(round(evidence.people))} 人{more}"),
        "targets": (evidence.targets, f"厂界外 {radius} 米内有防护目标 {evidence.targets} 个"),
        "shortfall": (evidence.shortfall or 0, f"{evidence.short} 处间距不足,最大的一处:{evidence.worst}"),
        "forbidden": (evidence.forbidden, f"{evidence.forbidden} 处位于禁止范围内:{evidence.forbidden_clause}"),
    }
    reasons = [_reason(weight, *found[weight.reason]) for weight in weights()]
    return sorted((each for each in reasons if each.points > 0), key=lambda each: -each.points)


def _reason(weight: Weight, value: float, text: str) -> Reason:
    points = round(weight.weight * min(value / weight.full_at, 1), 1)
    known = {name: getattr(weight, name) for name in ("reason", "title", "unit", "weight", "clause", "confidence")}
    return Reason(value=round(value, 3), points=points, text=text, verified=weight.verified, **known)


def mode_of(evidence: Evidence, today: date) -> tuple[str, str]:
    """The way that the notice offers for such a plant, and why: the first line of the table that fits."""
    facts = evidence.facts(today)
    for row in rows("relocation/modes"):
        if all(row[name] == "any" or (row[name] == "yes") == holds for name, holds in facts.items()):
            return row["mode"], row["text"]
    return "in_place", ""


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
