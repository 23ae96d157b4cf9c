"""Every rule is called by name on the English screen too."""

import csv

import pytest

from geo_app.settings import shipped

TABLES = ("parks", "people", "homes", "limits", "neighbours", "zones", "risk", "catalogue", "across")


@pytest.mark.parametrize(
    "table", [*(f"siting/{name}" for name in TABLES), "gaps/distances", "gaps/individual_risk"]
)
def test_every_rule_has_an_english_title_of_its_own(table: str) -> None:
    with (shipped("data") / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["title"] for row in rows if not row["title_en"].strip()] == []
    assert [row["title_en"] for row in rows if not row["title_en"].isascii() and "–" not in row["title_en"]] == []
    assert len({row["title"] for row in rows}) <= len({row["title_en"] for row in rows})
