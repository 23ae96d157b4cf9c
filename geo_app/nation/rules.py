"""The rule data of the product as small tables for the batch: the same rows that the database is filled with."""

from typing import Any

import pyarrow

from geo_app.layers import Layers
from geo_app.nation.wish import Wish
from geo_app.reckoning.tables import rows
from geo_app.zones.distances import layer_rows, places, rule_rows
from geo_app.zones.joint_regions import usual_kinds
from geo_app.zones.surroundings import ring_metres
from geo_app.zones.trades import DIGITS, STATED

TEXT, REAL, WHOLE, FLAG = pyarrow.string(), pyarrow.float64(), pyarrow.int64(), pyarrow.bool_()
PLACE = {"place_row": WHOLE, "place": TEXT, "kind": TEXT, "conditions": WHOLE, "number_field": TEXT}
PLACE |= {"low": REAL, "low_in": FLAG, "high": REAL, "high_in": FLAG}
CONDITION = {"place_row": WHOLE, "kind": TEXT, "field": TEXT, "pattern": TEXT}
RULE = {"rule": TEXT, "source": TEXT, "target": TEXT, "required_m": REAL, "limit_per_year": REAL}
RULE |= {"more_than": FLAG, "reach_m": REAL}
LAYER = {"kind": TEXT, "half_extent_m": REAL, "surveyed_m": REAL}
GUESS = {"n": WHOLE, "kind": TEXT, "field": TEXT, "pattern": TEXT, "code": TEXT}
TRADE = {"division": TEXT, "section": TEXT}
ASKED = {
    "metres": REAL,
    "within_m": REAL,
    "by_distance": FLAG,
    "by_zones": FLAG,
    "same_trade": TEXT,
    "digits": WHOLE,
}
ASKED |= {"least_members": WHOLE}
TABLES = {
    "place": PLACE,
    "condition": CONDITION,
    "rule": RULE,
    "layer": LAYER,
    "guess": GUESS,
    "trade": TRADE,
    "asked": ASKED,
    "exposed": {"kind": TEXT},
    "counted": {"kind": TEXT},
    "hazardous": {"kind": TEXT, "ring_m": REAL},
}


def rule_tables(layers: Layers, wish: Wish) -> dict[str, pyarrow.Table]:
    """The tables that the SQL files read beside the data."""
    found: dict[str, list[dict[str, Any]]] = {
        "place": _places(),
        "condition": _conditions(),
        "rule": list(rule_rows()),
        "layer": layer_rows(),
        "guess": _guesses(),
        "trade": _divisions(),
        "asked": [
            {
                "metres": wish.metres,
                "within_m": wish.within_m,
                "by_distance": wish.basis != "zones",
                "by_zones": wish.basis != "distance",
                "same_trade": wish.same_trade,
                "digits": DIGITS.get(wish.same_trade, 0),
                "least_members": wish.least_members,
            }
        ],
        "exposed": [{"kind": wish.exposed}],
        "counted": [{"kind": kind} for kind in wish.counted],
        "hazardous": [{"kind": kind, "ring_m": _ring(layers, kind)} for kind in usual_kinds(layers)],
    }
    return {
        name: pyarrow.Table.from_pylist(
            [{key: row.get(key) for key in columns} for row in found[name]], pyarrow.schema(columns)
        )
        for name, columns in TABLES.items()
    }


def asked_fields() -> frozenset[str]:
    """The fields of sites that any rule asks for."""
    of_places = (field for each in places() for field in (*(name for name, _ in each.when), each.number_field))
    return frozenset(
        {STATED, *of_places, *(row["field"] for row in rows("joint_regions/trades"))} - {"", "residents"}
    )


def _places() -> list[dict[str, Any]]:
    """The places that rules speak of, each row with its number."""
    return [
        {"place_row": n, "place": each.place, "kind": each.layer, "conditions": len(each.when)}
        | {"number_field": each.number_field or None}
        | _range(each.allowed)
        for n, each in enumerate(places())
    ]


def _conditions() -> list[dict[str, Any]]:
    """What the fields of a site have to say so that it is one of these places."""
    return [
        {"place_row": n, "kind": each.layer, "field": name, "pattern": pattern}
        for n, each in enumerate(places())
        for name, pattern in each.when
    ]


def _guesses() -> list[dict[str, Any]]:
    """Trades told by the words of a field."""
    return [
        {"n": n, "kind": row["layer"], "field": row["field"], "code": row["code"]}
        | {"pattern": row["words"].replace(";", "|")}
        for n, row in enumerate(rows("joint_regions/trades"))
    ]


def _ring(layers: Layers, kind: str) -> float:
    throws = any(layer.of == kind and layer.rings for layer in layers)
    return ring_metres(layers, kind)[0] if throws else 0.0


def _divisions() -> list[dict[str, Any]]:
    """The section of each two digits of GB/T 4754, the first that is said."""
    found: dict[str, str] = {}
    for row in rows("joint_regions/industry"):
        found.setdefault(row["code"][:2], row["section"])
    return [{"division": code, "section": section} for code, section in found.items()]


def _range(allowed: str) -> dict[str, Any]:
    """A range of numbers as PostgreSQL writes it, its ends apart.

    >>> _range("(,50]")
    {'low': None, 'low_in': False, 'high': 50.0, 'high_in': True}
    """
    if not allowed:
        return {}
    low, high = (float(end) if end else None for end in allowed[1:-1].split(","))
    return {"low": low, "low_in": allowed[0] == "[", "high": high, "high_in": allowed[-1] == "]"}
