"""Consequence screening: how far an accident reaches by a published equation. Screening, not design."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from sqlalchemy.orm import Session

from geo_app.errors import BadInput, NotFound
from geo_app.numbers.confirmations import as_confirmed
from geo_app.plugins import discover
from geo_app.reckoning.tables import weakest
from geo_app.zones import equations
from geo_app.zones.equation import Equation, Screening

WARNING = "仅供筛查，不能用于设计：简化公式估算，不能代替定量风险评价和安全评价"
WARNING_EN = "Screening, not design: simple equations, no substitute for a quantitative risk assessment"


@cache
def all_equations() -> dict[str, Equation]:
    """Every equation by name.

    >>> list(all_equations())
    ['fireball', 'pool_fire', 'tnt_equivalence', 'toxic_plume']
    """
    found = (each for each in discover(equations, "EQUATION") if isinstance(each, Equation))
    return {equation.name: equation for equation in found}


def equation_named(name: str) -> Equation:
    """One equation. Raises NotFound with the names there are."""
    try:
        return all_equations()[name]
    except KeyError:
        raise NotFound(f"没有名为 {name} 的后果公式", f"现有公式：{'、'.join(all_equations())}") from None


def screen(session: Session, model: str, inputs: Mapping[str, object]) -> Screening:
    """Screen an accident, saying of each number from memory that has been confirmed by whom and against what."""
    said = as_confirmed(session, equation_named(model).screen(inputs))
    return replace(said, confidence=weakest(*said.rests_on))


def screen_text(model: str, text: str) -> Screening:
    """Screen from a JSON object of inputs.

    >>> screened = screen_text("fireball", '{"fuel": "lpg", "mass_t": 10}')
    >>> screened.result["D_m"], screened.result["t_s"]
    (125.0, 9.7)
    """
    equation = equation_named(model)
    try:
        inputs = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadInput("输入不是有效的 JSON", '请给出一个对象，例如 {"mass_t": 10}') from error
    if not isinstance(inputs, dict):
        raise BadInput("输入应是一个 JSON 对象", '请给出一个对象，例如 {"mass_t": 10}')
    return equation.screen(inputs)
