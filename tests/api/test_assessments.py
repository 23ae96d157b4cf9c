"""Assessing through the door: methods, substances, previews, what is kept, overrides, and who may."""

import json
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from geo_app.db import Database
from tests.conftest import log_in

LEC = {"method": "lec", "inputs": {"L": 6, "E": 6, "C": 3}}
TANKS = {"method": "gb18218", "inputs": {"items": [{"name": "液氯", "q": 50}]}}
ASSESSMENT = {"id", "method", "method_title", "variant", "variant_title", "inputs", "steps", "result", "clause"}
ASSESSMENT |= {"method_title_en", "variant_title_en", "reason_en"}
ASSESSMENT |= {"confidence", "computed_colour", "colour", "override", "assessor", "assessed_on", "review_on"}
STEP = {"title", "text", "value", "unit", "clause", "confidence", "unverified", "title_en", "text_en", "unit_en"}
ASSESSMENT |= {"standing", "counted", "reason", "changed_by", "unfinished", "unverified", "pack"}


@pytest.fixture
def add(as_admin: TestClient) -> Callable[..., int]:
    def add(layer: str, lon: float = 102.48, **fields: object) -> int:
        place = {"type": "Point", "coordinates": [lon, 24.9]}
        answer = as_admin.post("/api/sites", json={"layer": layer, "geometry": place, "fields": fields})
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    return add


@pytest.fixture
def plant(add: Callable[..., int]) -> int:
    return add("chemical_plant", name="演示化工厂")


