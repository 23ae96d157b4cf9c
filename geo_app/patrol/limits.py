"""The numbers of patrol (data/patrol/deadlines.csv), each with its source."""

from geo_app.reckoning.tables import rows


def limit(name: str) -> int:
    """A number by its name.

    >>> limit("county_after_days")
    7
    """
    return next(int(row["value"]) for row in rows("patrol/deadlines") if row["key"] == name)
