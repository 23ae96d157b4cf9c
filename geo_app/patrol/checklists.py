"""The checklists: what is asked at each kind of place. A list is one file in data/checklists; its version is a
hash of what it asks, so that nobody has to remember to count it up."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from geo_app.errors import NotFound
from geo_app.reckoning.tables import rows


@dataclass(frozen=True)
class Question:
    """One question; "yes" means in order. `sign`: of a major hidden danger, where the answer is no."""

    key: str
    question: str
    question_en: str
    sign: str
    clause: str
    confidence: str


@dataclass(frozen=True)
class Checklist:
    """What is asked at one kind of place."""

    name: str
    title: str
    title_en: str
    version: str
    questions: tuple[Question, ...]


@cache
def all_checklists() -> dict[str, Checklist]:
    """Every checklist by name.

    >>> [question.key for question in all_checklists()["fuel_station"].questions][:2]
    ['no_fire', 'extinguisher']
    """
    titles = {row["checklist"]: row for row in rows("checklists/lists")}
    return {name: _checklist(name, row) for name, row in titles.items()}


def checklist_named(name: str) -> Checklist:
    """Raises NotFound naming those there are."""
    try:
        return all_checklists()[name]
    except KeyError:
        raise NotFound(f"没有名为 {name} 的检查表", f"现有：{'、'.join(all_checklists())}") from None


def checklist_of(layer: str, fields: Mapping[str, object]) -> str:
    """Which checklist a site is visited with.

    >>> checklist_of("risk_point", {"category": "construction"}), checklist_of("pipeline", {})
    ('construction', 'risk_point')
    """
    fitting = (row for row in rows("checklists/lists") if _fits(row, layer, fields))
    return next(fitting)["checklist"]


def _fits(row: Mapping[str, str], layer: str, fields: Mapping[str, object]) -> bool:
    if row["layer"] not in ("", layer):
        return False
    return not row["field"] or str(fields.get(row["field"])) in row["values"].split(";")


def _checklist(name: str, row: Mapping[str, str]) -> Checklist:
    asked = rows(f"checklists/{name}")
    columns = Question.__dataclass_fields__
    questions = tuple(Question(**{column: each[column] for column in columns}) for each in asked)
    words = "|".join(f"{each.key}:{each.question}" for each in questions)
    return Checklist(
        name, row["title"], row["title_en"], hashlib.sha256(words.encode()).hexdigest()[:8], questions
    )
