"""What a reading says about its point: which limits it breaks, and whether what was wrong is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo_app.monitoring.lifecycle import number


@dataclass(frozen=True)
class Limits:
    """What a person set for a point; None: nothing."""

    high_high: float | None = None
    high: float | None = None
    low: float | None = None
    low_low: float | None = None
    band: float = 0
    rate: float | None = None
    rate_min: int = 60
    paused: bool = False

    @classmethod
    def of(cls, attributes: Mapping[str, Any]) -> "Limits":
        said = {name: attributes.get(name) for name in ("high_high", "high", "low", "low_low", "rate")}
        minutes = attributes.get("rate_min") or number("rate_min")
        band = float(attributes.get("band") or 0)
        return cls(**said, band=band, rate_min=int(minutes), paused=bool(attributes.get("paused")))


@dataclass(frozen=True)
class Breach:
    """A limit that is broken, or was and has not been left behind by the dead band (`level` 0)."""

    what: str
    level: int
    bound: float


def breaches(value: float, limits: Limits, change: float = 0) -> list[Breach]:
    """What is wrong now; `change`: the most that the value moved within the time that the limit names.

    >>> [(each.what, each.level) for each in breaches(5.2, Limits(high=5, high_high=6))]
    [('high', 2)]
    """
    found = []
    for what, sign, outer, inner in (
        ("high", 1, limits.high_high, limits.high),
        ("low", -1, limits.low_low, limits.low),
    ):
        for level, bound in ((3, outer), (2, inner)):
            if bound is not None and sign * value >= sign * bound:
                found.append(Breach(what, level, bound))
                break
    if limits.rate is not None and change > limits.rate:
        found.append(Breach("rate", 2, limits.rate))
    return found


def is_over(what: str, value: float, limits: Limits, change: float = 0) -> bool:
    """Whether an alarm of this sort may end: the value is back by more than the dead band.

    >>> is_over("high", 4.95, Limits(high=5, band=0.1)), is_over("high", 4.85, Limits(high=5, band=0.1))
    (False, True)
    """
    if limits.paused:
        return True
    if what == "rate":
        return limits.rate is None or change <= limits.rate
    bounds = (limits.high, limits.high_high) if what == "high" else (limits.low, limits.low_low)
    sign = 1 if what == "high" else -1
    known = [sign * bound for bound in bounds if bound is not None]
    return not known or sign * value < min(known) - limits.band
