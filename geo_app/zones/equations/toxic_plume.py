"""A steady leak of toxic gas near the ground: the concentration straight downwind (Gaussian plume, Briggs rural).

>>> screened = EQUATION.screen({"substance": "ammonia", "rate_kg_s": 1, "wind_m_s": 2, "stability": "D"})
>>> [reach.distance_m for reach in screened.reaches]
[191.0, 460.0, 684.0]
"""

from math import pi

from geo_app.reckoning.inputs import Choice, Given, Input
from geo_app.reckoning.steps import Step, Value
from geo_app.reckoning.tables import plain, rows
from geo_app.zones.equation import Effect, Equation
from geo_app.zones.equation_numbers import constant_step, number, toxic_thresholds


def effect(given: Given) -> Effect:
    substance = next(row for row in rows("consequence/toxics") if row["name"] == given.text("substance"))
    rate, wind, molar = (
        float(given.number("rate_kg_s")),
        float(given.number("wind_m_s")),
        float(substance["molar_g"]),
    )
    curves = {row["axis"]: row for row in rows("consequence/stability") if row["class"] == given.text("stability")}

    def strength(metres: float) -> float:
        wide, high = (spread(curves[axis], metres) for axis in "yz")
        milligrams = rate * 1e6 / (pi * wind * wide * high)  # in a cubic metre
        return milligrams * number("molar_volume") / molar

    across, up = curves["y"], curves["z"]
    steps = (
        Step("泄漏速率 Q 和风速 u", f"{plain(rate)} kg/s,{plain(wind)} m/s(10 m 高)"),
        Step("横向扩散 σy", _curve(across), None, "m", across["clause"], across["confidence"]),
        Step("垂直扩散 σz", _curve(up), None, "m", up["clause"], up["confidence"]),
        Step(
            "浓度 C = Q ÷ (π u σy σz)", "地面源、地面目标、正下风向", None, "mg/m3", up["clause"], up["confidence"]
        ),
        constant_step("换算成 ppm:C × 摩尔体积 ÷ 摩尔质量", "molar_volume", "L/mol"),
        Step(f"{substance['title']}的摩尔质量", "查表", molar, "g/mol"),
        Step("未计入", "气体比空气重时的下沉、建筑物和地形、泄漏的持续时间；范围画成圆，因为风可来自任何方向"),
    )
    result: dict[str, Value] = {f"C_{metres}m_ppm": round(strength(metres), 2) for metres in (100, 1000)}
    near, far = number("plume_near"), number("plume_far")
    own = tuple(each for each in toxic_thresholds() if each.of == substance["name"])
    return Effect(strength, near, far, own, steps, result)


def spread(curve: dict[str, str], metres: float) -> float:
    """Metres that a plume has spread at a distance downwind, by one curve of Briggs."""
    return float(curve["factor"]) * metres * (1 + float(curve["curve_1_m"]) * metres) ** float(curve["power"])


def _curve(curve: dict[str, str]) -> str:
    return f"{curve['factor']} x (1 + {curve['curve_1_m']} x)^({curve['power']}),{curve['title']}"


def _choices(table: str, name: str) -> tuple[Choice, ...]:
    first = {row[name]: row for row in reversed(rows(f"consequence/{table}"))}
    return tuple(Choice(value, row["title"], row["title_en"]) for value, row in reversed(first.items()))


EQUATION = Equation(
    name="toxic_plume",
    title="有毒气体扩散(高斯烟羽)",
    title_en="Toxic gas (Gaussian plume)",
    description="近地面稳定连续泄漏，求正下风向浓度降到各阈值的距离。",
    words="C = Q ÷ (π u σy σz),σy、σz 按 Briggs 乡村曲线随距离和大气稳定度变化",
    source="Briggs 1973;Pasquill–Gifford",
    inputs=(
        Input("substance", "有毒气体", "Gas", "choice", choices=_choices("toxics", "name")),
        Input("rate_kg_s", "泄漏速率", "Release rate", "number", "kg/s"),
        Input("wind_m_s", "风速(10 m 高)", "Wind speed at 10 m", "number", "m/s"),
        Input("stability", "大气稳定度", "Stability", "choice", choices=_choices("stability", "class")),
    ),
    effect=effect,
    thresholds=toxic_thresholds(),
)
