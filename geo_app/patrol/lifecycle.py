"""The course of a hidden danger as one table (data/patrol/steps.csv): what may follow what, who may do it, and
what has to be given with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from geo_app.actor import Role
from geo_app.reckoning.tables import rows

SAME = "="


@dataclass(frozen=True)
class Step:
    """One line of the table: an action on a finding of some states and, where told, of one grade."""

    action: str
    title: str
    title_en: str
    origins: tuple[str, ...]
    to: str
    grade: str
    least_role: Role
    needs: tuple[str, ...]
    photo: str
    needs_reason: bool
    other_person: bool
    is_grave: bool
    clause: str
    confidence: str

    def follows(self, state: str, grade: str) -> bool:
        return state in self.origins and self.grade in ("", grade)

    def leads_to(self, state: str) -> str:
        return state if self.to == SAME else self.to


@dataclass(frozen=True)
class State:
    """Where a finding stands."""

    name: str
    title: str
    title_en: str
    is_over: bool


@dataclass(frozen=True)
class FieldOf:
    """Something that a step asks for. `five`: which of the five in place it is."""

    name: str
    title: str
    title_en: str
    type: str
    five: str
    choices: tuple[tuple[str, str, str], ...]


@cache
def steps() -> tuple[Step, ...]:
    return tuple(_step(row) for row in rows("patrol/steps"))


@cache
def states() -> dict[str, State]:
    return {row["state"]: _state(row) for row in rows("patrol/states")}


@cache
def fields() -> dict[str, FieldOf]:
    return {row["field"]: _field(row) for row in rows("patrol/fields")}


def step_from(action: str, state: str, grade: str) -> Step | None:
    """The line that allows an action on a finding of this state and grade.

    >>> step_from("close", "accepted", "major").least_role
    <Role.APPROVER: 'approver'>
    >>> step_from("close", "found", "general") is None
    True
    """
    return next((step for step in steps() if step.action == action and step.follows(state, grade)), None)


def steps_from(state: str, grade: str) -> list[Step]:
    """What may be done with a finding of this state and grade, in the order of the table."""
    return [step for step in steps() if step.follows(state, grade)]


def title_of(action: str) -> str:
    """How an action is called, whatever the grade."""
    return next((step.title for step in steps() if step.action == action), action)


def _step(row: Mapping[str, str]) -> Step:
    return Step(
        action=row["action"],
        title=row["title"],
        title_en=row["title_en"],
        origins=tuple(row["from"].split(";")),
        to=row["to"],
        grade=row["grade"],
        least_role=Role(row["least_role"]),
        needs=tuple(filter(None, row["needs"].split(";"))),
        photo=row["photo"],
        needs_reason=bool(row["needs_reason"]),
        other_person=bool(row["other_person"]),
        is_grave=bool(row["is_grave"]),
        clause=row["clause"],
        confidence=row["confidence"],
    )


def _state(row: Mapping[str, str]) -> State:
    return State(row["state"], row["title"], row["title_en"], bool(row["is_over"]))


def _field(row: Mapping[str, str]) -> FieldOf:
    choices = (each.split("=") for each in filter(None, row["choices"].split(";")))
    said = (row["field"], row["title"], row["title_en"], row["type"], row["five"])
    return FieldOf(*said, tuple((value, zh, en) for value, zh, en in choices))
