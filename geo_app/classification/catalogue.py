"""All methods: one file each under `methods/`; adding a file is all it takes."""

from functools import cache

from geo_app.classification import methods
from geo_app.classification.method import Method
from geo_app.errors import NotFound
from geo_app.plugins import discover


@cache
def all_methods() -> dict[str, Method]:
    """Every method by name.

    >>> all_methods()["lec"].assess({"L": 6, "E": 6, "C": 3}).result["D"]
    108
    """
    found = (method for method in discover(methods, "METHOD") if isinstance(method, Method))
    return {method.name: method for method in found}


def method_named(name: str) -> Method:
    """One method. Raises NotFound with the names there are."""
    try:
        return all_methods()[name]
    except KeyError:
        raise NotFound(f"没有名为 {name} 的评估方法", f"现有方法:{'、'.join(all_methods())}") from None