def told(answer: Response, status: int) -> dict[str, str]:
    """A problem in Chinese with its remedy, without SQL or traceback."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, str] = answer.json()
    assert "SELECT" not in answer.text
    assert "Traceback" not in answer.text
    return problem


def test_the_methods_declare_their_forms_and_their_layers(as_admin: TestClient) -> None:
    methods = {each["name"]: each for each in as_admin.get("/api/methods").json()}
    assert {"lec", "gb18218"} <= set(methods)
    lec = methods["lec"]
    assert lec["variants"][0]["name"] == "four_colour_lower_inclusive"
    likelihood = lec["inputs"][0]
    assert likelihood["choices"][0] == {
        "value": 10,
        "label": "完全可以预料",
        "label_en": "To be expected",
        "note": "",
        "note_en": "",
        "confidence": "seen in 5 independent sources",
    }
    assert "mine" in lec["layers"]
    assert [each["name"] for each in methods["gb18218"]["inputs"][0]["columns"]][:2] == ["name", "q"]


@pytest.mark.parametrize(
    ("words", "name"), [("液氯", "氯"), ("7664-41-7", "氨"), ("chlorine", "氯"), ("柴油", "柴油")]
)
def test_a_substance_is_found_by_name_alias_or_cas_number(as_admin: TestClient, words: str, name: str) -> None:
    first = as_admin.get("/api/substances", params={"q": words}).json()[0]
    assert first["name"] == name
    assert first["threshold_t"] > 0
    assert first["clause"].startswith("GB 18218-2018 表")


def test_a_preview_is_answered_and_nothing_is_kept(as_admin: TestClient, plant: int) -> None:
    answer = as_admin.post(f"/api/sites/{plant}/assessments", json={**LEC, "preview": True})
    assert answer.status_code == 200
    assert answer.json()["id"] is None
    assert answer.json()["result"] == {"D": 108, "colour": "yellow"}
    assert as_admin.get(f"/api/sites/{plant}/assessments").json() == []
    assert as_admin.get(f"/api/sites/{plant}").json()["colour"] is None


def test_an_assessment_is_kept_with_its_steps_and_colours_the_site(as_admin: TestClient, plant: int) -> None:
    body = {**LEC, "variant": "coal", "assessed_on": "2026-01-15"}
    answer = as_admin.post(f"/api/sites/{plant}/assessments", json=body)
    assert answer.status_code == 201, answer.text
    kept = answer.json()
    assert set(kept) == ASSESSMENT
    assert (kept["colour"], kept["variant"], kept["review_on"]) == ("orange", "coal", "2029-01-15")
    assert all(set(step) == STEP for step in kept["steps"])
    assert "6 × 6 × 3 = 108" in json.dumps(kept["steps"], ensure_ascii=False)
    site = as_admin.get(f"/api/sites/{plant}").json()
    assert (site["colour"], site["method"], site["review_on"]) == ("orange", "lec", "2029-01-15")


def test_the_list_is_newest_first_and_one_stands(as_admin: TestClient, plant: int) -> None:
    for day in ("2026-01-15", "2026-02-15", "2025-12-15"):
        as_admin.post(f"/api/sites/{plant}/assessments", json={**LEC, "assessed_on": day})
    listed = as_admin.get(f"/api/sites/{plant}/assessments").json()
    assert [each["assessed_on"] for each in listed] == ["2026-02-15", "2026-01-15", "2025-12-15"]
    assert [each["standing"] for each in listed] == [True, False, False]


def test_the_past_shows_the_assessment_that_stood_then(as_admin: TestClient, plant: int) -> None:
    before = as_admin.get(f"/api/sites/{plant}").json()["changed_at"]
    as_admin.post(f"/api/sites/{plant}/assessments", json=LEC)
    past = as_admin.get(f"/api/sites/{plant}/assessments", params={"as_of": before})
    assert past.status_code == 200
    assert past.json() == []


def test_residents_are_counted_from_the_map(as_admin: TestClient, plant: int, add: Callable[..., int]) -> None:
    add("settlement", 102.483, name="河边村", residents=64)
    kept = as_admin.post(f"/api/sites/{plant}/assessments", json=TANKS).json()
    assert kept["result"] == {
        "S": 10,
        "major": True,
        "residents_500m": 64,
        "alpha": 1.5,
        "R": 60,
        "level": 2,
        "colour": "orange",
    }
    near = as_admin.get(f"/api/sites/{plant}/residents").json()
    assert (near["metres"], near["people"], near["is_complete"]) == (500, 64, True)
    assert near["settlements"][0]["name"] == "河边村"


def test_unknown_residents_can_be_previewed_but_not_kept(as_admin: TestClient, plant: int) -> None:
    draft = as_admin.post(f"/api/sites/{plant}/assessments", json={**TANKS, "preview": True}).json()
    assert draft["result"]["S"] == 10
    assert "不能按 0 人计" in draft["unfinished"]
    problem = told(as_admin.post(f"/api/sites/{plant}/assessments", json=TANKS), 400)
    assert "没有登记任何居民区" in problem["detail"]
    assert problem["remedy"]


def test_an_override_keeps_the_computed_colour_beside_it(as_admin: TestClient, plant: int) -> None:
    number = as_admin.post(f"/api/sites/{plant}/assessments", json=LEC).json()["id"]
    answer = as_admin.post(f"/api/assessments/{number}/override", json={"colour": "red", "reason": "紧邻学校"})
    assert answer.status_code == 200, answer.text
    changed = answer.json()
    assert (changed["computed_colour"], changed["colour"]) == ("yellow", "red")
    assert changed["override"]["reason"] == "紧邻学校"
    assert as_admin.get(f"/api/sites/{plant}").json()["colour"] == "red"
    told(as_admin.post(f"/api/assessments/{number}/override", json={"colour": "red", "reason": ""}), 400)
    told(as_admin.post(f"/api/assessments/{number}/override", json={"colour": "green", "reason": "低"}), 400)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"method": "lec", "inputs": {"L": 6, "E": 6, "C": 16}}, 400, "不能取 16"),
        ({"method": "lec", "inputs": {"L": 6}}, 400, "缺少"),
        ({"method": "lec", "inputs": {"L": "NaN", "E": 6, "C": 3}}, 400, "不是数字"),
        ({"method": "tarot", "inputs": {}}, 404, "没有名为 tarot 的评估方法"),
        ({"method": "lec", "variant": "x", "inputs": LEC["inputs"]}, 400, "没有名为 x 的版本"),
        ({**LEC, "assessed_on": "2999-01-01"}, 400, "评估日期"),
        ({"method": "tailings_class", "inputs": {"V_1e4m3": 1, "H_m": 1}}, 400, "不用“尾矿库等别”评估"),
        ({"method": "gb18218", "inputs": {"items": [{"name": "神秘粉末", "q": 3}]}}, 400, "神秘粉末"),
        ({"method": "gb18218", "inputs": {"items": [{"name": "氯", "q": -3}]}}, 400, "不能小于 0"),
    ],
)
def test_bad_input_gets_a_clear_answer(
    as_admin: TestClient, plant: int, body: dict[str, object], status: int, words: str
) -> None:
    problem = told(as_admin.post(f"/api/sites/{plant}/assessments", json=body), status)
    assert words in problem["detail"]
    assert problem["remedy"]
    assert as_admin.get(f"/api/sites/{plant}/assessments").json() == []


def test_a_number_that_json_does_not_know_is_refused(as_admin: TestClient, plant: int) -> None:
    for number in ("NaN", "Infinity", "1e999", "9" * 5000):
        text = json.dumps({**LEC, "inputs": {"L": 0, "E": 6, "C": 3}}).replace('"L": 0', f'"L": {number}')
        headers = {"content-type": "application/json"}
        told(as_admin.post(f"/api/sites/{plant}/assessments", content=text, headers=headers), 400)


def test_a_stranger_gets_nothing(client: TestClient) -> None:
    for path in ("/api/methods", "/api/substances", "/api/sites/1/assessments", "/api/sites/1/residents"):
        told(client.get(path), 401)
    told(client.post("/api/sites/1/assessments", json=LEC), 401)
    told(client.post("/api/assessments/1/override", json={"colour": "red", "reason": "从严"}), 401)


def test_another_county_and_a_viewer_are_kept_out(as_admin: TestClient, database: Database, plant: int) -> None:
    number = as_admin.post(f"/api/sites/{plant}/assessments", json=LEC).json()["id"]
    elsewhere = log_in(as_admin, database, "editor", ["530181"])  # the plant lies in no known division
    told(elsewhere.get(f"/api/sites/{plant}/assessments"), 404)
    told(elsewhere.get(f"/api/sites/{plant}/residents"), 404)
    told(elsewhere.post(f"/api/sites/{plant}/assessments", json=LEC), 404)
    told(elsewhere.post(f"/api/assessments/{number}/override", json={"colour": "red", "reason": "从严"}), 404)
    viewer = log_in(as_admin, database, "viewer", [""])
    assert viewer.get(f"/api/sites/{plant}/assessments").status_code == 200
    told(viewer.post(f"/api/sites/{plant}/assessments", json=LEC), 403)
    told(viewer.post(f"/api/assessments/{number}/override", json={"colour": "red", "reason": "从严"}), 403)


@pytest.mark.parametrize("metres", ["0", "-5", "nan", "60000", "x"])
def test_impossible_metres_are_refused(as_admin: TestClient, plant: int, metres: str) -> None:
    told(as_admin.get(f"/api/sites/{plant}/residents", params={"metres": metres}), 400)
