"""The distances that the standards ask for: data/gaps, each number with its clause and how sure it is."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from geo_app.errors import NotFound
from geo_app.layers import Layers
from geo_app.reckoning.tables import MEMORY, NOT_FOUND, rows
from geo_app.reckoning.words import NOTHING, Words, listed

EFFECTS = {
    "forbidden": "禁止",
    "no_new": "不得新建、扩建",
    "minimum": "最小间距",
    "permit": "须经批准",
    "superseded": "旧版标准，仅供参考",
    "risk_limit": "个人风险上限",
}
EFFECTS_EN = {
    "forbidden": "forbidden",
    "no_new": "nothing new, no extension",
    "minimum": "least distance",
    "permit": "needs a permit",
    "superseded": "superseded standard, for reference",
    "risk_limit": "limit of individual risk",
}
UNSEEN = (MEMORY, NOT_FOUND)  # shown as unverified
LISTED = 1.5  # pairs up to so many times the required distance stand in the ledger (sql/180 says so too)
RISK_STANDARD = "GB 36894-2018"


@dataclass(frozen=True)
class Distance:
    """One distance of a standard. `source` and `target` name places of data/gaps/places.csv; they are empty where
    no layer holds such places, and a project that is drawn may still be asked."""

    rule: str
    title: str
    title_en: str
    source: str
    target: str
    required_m: float | None
    limit_per_year: float | None
    more_than: bool
    measured_from: str
    effect: str
    clause: str
    confidence: str
    note: str

    @property
    def on_map(self) -> bool:
        return bool(self.source and self.target)

    def is_kept(self, metres: float) -> bool:
        """Whether this distance is enough; what a rule asks for is itself enough, unless it says "more than".

        >>> distance("RD18a").is_kept(99), distance("RD18a").is_kept(100), distance("QY-1").is_kept(300)
        (False, True, False)
        """
        required = self.required_m or 0
        return metres > required or (metres == required and not self.more_than)


@dataclass(frozen=True)
class Place:
    """One kind of site that a rule speaks of. `when` are at most three conditions on its fields; `allowed` is the
    range of a number among them."""

    place: str
    title: str
    layer: str
    when: tuple[tuple[str, str], ...]  # field, regular expression
    number_field: str
    allowed: str

    def asks(self, layers: Layers) -> Words:
        """The fields that decide, as people call them."""
        if self.layer not in layers.by_name:
            return NOTHING
        names = [*(field for field, _ in self.when), *([self.number_field] if self.number_field else [])]
        fields = (layers[self.layer].field(name) for name in names)
        return listed(Words(field.title, field.title_en) for field in fields)


_own: list[Distance] = []  # of this deployment, opened with the map
_tried: ContextVar[tuple[Distance, ...] | None] = ContextVar("tried", default=None)  # by one request alone


def open_own(own: Sequence[Distance]) -> None:
    """From here on these distances of a county's own count too; one with the number of ours replaces it."""
    _own[:] = own


@contextmanager
def with_own(own: Sequence[Distance]) -> Iterator[None]:
    """For a while, and for whoever asks alone: what would they change?"""
    before = _tried.set(tuple(own))
    try:
        yield
    finally:
        _tried.reset(before)


def own_distances() -> tuple[Distance, ...]:
    """The county's own, as this process opened them or as they are being tried."""
    tried = _tried.get()
    return tuple(_own) if tried is None else tried


def distances() -> tuple[Distance, ...]:
    """All of them, the limits of individual risk and the county's own among them."""
    return _all(own_distances())


@lru_cache(maxsize=4)
def _all(own: tuple[Distance, ...]) -> tuple[Distance, ...]:
    replaced = {each.rule for each in own}
    ours = (_distance(row) for row in rows("gaps/distances"))
    metres = (*(each for each in ours if each.rule not in replaced), *own)
    limits = (_limit(row) for row in rows("gaps/individual_risk") if row["document"] == RISK_STANDARD)
    return (*metres, *limits)


def distance(rule: str) -> Distance:
    """The distance of this rule. Raises NotFound."""
    found = _named(own_distances()).get(rule)
    if found:
        return found
    raise NotFound(f"没有编号为 {rule} 的间距规定", "可用规定见 /api/gap-rules")


def title_en(rule: str) -> str:
    """Its title in English; none for a rule that is no longer there."""
    found = _named(own_distances()).get(rule)
    return found.title_en if found else ""


@lru_cache(maxsize=4)
def _named(own: tuple[Distance, ...]) -> dict[str, Distance]:
    return {each.rule: each for each in _all(own)}


