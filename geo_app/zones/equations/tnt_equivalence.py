"""Overpressure of a vapour cloud or an explosive, taken for the same energy of TNT.

>>> [reach.distance_m for reach in EQUATION.screen({"fuel": "lpg", "mass_t": 10}).reaches][:2]
[79.0, 134.0]
"""

from math import sqrt

from geo_app.reckoning.inputs import Given, Input
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import plain
from geo_app.zones.equation import Effect, Equation
from geo_app.zones.equation_numbers import (
    chosen,
    constant,
    constant_step,
    fuel_input,
    fuels,
    heat_step,
    number,
    thresholds,
)


def effect(given: Given) -> Effect:
    fuel, mass_kg = fuels()[given.text("fuel")], float(given.number("mass_t")) * 1000
    share, share_step = chosen(given, "yield", "tnt_yield")
    tnt_kg = share * mass_kg * fuel.heat_kj_kg / number("tnt_heat")
    scale = (number("ground_factor") * tnt_kg) ** (1 / 3)  # metres of a scaled distance of 1
    told = f"{plain(share)} × {plain(mass_kg)} kg × {plain(fuel.heat_kj_kg)} ÷ {plain(number('tnt_heat'))}"
    peak = constant("blast_peak")
    steps = (
        heat_step(fuel),
        share_step,
        constant_step("TNT 的爆热", "tnt_heat", "kJ/kg"),
        Step("TNT 当量 W = 当量系数 × 质量 × 燃烧热 ÷ TNT 爆热", told, round(tnt_kg, 1), "kg"),
        constant_step("地面反射", "ground_factor"),
        Step("比例距离 Z = 距离 ÷ (反射系数 × W)^(1/3)", f"Z = 1 对应 {scale:.1f} m", round(scale, 1), "m"),
        Step(
            "超压",
            f"{peak.text};p0 = {plain(number('air_pressure'))} kPa",
            None,
            "kPa",
            peak.clause,
            peak.confidence,
        ),
    )
    near, far = number("near_scaled") * scale, number("far_scaled") * scale
    result = {"W_TNT_kg": round(tnt_kg, 1), "near_m": round(near, 1), "far_m": round(far, 1)}
    return Effect(
        lambda metres: overpressure(metres / scale), near, far, thresholds("overpressure"), steps, result
    )


def overpressure(scaled: float) -> float:
    """Side-on overpressure in kPa at a scaled distance in m/kg^(1/3), in free air.

    >>> round(overpressure(10), 2)
    9.99
    """
    rises = 1 + (scaled / number("blast_top")) ** 2
    falls = [1 + (scaled / number(f"blast_{name}")) ** 2 for name in ("first", "second", "third")]
    return number("air_pressure") * number("blast_peak") * rises / sqrt(falls[0] * falls[1] * falls[2])


EQUATION = Equation(
    name="tnt_equivalence",
    title="爆炸超压(TNT 当量法)",
    title_en="Explosion overpressure (TNT equivalence)",
    description="把可燃蒸气云的能量按当量系数折成 TNT，用比例距离求冲击波超压。",
    words="W = 当量系数 × 质量 × 燃烧热 ÷ TNT 爆热；Z = 距离 ÷ (1.8 W)^(1/3)；超压是 Z 的函数(Kinney–Graham)",
    source="AQ/T 3046-2013;Kinney & Graham, Explosive Shocks in Air, 1985",
    inputs=(
        fuel_input(),
        Input("mass_t", "参与爆炸的质量", "Mass that explodes", "number", "t"),
        Input("yield", "当量系数", "Yield", "number", required=False, maximum=1, note="不填时取 0.04"),
    ),
    effect=effect,
    thresholds=thresholds("overpressure"),
)
