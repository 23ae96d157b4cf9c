"""Heat of a fireball: a vessel of liquefied gas bursts and all that it holds burns at once (BLEVE).

>>> screened = EQUATION.screen({"fuel": "lpg", "mass_t": 10})
>>> screened.result["D_m"], [reach.distance_m for reach in screened.reaches]
(125.0, [114.0, 228.0, 412.0])
"""

from math import hypot, pi

from geo_app.reckoning.inputs import Given, Input
from geo_app.reckoning.steps import Step, Value
from geo_app.reckoning.tables import plain
from geo_app.zones.equation import Effect, Equation
from geo_app.zones.equation_numbers import (
    chosen,
    constant,
    fuel_input,
    fuels,
    heat_step,
    number,
    radiation_inputs,
    thresholds,
    transmission,
    transmission_step,
)


def effect(given: Given) -> Effect:
    fuel, mass_kg = fuels()[given.text("fuel")], float(given.number("mass_t")) * 1000
    fraction, fraction_step = chosen(given, "fraction", "fireball_fraction")
    humidity, humidity_step = chosen(given, "humidity", "humidity")
    diameter, seconds = number("fireball_diameter") * mass_kg ** (1 / 3), duration(mass_kg)
    height, full = number("fireball_height") * diameter, fraction * mass_kg * fuel.heat_kj_kg
    power = min(full / (pi * diameter**2 * seconds), number("fireball_power"))

    def strength(metres: float) -> float:
        away = hypot(metres, height)
        return transmission(away - diameter / 2, humidity) * power * (diameter / 2 / away) ** 2

    steps = (
        heat_step(fuel),
        _step("火球直径 D", "fireball_diameter", f"{plain(mass_kg)} kg", round(diameter, 1), "m"),
        _step("持续时间 t", _duration_rule(mass_kg), f"{plain(mass_kg)} kg", round(seconds, 1), "s"),
        _step("中心高度 h", "fireball_height", f"{diameter:.1f} m", round(height, 1), "m"),
        fraction_step,
        Step("表面热辐射强度 E = 辐射系数 × 质量 × 燃烧热 ÷ (π D² t)", _capped(), round(power, 1), "kW/m²"),
        humidity_step,
        transmission_step(humidity),
        Step("热辐射 q = τ × E × (D/2)² ÷ (x² + h²)", "目标正对火球，x 为离火球中心正下方的距离", None, "kW/m²"),
    )
    result: dict[str, Value] = {"D_m": round(diameter, 1), "t_s": round(seconds, 1), "E_kW_m2": round(power, 1)}
    return Effect(strength, 0, number("fireball_far"), thresholds("radiation"), steps, result)


def duration(mass_kg: float) -> float:
    """Seconds that a fireball lasts.

    >>> round(duration(10_000), 1), round(duration(100_000), 1)
    (9.7, 17.7)
    """
    rule = _duration_rule(mass_kg)
    return number(rule) * mass_kg ** (1 / 3 if rule == "fireball_small" else 1 / 6)


def _duration_rule(mass_kg: float) -> str:
    return "fireball_small" if mass_kg < number("fireball_split") else "fireball_large"


def _step(title: str, rule: str, told: str, value: float, unit: str) -> Step:
    known = constant(rule)
    return Step(title, f"{known.text}；{plain(known.number)},{told}", value, unit, known.clause, known.confidence)


def _capped() -> str:
    return f"不超过 {plain(number('fireball_power'))} kW/m²"


EQUATION = Equation(
    name="fireball",
    title="火球热辐射(沸腾液体扩展蒸气爆炸)",
    title_en="Fireball (BLEVE)",
    description="压力容器破裂，液化气体全部参与燃烧成火球，求热辐射达到各阈值的距离。",
    words="D = 5.8 质量^(1/3);t = 0.45 质量^(1/3)(30 t 起为 2.6 质量^(1/6));q = τ E (D/2)² ÷ (x² + h²)",
    source="CCPS, Guidelines for Evaluating … Vapor Cloud Explosions, Flash Fires and BLEVEs, 1994",
    inputs=(
        fuel_input(),
        Input("mass_t", "容器内的质量", "Mass in the vessel", "number", "t"),
        *radiation_inputs(),
    ),
    effect=effect,
    thresholds=thresholds("radiation"),
)
