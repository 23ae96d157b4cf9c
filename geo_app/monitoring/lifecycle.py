"""The course of an alarm as one table (data/monitoring/steps.csv), and what alarms and states are called."""

from functools import cache

from geo_app.reckoning.tables import rows, rules

NEW = "-"
ON = frozenset(row["state"] for row in rows("monitoring/states") if row["is_on"])


@cache
def _steps() -> dict[tuple[str, str], str]:
    return {
        (row["event"], origin): row["to"] for row in rows("monitoring/steps") for origin in row["from"].split(";")
    }


def after(event: str, state: str = NEW) -> str | None:
    """The state that an event leads to; None where it changes nothing or is not allowed.

    >>> after("raise"), after("clear", "acknowledged"), after("close", "raised")
    ('raised', 'cleared', None)
    """
    return _steps().get((event, state))


@cache
def titles(table: str, column: str) -> dict[str, tuple[str, str]]:
    """Chinese and English of the states or of the events."""
    return {row[column]: (row["title"], row["title_en"]) for row in rows(f"monitoring/{table}")}


def title_of(what: str, level: int) -> tuple[str, str]:
    """
    >>> title_of("high", 3)
    ('高高限', 'High-high')
    """
    row = next(row for row in rows("monitoring/whats") if (row["what"], int(row["level"])) == (what, level))
    return row["title"], row["title_en"]


def number(name: str) -> int:
    return int(rules("monitoring/numbers")[name].number)
