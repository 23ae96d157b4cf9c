"""The tables under data/siting: project types, acts, weights, verdicts, and what the rules ask for."""

import csv
from functools import cache

from geo_app.settings import shipped


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The lines of a table."""
    with (shipped("data") / "siting" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
