"""Grades from a product of factors (LEC, LS, MES): multiply, then look the product up in a table of bands."""

from collections.abc import Mapping
from fractions import Fraction
from math import prod

from geo_app.classification.method import Outcome
from geo_app.reckoning.inputs import Given
from geo_app.reckoning.steps import Step, json_value
from geo_app.reckoning.tables import Band, Factor, band_of, plain, weakest

Meanings = Mapping[str, tuple[Factor, ...]]


def graded_product(given: Given, symbol: str, names: str, meanings: Meanings, ranges: tuple[Band, ...]) -> Outcome:
    """Multiply the factors `names` (one letter each) to `symbol`, and read the colour from `ranges`."""
    found = [factor for name in names for factor in meanings.get(name, ()) if factor.value == given.number(name)]
    value = prod((given.number(name) for name in names), start=Fraction(1))
    band = band_of(ranges, value)
    reckoning = " × ".join(plain(given.number(name)) for name in names)
    steps = [_factor_step(factor) for factor in found]
    steps.append(Step(f"{symbol} = {' × '.join(names)}", f"{reckoning} = {plain(value)}", json_value(value)))
    steps.append(band_step(symbol, band))
    return Outcome(
        steps=tuple(steps),
        result={symbol: json_value(value), "colour": band.colour},
        computed_colour=band.colour,
        clause=band.clause,
        confidence=weakest(band.confidence, *(factor.confidence for factor in found)),
    )


def band_step(symbol: str, band: Band) -> Step:
    """Reading a value off its table, in words."""
    colour = f"{band.colour.label}色 · " if band.colour else ""
    note = f"({band.note})" if band.note else ""
    return Step(
        title="对照分级表",
        text=f"{band.span.replace('值', symbol)}：{colour}{band.meaning}{note}",
        value=band.grade,
        clause=band.clause,
        confidence=band.confidence,
    )


def _factor_step(factor: Factor) -> Step:
    note = f"({factor.note})" if factor.note else ""
    return Step(
        title=factor.title,
        text=f"{factor.factor} = {plain(factor.value)}：{factor.meaning}{note}",
        value=json_value(factor.value),
        clause=factor.clause,
        confidence=factor.confidence,
    )
