"""All methods: one file each under `methods/`; adding a file is all it takes."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from geo_app.classification import methods
from geo_app.classification.method import Method, Variant
from geo_app.errors import NotFound, PackFault
from geo_app.plugins import discover
from geo_app.reckoning import packs, tables


@cache
def all_methods() -> dict[str, Method]:
    """Every method by name, with the variants that rule packs bring along.

    >>> all_methods()["lec"].assess({"L": 6, "E": 6, "C": 3}).result["D"]
    108
    """
    found = (method for method in discover(methods, "METHOD") if isinstance(method, Method))
    return {method.name: _with_packs(method) for method in found}


def _with_packs(method: Method) -> Method:
    known = {variant.name for variant in method.variants}
    brought = [pack.says for pack in packs.all_packs().values() if pack.says.subject == method.name]
    more = (Variant(each.variant, each.title, each.title_en) for each in brought if each.variant not in known)
    return replace(method, variants=(*method.variants, *more))


def open_packs(folder: Path) -> None:
    """Take in the rule packs of this deployment, once, at the door. Raises PackFault."""
    if packs.look_into(folder):
        for cached in (tables.rows, tables.bands, tables.factors, tables.rules, all_methods):
            cached.cache_clear()
        for pack in packs.all_packs().values():
            _check(pack)


def _check(pack: packs.Pack) -> None:
    """A pack must be for a method there is, and its rows must be bands."""
    if pack.says.subject not in all_methods():
        remedy = f"subject 可填：{'、'.join(all_methods())}"
        raise PackFault(f"规则包 {pack.name}：没有名为 {pack.says.subject} 的评估方法", remedy)
    for table in {row.get("table", "") for row in pack.says.rows}:
        try:
            ranges = tables.bands(table, pack.says.variant)
            assert all(band.meaning for band in ranges)
        except (OSError, ValueError, KeyError, AssertionError) as error:
            remedy = "每行须写明 table、min、max、grade、meaning 和 colour；写法见 data/packs/lec_shandong.toml"
            raise PackFault(f"规则包 {pack.name} 加入“{table}”的行读不成分级", remedy) from error


def method_named(name: str) -> Method:
    """One method. Raises NotFound with the names there are."""
    try:
        return all_methods()[name]
    except KeyError:
        raise NotFound(f"没有名为 {name} 的评估方法", f"现有方法：{'、'.join(all_methods())}") from None
