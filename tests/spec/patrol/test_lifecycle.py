"""The course of a hidden danger as a table: what may follow what, and who may do it."""

from pathlib import Path

import pytest

from geo_app.actor import Role
from geo_app.patrol.lifecycle import states, step_from, steps

LETTERS = {"i": Role.INSPECTOR, "e": Role.EDITOR, "a": Role.APPROVER}


TABLES = (Path(__file__).parent / "course.md").read_text(encoding="utf-8")


def cells(grade: str) -> list[tuple[str, str, str, str]]:
    table = TABLES.split(f"### {grade}")[1].split("```")[1]
    head, *rows = (line.split() for line in table.strip().splitlines())
    return [(grade, row[0], action, cell) for row in rows for action, cell in zip(head[1:], row[1:], strict=True)]


@pytest.mark.parametrize(("grade", "state", "action", "cell"), [*cells("general"), *cells("major")])
def test_the_table_says_what_may_follow(grade: str, state: str, action: str, cell: str) -> None:
    step = step_from(action, state, grade)
    told = f"{step.least_role.value[0]}:{step.leads_to(state)}" if step else "-"
    assert told == cell
    assert step is None or step.least_role is LETTERS[cell[0]]


def test_every_state_is_reached_and_every_step_leads_somewhere() -> None:
    reached = {"found"} | {step.leads_to(origin) for step in steps() for origin in step.origins}
    assert reached == set(states())
    assert {origin for step in steps() for origin in step.origins} == set(states())


def test_a_major_one_needs_all_five_in_place_and_somebody_else_to_accept_it() -> None:
    order, accept = step_from("order", "registered", "major"), step_from("accept", "rectified", "major")
    assert order
    assert accept
    assert set(order.needs) == {"responsible", "measure", "funds", "deadline_on", "plan"}
    assert (accept.other_person, accept.needs) == (True, ("third_party",))


def test_only_deleting_back_undoes_a_deletion() -> None:
    assert [step.action for step in steps() if "struck" in step.origins] == ["restore"]
    assert [name for name, state in states().items() if state.is_over] == ["closed", "dismissed", "struck"]
