"""A fact: what the map itself answers for a method, or why it cannot."""

from collections.abc import Container
from dataclasses import dataclass, field, replace
from typing import Any

COUNTED = "地图统计"  # how a source begins that the map itself gave: such a number is counted anew each time


@dataclass(frozen=True)
class Fact:
    """Answers by input name, or why the map has none. `counted` lists what was counted, `area` is where."""

    answers: dict[str, object] = field(default_factory=dict)
    missing: str = ""
    counted: dict[str, Any] | None = None
    area: Any = None

    def and_also(self, other: "Fact") -> "Fact":
        """Both facts as one."""
        missing = "；".join(filter(None, (self.missing, other.missing)))
        return Fact(
            self.answers | other.answers,
            missing,
            self.counted or other.counted,
            other.area if self.area is None else self.area,
        )

    def where_used(self, symbols: Container[str]) -> "Fact":
        """Without what was counted where the answer does not rest on it."""
        return self if any(name in symbols for name in self.answers) else replace(self, counted=None, area=None)
