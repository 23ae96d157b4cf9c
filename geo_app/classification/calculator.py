"""Methods without a map: for scripts, and for checking an answer by hand."""

import json
from collections.abc import Mapping
from typing import Any

from geo_app.classification.catalogue import method_named
from geo_app.errors import BadInput


def calculate(method_name: str, text: str, variant: str | None = None) -> dict[str, Any]:
    """The assessment of inputs written as JSON: the symbols of the standard (S, R, alpha, level, D, colour …) on
    top, then clause, confidence, inputs and steps. Raises BadInput, NotFound.

    >>> calculate("lec", '{"L": 6, "E": 6, "C": 3}')["colour"].value
    'yellow'
    """
    method = method_named(method_name)
    try:
        inputs = json.loads(text)
    except ValueError as error:
        raise BadInput("输入不是有效的 JSON", f"例如 {_example(method_name)}") from error
    if not isinstance(inputs, Mapping):
        raise BadInput("输入应是一个 JSON 对象", f"例如 {_example(method_name)}")
    outcome = method.assess(inputs, variant)
    return {
        "method": method.name,
        "variant": method.variant(variant).name or None,
        **outcome.result,
        "clause": outcome.clause,
        "confidence": outcome.confidence,
        "unfinished": outcome.unfinished or None,
        "inputs": inputs,
        "steps": [vars(step) for step in outcome.steps],
    }


def _example(method_name: str) -> str:
    """The shape of the inputs of a method.

    >>> _example("mes")
    '{"M": 5, "E": 10, "S": 10}'
    """
    shape = {each.name: _sample(each) for each in method_named(method_name).inputs if each.required}
    return json.dumps(shape, ensure_ascii=False)


def _sample(asked: Any) -> Any:
    if asked.type == "table":
        return [{each.name: _sample(each) for each in asked.columns if each.required}]
    if asked.choices:
        return asked.choices[0].value
    return "…" if asked.type == "text" else 1
