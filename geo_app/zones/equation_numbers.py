"""The numbers that the equations of consequence screening stand on: `data/consequence/`, each with its source."""

from dataclasses import dataclass
from functools import cache

from geo_app.reckoning.inputs import Choice, Given, Input
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import STATED, Rule, plain, rows, rules
from geo_app.zones.equation import Threshold


@dataclass(frozen=True)
class Fuel:
    """What burns: its heat of combustion and, for liquids, how fast a pool of it burns."""

    name: str
    title: str
    heat_kj_kg: float
    burning_kg_m2_s: float | None
    k_beta_1_m: float
    clause: str
    confidence: str


def constant(name: str) -> Rule:
    """A constant by its short name.

    >>> float(constant("tnt_heat").number)
    4520.0
    """
    return rules("consequence/constants")[name]


def number(name: str) -> float:
    return float(constant(name).number)


def constant_step(title: str, name: str, unit: str = "") -> Step:
    """A constant as a step of its own: what it is, and where from."""
    rule = constant(name)
    return Step(title, rule.text, float(rule.number), unit, rule.clause, rule.confidence)


def chosen(given: Given, asked: str, default: str) -> tuple[float, Step]:
    """The number that was given, or the usual one; and the step that says which."""
    rule = constant(default)
    if not given.has(asked):
        return float(rule.number), Step(
            rule.text, "未填写，取常用值", float(rule.number), "", rule.clause, rule.confidence
        )
    value = float(given.number(asked))
    return value, Step(rule.text, "按填写的值", value, "", "", STATED)


def radiation_inputs() -> tuple[Input, Input]:
    """The questions that every fire asks besides its own; without an answer the usual value holds."""
    return (
        Input("fraction", "辐射系数", "Radiated fraction", "number", "", False, maximum=1, note="不填时取 0.3"),
        Input("humidity", "相对湿度", "Humidity", "number", "%", False, maximum=100, note="不填时取 50"),
    )


@cache
def fuels() -> dict[str, Fuel]:
    """Every fuel by name."""
    return {
        row["name"]: Fuel(
            row["name"],
            row["title"],
            float(row["heat_kj_kg"]),
            float(row["burning_kg_m2_s"]) if row["burning_kg_m2_s"] else None,
            float(row["k_beta_1_m"] or 0),
            row["clause"],
            row["confidence"],
        )
        for row in rows("consequence/fuels")
    }


def fuel_input(pools_only: bool = False) -> Input:
    """The question which fuel it is."""
    choices = tuple(
        Choice(row["name"], row["title"], row["title_en"], f"燃烧热 {row['heat_kj_kg']} kJ/kg", row["confidence"])
        for row in rows("consequence/fuels")
        if row["burning_kg_m2_s"] or not pools_only
    )
    return Input("fuel", "可燃物", "Fuel", "choice", choices=choices)


def heat_step(fuel: Fuel) -> Step:
    return Step(f"{fuel.title}的燃烧热 Hc", "查表", fuel.heat_kj_kg, "kJ/kg", fuel.clause, fuel.confidence)


@cache
def thresholds(kind: str) -> tuple[Threshold, ...]:
    """The thresholds of overpressure or radiation, the gravest first."""
    return tuple(_threshold(row) for row in rows("consequence/thresholds") if row["kind"] == kind)


@cache
def toxic_thresholds() -> tuple[Threshold, ...]:
    """The thresholds of every toxic gas."""
    return tuple(_threshold(row, row["name"]) for row in rows("consequence/toxics"))


def _threshold(row: dict[str, str], of: str = "") -> Threshold:
    words = {key: row[key] for key in ("unit", "meaning", "meaning_en", "clause", "confidence")}
    return Threshold(value=float(row["value"]), level=int(row["level"]), of=of, **words)


def transmission(path_m: float, humidity: float) -> float:
    """The part of thermal radiation that humid air lets through over a path.

    >>> round(transmission(100, 50), 2)
    0.71
    """
    vapour = humidity / 100 * number("vapour_pressure") * max(path_m, 1)
    return min(1.0, number("transmission_factor") * vapour ** number("transmission_power"))


def transmission_step(humidity: float) -> Step:
    rule = constant("transmission_factor")
    told = f"{rule.text}；相对湿度 {plain(humidity)} %，水的饱和蒸气压 {plain(number('vapour_pressure'))} Pa"
    return Step("大气透射率 τ", told, None, "", rule.clause, rule.confidence)
