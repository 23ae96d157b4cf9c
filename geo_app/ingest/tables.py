"""The tables under `data/ingest`: units, check digits, names of provinces."""

import csv
from functools import cache

from geo_app.settings import shipped


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The lines of `data/ingest/<name>.csv`.

    >>> table("provinces")[0]["name_en"]
    'Beijing'
    """
    with (shipped("data") / "ingest" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