@cache
def places() -> tuple[Place, ...]:
    return tuple(_place(row) for row in rows("gaps/places"))


def is_verified(confidence: str) -> bool:
    """Whether a number was read in some source; from memory alone it must be shown as unverified."""
    return confidence not in UNSEEN


def risk_is_acceptable(per_year: float, target: str, is_new: bool) -> bool:
    """Whether an individual risk is within the limit of a class of target (GB 36894).

    >>> risk_is_acceptable(3e-6, "risk_class_1", is_new=False)
    True
    >>> risk_is_acceptable(3.1e-7, "risk_class_1", is_new=True)
    False
    """
    (row,) = (row for row in rows("gaps/individual_risk") if row["class"] == target)
    return per_year <= float(row["new_per_year" if is_new else "existing_per_year"])


def place_rows(layers: Layers) -> list[dict[str, object]]:
    """Rows of table gap_place."""
    return [_place_row(place, layers) for place in places()]


def rule_rows() -> list[dict[str, object]]:
    """Rows of table gap_rule: the rules whose places the map knows."""
    doubt = {row["layer"]: float(row["half_extent_m"]) for row in rows("gaps/layers")}

    def widest(place: str) -> float:
        return max(doubt[each.layer] for each in places() if each.place == place)

    said = ("rule", "title", "title_en", "source", "target", "measured_from", "effect", "clause", "confidence")
    names = (*said, "required_m", "limit_per_year", "more_than")
    return [
        {name: getattr(each, name) for name in names}
        | {"reach_m": required * LISTED + widest(each.source) + widest(each.target)}
        for each in distances()
        if each.on_map and (required := each.required_m or 0) is not None
    ]


def layer_rows() -> list[dict[str, object]]:
    """Rows of table gap_layer."""
    return [
        {
            "kind": row["layer"],
            "title": row["title"],
            "title_en": row["title_en"],
            "half_extent_m": float(row["half_extent_m"]),
            "surveyed_m": float(row["surveyed_m"]) if row["surveyed_m"] else None,
        }
        for row in rows("gaps/layers")
    ]


def _place_row(place: Place, layers: Layers) -> dict[str, object]:
    row: dict[str, object] = {"place": place.place, "title": place.title, "kind": place.layer}
    row |= {
        "asks": place.asks(layers).zh,
        "asks_en": place.asks(layers).en,
        "number_field": place.number_field or None,
        "allowed": place.allowed or None,
    }
    for n in (1, 2, 3):
        row[f"field_{n}"], row[f"pattern_{n}"] = place.when[n - 1] if n <= len(place.when) else (None, None)
    return row


def _distance(row: dict[str, str]) -> Distance:
    words = (
        "rule",
        "title",
        "title_en",
        "source",
        "target",
        "measured_from",
        "effect",
        "clause",
        "confidence",
        "note",
    )
    return Distance(
        required_m=float(row["required_m"]),
        limit_per_year=None,
        more_than=row["compare"] == "more_than",
        **{name: row[name] for name in words},
    )


def new_risk_limits() -> tuple[Distance, ...]:
    """The limits of individual risk for what is newly built, by class of target."""
    limits = [(row, _limit(row)) for row in rows("gaps/individual_risk") if row["document"] == RISK_STANDARD]
    return tuple(
        replace(
            limit,
            title=f"周边装置对新建{row['title']}的个人风险",
            title_en=f"Individual risk of plants around to new {row['title_en']}",
            limit_per_year=float(row["new_per_year"]),
        )
        for row, limit in limits
    )


def _limit(row: dict[str, str]) -> Distance:
    return Distance(
        rule=f"GB36894-{row['class'][-1]}",
        title=f"在役装置对{row['title']}的个人风险",
        title_en=f"Individual risk of plants that stand to {row['title_en']}",
        source="plant",
        target=row["class"],
        required_m=None,
        limit_per_year=float(row["existing_per_year"]),
        more_than=False,
        measured_from="个人风险等值线",
        effect="risk_limit",
        **{name: row[name] for name in ("clause", "confidence", "note")},
    )


def _place(row: dict[str, str]) -> Place:
    """The conditions of a line: `field=a|b` is one of these words, `field~a|b` holds one of them."""
    found = re.findall(r"(\w+)([=~])([^;]+)", row["when"])
    when = tuple((field, f"^({words})$" if sign == "=" else words.strip()) for field, sign, words in found)
    return Place(row["place"], row["title"], row["layer"], when, row["number"], row["range"])
