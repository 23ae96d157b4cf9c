"""Heat of a burning pool: an upright cylinder of flame over the bund, in calm air.

>>> screened = EQUATION.screen({"fuel": "gasoline", "area_m2": 500})
>>> screened.result["H_m"], [reach.distance_m for reach in screened.reaches]
(30.1, [22.0, 43.0, 77.0])
"""

from math import atan, exp, hypot, pi, sqrt

from geo_app.reckoning.inputs import Given, Input
from geo_app.reckoning.steps import Step, Value
from geo_app.reckoning.tables import plain
from geo_app.zones.equation import Effect, Equation
from geo_app.zones.equation_numbers import (
    Fuel,
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

NEAREST = 1.05  # of the radius: at the flame itself the view factor has no limit


def effect(given: Given) -> Effect:
    fuel, area = fuels()[given.text("fuel")], float(given.number("area_m2"))
    fraction, fraction_step = chosen(given, "fraction", "pool_fraction")
    humidity, humidity_step = chosen(given, "humidity", "humidity")
    diameter = 2 * sqrt(area / pi)
    burning = burning_rate(fuel, diameter)
    height = flame_height(burning, diameter)
    power = fraction * burning * fuel.heat_kj_kg / (1 + 4 * height / diameter)

    def strength(metres: float) -> float:
        seen = view_factor(2 * height / diameter, 2 * metres / diameter)
        return transmission(metres - diameter / 2, humidity) * power * seen

    rule, told = constant("flame_factor"), f"k × D:{plain(fuel.k_beta_1_m)} × {diameter:.1f} m"
    steps = (
        heat_step(fuel),
        Step("当量直径 D = √(4 × 面积 ÷ π)", f"{plain(area)} m2", round(diameter, 1), "m"),
        Step(
            "燃烧速率 m = m∞ × (1 − e^(−kD))", told, round(burning, 4), "kg/(m2·s)", fuel.clause, fuel.confidence
        ),
        Step("火焰高度 H", rule.text, round(height, 1), "m", rule.clause, rule.confidence),
        fraction_step,
        Step("火焰表面强度 E = 辐射系数 × m × 燃烧热 ÷ (1 + 4H/D)", "", round(power, 1), "kW/m²"),
        humidity_step,
        transmission_step(humidity),
        Step("热辐射 q = τ × E × 视角系数", "直立圆柱火焰对地面目标的最大视角系数，x 自池中心量起", None, "kW/m²"),
    )
    result: dict[str, Value] = {"D_m": round(diameter, 1), "H_m": round(height, 1), "E_kW_m2": round(power, 1)}
    return Effect(strength, NEAREST * diameter / 2, number("pool_far"), thresholds("radiation"), steps, result)


def burning_rate(fuel: Fuel, diameter_m: float) -> float:
    """Kilograms that a square metre of a pool burns in a second."""
    assert fuel.burning_kg_m2_s is not None
    return fuel.burning_kg_m2_s * (1 - exp(-fuel.k_beta_1_m * diameter_m))


def flame_height(burning: float, diameter_m: float) -> float:
    """Metres that the flame stands high in calm air."""
    rate = burning / (number("air_density") * sqrt(number("gravity") * diameter_m))
    return number("flame_factor") * diameter_m * rate ** number("flame_power")


def view_factor(h: float, s: float) -> float:
    """How much of what a target on the ground sees is flame, the target turned to see the most. `h` is the height
    of the cylinder and `s` the distance from its axis, both in radii (s > 1).

    >>> round(view_factor(4, 3), 3)
    0.179
    """
    a, b = (h**2 + s**2 + 1) / (2 * s), (1 + s**2) / (2 * s)
    tall = atan(sqrt((a + 1) * (s - 1) / ((a - 1) * (s + 1)))) / sqrt(a**2 - 1)
    flat = atan(sqrt((b + 1) * (s - 1) / ((b - 1) * (s + 1)))) / sqrt(b**2 - 1)
    upright = atan(h / sqrt(s**2 - 1)) / s - h / s * atan(sqrt((s - 1) / (s + 1))) + a * h / s * tall
    lying = (b - 1 / s) * flat - (a - 1 / s) * tall
    return hypot(upright, lying) / pi


EQUATION = Equation(
    name="pool_fire",
    title="池火热辐射",
    title_en="Pool fire",
    description="可燃液体在围堰内燃烧，求热辐射达到各阈值的距离；无风，火焰直立。",
    words="m = m∞(1 − e^(−kD));H = 42 D〔m ÷ (ρ√(gD))〕^0.61;q = τ E F,F 为圆柱火焰的视角系数",
    source="Babrauskas 1983;Thomas 1963;SFPE Handbook",
    inputs=(
        fuel_input(pools_only=True),
        Input("area_m2", "液池(围堰)面积", "Area of the pool or bund", "number", "m2"),
        *radiation_inputs(),
    ),
    effect=effect,
    thresholds=thresholds("radiation"),
)
