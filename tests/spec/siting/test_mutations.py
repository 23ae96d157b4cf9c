"""Every number of every rule matters: changed a little, or the rule left out, some case is no longer true."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo_app.siting.project import read_project
from geo_app.siting.rule import Answer
from geo_app.siting.rules import catalogue, distance, limit, neighbour, park, people, risk, zone
from geo_app.siting.tables import rows
from geo_app.zones.distances import new_risk_limits
from tests.spec.siting.conftest import Ground, footprint, values
from tests.spec.siting.test_cases import CASES, placed
from tests.spec.siting.test_distances import CASES as DISTANCES

HOMES: dict[str, Any] = {  # the tables of rules and the module that reads each
    "limits": limit,
    "people": people,
    "homes": people,
    "neighbours": neighbour,
    "zones": zone,
    "parks": park,
    "catalogue": catalogue,
    "unmapped": distance,
    "risk": risk,
}
NUMBERS = ("limit", "metres", "within_m")
NUDGES = (0.98, 1.02)  # a dam of 200 m: 196 or 204; a distance must move farther to pass a case
WIDER = {"metres": (0.85, 1.15), "within_m": (0.85, 1.15)}
OFFSETS = (-1, 0, 1)


def mutants() -> Iterator[tuple[str, dict[str, str], dict[str, str] | None]]:
    """Each row of each table: left out, and with each of its numbers a little smaller or larger."""
    for table in HOMES:
        for row in rows(table):
            yield table, row, None
            for name in NUMBERS:
                if row.get(name):
                    for factor in WIDER.get(name, NUDGES):
                        yield table, row, row | {name: str(float(row[name]) * factor)}


def named(row: dict[str, str]) -> str:
    return row.get("rule", "catalogue")


def told(mutant: tuple[str, dict[str, str], dict[str, str] | None]) -> str:
    table, row, changed = mutant
    new = "left out" if changed is None else " ".join(changed[name] for name in NUMBERS if changed.get(name))
    return f"{table} {row.get('rule') or row.get('title')} {new}"


def is_true(ground: Ground, case: dict[str, str], module: Any) -> bool:
    """Whether one rule file answers as the table says; what was put on the map goes away again."""
    savepoint = ground.session.begin_nested()
    project = placed(ground, case)
    lines = [line for line in module.RULE.check(ground.session, project) if line.rule == case["rule"]]
    savepoint.rollback()
    ground.session.expire_all()
    return [str(line.answer) for line in lines] == ([case["answer"]] if case["answer"] else [])


@pytest.mark.parametrize("mutant", list(mutants()), ids=told)
def test_a_changed_rule_makes_a_case_of_the_table_false(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, mutant: tuple[str, dict[str, str], dict[str, str] | None]
) -> None:
    table, row, changed = mutant
    module = HOMES[table]
    cases = [case for case in CASES if case["rule"] == named(row)]
    if table == "catalogue":
        cases = [case for case in cases if any(word in case["fields"] for word in row["words"].split("|"))]
    assert cases, f"no case for {named(row)}"
    kept = tuple(each for each in rows(table) if each is not row)
    mutated = kept if changed is None else (*kept, changed)
    monkeypatch.setattr(module, "rows", lambda name: mutated if name == table else rows(name))
    assert not all(is_true(ground, case, module) for case in cases)


@pytest.mark.parametrize("factor", [0.5, 2.0])
@pytest.mark.parametrize("risk_class", [1, 2, 3])
def test_a_changed_limit_of_risk_makes_a_case_false(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, risk_class: int, factor: float
) -> None:
    rule = f"GB36894-{risk_class}"
    changed = tuple(
        replace(each, limit_per_year=(each.limit_per_year or 0) * factor) if each.rule == rule else each
        for each in new_risk_limits()
    )
    monkeypatch.setattr(risk, "new_risk_limits", lambda: changed)
    assert not all(is_true(ground, case, risk) for case in CASES if case["rule"] == rule)


@pytest.mark.parametrize("case", DISTANCES, ids=lambda case: f"{case['rule']} {case['project']} {case['site']}")
def test_a_changed_distance_makes_a_case_false(ground: Ground, case: dict[str, str]) -> None:
    """The map is asked once for each place; each mutant judges what was measured there."""
    project = read_project(ground.layers, case["project"], footprint(), values(case["fields"]))
    rule = distance.distance(case["rule"])
    near = []
    for offset in OFFSETS:
        savepoint = ground.session.begin_nested()
        ground.put_at(float(case["metres"]) + offset, case["site"], case["site_fields"])
        near.append(distance._near(ground.session, project)[rule.rule])
        savepoint.rollback()
        ground.session.expire_all()

    def answers(mutant: Any) -> list[Answer]:
        return [distance._judge(project, mutant, rows_near)[0].answer for rows_near in near]

    required = rule.required_m or 0
    wrong = [replace(rule, required_m=required + metres) for metres in (-1.5, 1.5)]
    wrong.append(replace(rule, more_than=not rule.more_than))
    for mutant in wrong:
        assert answers(mutant) != answers(rule), mutant


def test_every_rule_of_the_tables_has_a_case() -> None:
    ruled = {named(row) for table in HOMES for row in rows(table)}
    with (Path(__file__).parent / "cases.csv").open(encoding="utf-8") as file:
        assert ruled <= {case["rule"] for case in csv.DictReader(file)}
