"""Distances and limits of individual risk, case by case: the worked examples of the standards."""

import pytest

from geo_app.zones.distances import distance, distances, risk_is_acceptable


@pytest.mark.parametrize(
    ("rule", "metres", "is_kept"),
    [
        ("YZ26-1", 999, False),  # 长江保护法 art. 26
        ("YZ26-1", 1000, True),
        ("RD18a", 99, False),  # 公路安全保护条例 art. 18
        ("RD18a", 100, True),
        ("RD18b", 199, False),
        ("OG30", 4.9, False),  # 石油天然气管道保护法 art. 30
        ("OG30", 5, True),
        ("QY-1", 300, False),  # "must be greater than"
        ("QY-1", 300.1, True),
        ("GB50156-6", 17.4, False),
    ],
)
def test_a_distance_is_kept_from_its_number_on(rule: str, metres: float, is_kept: bool) -> None:
    assert distance(rule).is_kept(metres) is is_kept


@pytest.mark.parametrize(
    ("per_year", "target", "is_new", "is_acceptable"),
    [
        (3.1e-7, "risk_class_1", True, False),
        (3e-6, "risk_class_1", False, True),
        (5e-6, "risk_class_2", False, True),
        (2e-5, "risk_class_3", True, False),
        (2e-5, "risk_class_3", False, True),
    ],
)
def test_an_individual_risk_is_judged_by_class_and_by_whether_the_plant_is_new(
    per_year: float, target: str, is_new: bool, is_acceptable: bool
) -> None:
    assert risk_is_acceptable(per_year, target, is_new) is is_acceptable


def test_every_distance_has_a_clause_and_a_confidence_and_is_named_once() -> None:
    rules = [each.rule for each in distances()]
    assert len(rules) == len(set(rules)) > 90
    assert all(each.clause and each.confidence and each.effect for each in distances())
