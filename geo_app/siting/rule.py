"""A rule of siting and its answers: one file each under rules/, numbers under data/."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from geo_app.siting.project import Project
from geo_app.siting.tables import rows

WEIGHTS = {row["weight"]: row for row in rows("weights")}


class Answer(StrEnum):
    """What a rule says of a project. A project is never "safe": what holds was checked, what was not is said."""

    FAILS = "fails"
    NOT_CHECKED = "not_checked"
    HOLDS = "holds"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        labels = {"fails": "不满足", "not_checked": "未核查", "holds": "满足", "not_applicable": "不适用"}
        return labels[self.value]


@dataclass(frozen=True)
class Thing:
    """What a project was measured against; `id` is None beyond one's own divisions."""

    id: int | None
    name: str
    layer: str


@dataclass(frozen=True)
class Line:
    """One answer of one rule. Lengths are metres, edge to edge on the ellipsoid; `between` is the connection that
    was measured (GeoJSON); `data_on` the day of the newest change of what was measured against."""

    rule: str
    title: str
    weight: str
    answer: Answer
    text: str
    clause: str
    confidence: str
    required: float | None = None
    measured: float | None = None
    unit: str = "米"
    thing: Thing | None = None
    between: dict[str, Any] | None = field(default=None, repr=False)
    data_on: date | None = None

    @classmethod
    def of(cls, row: Mapping[str, str], answer: Answer, text: str, **rest: Any) -> "Line":
        """The line of a rule that stands in a table with its title, weight, clause and confidence."""
        said: dict[str, Any] = {name: row[name] for name in ("rule", "title", "weight", "clause", "confidence")}
        return cls(**said, answer=answer, text=text, **rest)

    @property
    def verdict(self) -> str:
        """What the line alone would make of the whole."""
        weight = WEIGHTS[self.weight]
        if self.answer is Answer.FAILS:
            return weight["if_fails"]
        return weight["if_not_checked"] if self.answer is Answer.NOT_CHECKED else "clear"


@dataclass(frozen=True)
class Rule:
    """A family of lines. `check` asks the map; it gives none where the rule has nothing to do with the project."""

    name: str
    title: str
    title_en: str
    check: Callable[[Session, Project], list[Line]]
