"""A rule of siting and its answers: one file each under rules/, numbers under data/."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import func
from sqlalchemy.orm import Session

from geo_app.reckoning.tables import MEMORY, NOT_FOUND
from geo_app.reckoning.words import Words
from geo_app.siting.footprint import ewkt
from geo_app.siting.project import Project
from geo_app.siting.tables import rows

WORDS = ("rule", "title", "title_en", "weight", "clause", "confidence")  # what a row says of its rule
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
    title_en: str = ""
    text_en: str = ""

    @classmethod
    def of(cls, row: Mapping[str, str], answer: Answer, text: Words, **rest: Any) -> "Line":
        """The line of a rule that stands in a table with its title, weight, clause and confidence."""
        said: dict[str, Any] = {name: row[name] for name in WORDS}
        return cls(**said, answer=answer, text=text.zh, text_en=text.en, **rest)

    @property
    def verdict(self) -> str:
        """What the line alone would make of the whole."""
        weight = WEIGHTS[self.weight]
        if self.answer is Answer.FAILS:
            return weight["if_fails"]
        return weight["if_not_checked"] if self.answer is Answer.NOT_CHECKED else "clear"


@dataclass(frozen=True)
class Ground:
    """Where a place is sought: an area in metres of a plane (EPSG of a 3-degree zone), and all around it, in that
    plane and as a box in degrees, where sites count."""

    area: BaseGeometry
    everything: BaseGeometry
    box: BaseGeometry
    plane: int

    @property
    def around(self) -> tuple[Any, int]:
        """The box and the plane as the functions of the database take them."""
        return func.st_geomfromewkt(ewkt(self.box)), self.plane


@dataclass(frozen=True)
class Exclusion:
    """Ground on which a project would get this answer from a rule, in the plane of the search. `sites` are those
    that it follows from."""

    rule: str
    title: str
    title_en: str
    weight: str
    answer: Answer
    clause: str
    confidence: str
    sites: int
    shape: BaseGeometry

    @classmethod
    def of(cls, row: Mapping[str, str], answer: Answer, sites: int, shape: BaseGeometry) -> "Exclusion":
        """What the database drew for a rule that stands in a table."""
        said: dict[str, Any] = {name: row[name] for name in WORDS}
        return cls(**said, answer=answer, sites=sites, shape=shape)

    @property
    def verified(self) -> bool:
        return self.confidence not in (MEMORY, NOT_FOUND)

    @property
    def verdict(self) -> str:
        """What a line on this ground would make of the whole."""
        name = "if_fails" if self.answer is Answer.FAILS else "if_not_checked"
        return WEIGHTS[self.weight][name]


def excludes_ground(weight: str) -> bool:
    """Whether a failing line of this weight keeps a place from being proposed: a permit or a notice does not."""
    return WEIGHTS[weight]["if_fails"] in ("refused", "demonstration")


@dataclass(frozen=True)
class Rule:
    """A family of lines. `check` asks the map; it gives none where the rule has nothing to do with the project.
    `exclude` says for any place at once where a project would fail or could not be checked; a rule without it does
    not depend on the place."""

    name: str
    title: str
    title_en: str
    check: Callable[[Session, Project], list[Line]]
    exclude: Callable[[Session, Project, Ground], list[Exclusion]] | None = None
