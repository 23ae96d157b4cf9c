"""The worked examples under their numbers: by `geo-app assess` where a method answers, else by the function that
every door goes through.

Examples 122 to 126 are left out: they are in local datums that the product refuses to convert without parameters
(tests/unit/test_datum.py); so is 128, the kinds of townships, which nothing here uses.
"""

import csv
import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from pyproj import CRS

from geo_app.classification.calculator import calculate
from geo_app.classification.substances import cas_is_valid
from geo_app.colour import Colour
from geo_app.divisions.code import number
from geo_app.geo.crs import Crs, crs
from geo_app.geo.gcj import to_bd09, to_gcj02
from geo_app.geo.planes import meridian_of
from geo_app.ingest.identifiers import read_credit_code
from geo_app.reckoning.tables import bands, rows
from geo_app.zones.distances import distance
from geo_app.zones.trades import industry, trade_of
from tests.spec.examples import HERE

Answer = Mapping[str, Any]
EXAMPLES = list(csv.DictReader((HERE / "worked_examples.csv").read_text(encoding="utf-8").splitlines()))
CHLORINE = 5  # tonnes that make Q; beta 4, and alpha 0.5 where nobody lives


def _major_hazard(given: Answer) -> Answer:
    """The product looks up Q and beta by the name of the substance: they must be those of the example."""
    names = {"LPG": "液化石油气"}
    items = [{"name": names.get(each["name"], each["name"]), "q": each["q"]} for each in given["items"]]
    return _assessed("gb18218", {"items": items, "residents_500m": given.get("residents_500m", 0)})


def _grade_of(given: Answer) -> Answer:
    """An installation of chlorine with nobody around that has just this R."""
    tonnes = Fraction(str(given["R"])) * CHLORINE / 2
    return _assessed("gb18218", {"items": [{"name": "氯", "q": str(float(tonnes))}], "residents_500m": 0})


def _alpha(given: Answer) -> Answer:
    return _assessed("gb18218", {"items": [{"name": "氯", "q": CHLORINE}], **given})


def _of_variants(table: str, value: str) -> Callable[[Answer], Answer]:
    def answered(given: Answer) -> Answer:
        variants = {row["variant"] for row in rows(table)}
        asked = Fraction(given[value])
        return {each: band.colour for each in variants for band in bands(table, each) if band.holds(asked)}

    return answered


def _matrix(given: Answer) -> Answer:
    answers = {f"{letter}{n}": value for letter in "LS" for n, value in enumerate(given[f"{letter}_items"], 1)}
    return _assessed("matrix4x4", answers)


def _diagnosis(given: Answer) -> Answer:
    if "score" in given:
        facts = [{"fact": each} for each in given.get("force_red", ())]
        return _assessed("hazchem_diagnosis", {"score": given["score"], "force_red": facts})
    found = {"hazardous_processes": 2, "class_a_places": 3, "standard_3": None}  # what the example says in words
    findings = [{"item": item, "count": count} for item, count in found.items()]
    around = {"hazard_level": "2", "outside_park": "outside", "distance_met": "met"}
    return _assessed("hazchem_diagnosis", {"findings": findings, **around})


def _overhead(given: Answer) -> Answer:
    nearest = min(given["residents_within_m_downstream"])
    told = {"nearest_downstream_m": nearest, "downstream_source": "算例"}
    return _assessed("tailings_class", {"V_1e4m3": 99, "H_m": 29, **told})


def _alert(given: Answer) -> Answer:
    return _assessed("tailings_alert", {"items": [{"item": "位移", **given["points"]}]})


def _credit_code(given: Answer) -> Answer:
    if "code" in given:
        return {"valid": read_credit_code(given["code"]) == given["code"]}
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return {"check": next(each for each in letters if isinstance(read_credit_code(given["first17"] + each), str))}


def _shifted(given: Answer) -> Answer:
    lon, lat = (np.array([degrees]) for degrees in given["wgs84"])
    moved = {"gcj02": to_gcj02(lon, lat), "bd09": to_bd09(lon, lat)}
    return {name: [float(axis[0]) for axis in axes] for name, axes in moved.items()}


def _zone(given: Answer) -> Answer:
    if "lon" in given:
        zone = int(given["lon"] // 6) + 1
        return {"zone": zone, "cm": int(meridian_of(np.array([zone]))[0])}
    told = {"cm": int(meridian_of(np.array([given["zone"]]))[0])}
    if "6-degree" in given["family"]:  # files in such zones come in; none goes out
        system = CRS.from_epsg(given["zone"] + 4478)
        assert f"Gauss-Kruger zone {given['zone']}" in system.name
        return {**told, "epsg": system.to_epsg()}
    numbered = "with prefix" in given["family"]
    found: list[Crs] = [crs(epsg) for epsg in range(4513, 4555)]
    epsg = next(each.epsg for each in found if each.meridian == told["cm"] and (each.epsg < 4534) is numbered)
    return {**told, "epsg": epsg}


def _trade(given: Answer) -> Answer:
    trade = trade_of("risk_point", {"trade_code": given.get("code") or given["raw"]})
    assert trade is not None
    section = next(row["section"] for row in industry().values() if row["code"][:2] == trade.code[:2])
    return {"code": trade.code, "section": section, "division": trade.code[:2], "group": trade.code[:3]}


def _assessed(method: str, inputs: Mapping[str, object], variant: str | None = None) -> Answer:
    return calculate(method, json.dumps(inputs), variant)


ANSWERED: dict[str, Callable[[Answer], Answer]] = {
    "gb18218_S": _major_hazard,
    "gb18218_R": _major_hazard,
    "gb18218_alpha": _alpha,
    "gb18218_level": _grade_of,
    "lec": lambda given: _assessed("lec", given),
    "lec_boundary": _of_variants("lec/bands", "D"),
    "ls": _of_variants("ls/bands", "R"),
    "jiangsu_4x4": _matrix,
    "hazchem_diagnosis": _diagnosis,
    "chem_park": lambda given: _assessed("chemical_park_score", given),
    "tailings_class_AQ2006": lambda given: _assessed("tailings_class", given, "AQ2006"),
    "tailings_alert": _alert,
    "overhead_pond": _overhead,
    "individual_risk": lambda given: _assessed("individual_risk", given),
    "societal_risk": lambda given: _assessed("societal_risk", given),
    "accident_grade": lambda given: _assessed("accident_grade", given),
    "setback": lambda given: {"clear": distance(given["rule"]).is_kept(given["distance_m"])},
    "uscc": _credit_code,
    "cas_check": lambda given: {"valid": cas_is_valid(given["cas"])},
    "gcj02": _shifted,
    "epsg": _zone,
    "division_code": lambda given: {"padded": str(number(given["code"]))},
    "industry_code": _trade,
}
NOT_ASKED = {"shift_gcj_m", "shift_bd_m"}  # follow from the places


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: f"{each['id']} {each['topic']}")
def test_a_worked_example_comes_out(example: dict[str, str]) -> None:
    expected = json.loads(example["expected"])
    answer = ANSWERED[example["topic"]](json.loads(example["inputs"]))
    for symbol in expected.keys() - NOT_ASKED:
        got = answer[symbol].value if isinstance(answer[symbol], Colour) else answer[symbol]
        assert got == (
            pytest.approx(expected[symbol], abs=1e-7) if symbol in ("gcj02", "bd09") else expected[symbol]
        )
