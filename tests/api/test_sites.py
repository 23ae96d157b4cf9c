"""Sites through the browser's door: create, read, change, retire; nobody overwrites anybody."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

PLACE = {"type": "Point", "coordinates": [102.45, 24.9]}


@pytest.fixture
def site(as_admin: TestClient) -> dict[str, Any]:
    answer = as_admin.post("/api/sites", json={"layer": "mine", "geometry": PLACE, "fields": {"name": "甲矿"}})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_new_site_is_read_back_with_its_version_as_etag(as_admin: TestClient, site: dict[str, Any]) -> None:
    answer = as_admin.get(f"/api/sites/{site['id']}")
    assert answer.headers["etag"] == '"1"'
    assert answer.json() == site
    assert (site["name"], site["geometry"], site["status"], site["colour"]) == ("甲矿", PLACE, "active", None)


def test_nobody_reads_or_writes_without_logging_in(client: TestClient) -> None:
    for answer in (
        client.get("/api/sites/1"),
        client.post("/api/sites", json={}),
        client.get("/collections/mine/items"),
    ):
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert "登录" in answer.json()["detail"]


def test_a_change_needs_the_version_that_was_seen(as_admin: TestClient, site: dict[str, Any]) -> None:
    address = f"/api/sites/{site['id']}"
    assert as_admin.patch(address, json={"fields": {"name": "乙矿"}}).status_code == 428
    first = as_admin.patch(
        address, json={"fields": {"name": "乙矿"}, "reason": "更名"}, headers={"If-Match": '"1"'}
    )
    assert (first.status_code, first.headers["etag"], first.json()["name"]) == (200, '"2"', "乙矿")


def test_a_conflict_shows_both_versions(as_admin: TestClient, site: dict[str, Any]) -> None:
    address = f"/api/sites/{site['id']}"
    as_admin.patch(address, json={"fields": {"name": "乙矿"}}, headers={"If-Match": '"1"'})
    answer = as_admin.patch(address, json={"fields": {"name": "丙矿"}}, headers={"If-Match": '"1"'})
    assert answer.status_code == 412
    assert answer.json()["current"]["name"] == "乙矿"
    assert answer.json()["yours"] == {"name": "丙矿"}
    assert as_admin.get(address).json()["name"] == "乙矿"


def test_a_retired_site_leaves_the_map_and_keeps_its_history(as_admin: TestClient, site: dict[str, Any]) -> None:
    address = f"/api/sites/{site['id']}"
    answer = as_admin.post(f"{address}/retire", json={"reason": "关闭退出"}, headers={"If-Match": '"1"'})
    assert answer.json()["status"] == "retired"
    assert as_admin.get("/collections/mine/items").json()["features"] == []
    newest = as_admin.get(f"{address}/history").json()[0]
    assert (newest["reason"], newest["changes"][0]["title"]) == ("关闭退出", "已停用")
    refused = as_admin.patch(address, json={"fields": {"name": "x"}}, headers={"If-Match": '"2"'})
    assert (refused.status_code, "已停用" in refused.json()["detail"]) == (400, True)


BAD_PLACES = {
    "0/0": {"type": "Point", "coordinates": [0, 0]},
    "latitude 200": {"type": "Point", "coordinates": [102.4, 200]},
    "swapped": {"type": "Point", "coordinates": [24.9, 102.45]},
    "crossing itself": {
        "type": "Polygon",
        "coordinates": [[[102, 24], [102.1, 24.1], [102.1, 24], [102, 24.1], [102, 24]]],
    },
    "empty": {"type": "Point", "coordinates": []},
    "no geometry": {"type": "Circle", "radius": 3},
    "text": {"type": "Point", "coordinates": ["a", "b"]},
    "a ring that does not close": {"type": "Polygon", "coordinates": [[[102, 24], [102.1, 24.1]]]},
}


@pytest.mark.parametrize("place", BAD_PLACES.values(), ids=BAD_PLACES.keys())
def test_an_impossible_place_is_refused_with_a_remedy(as_admin: TestClient, place: dict[str, Any]) -> None:
    answer = as_admin.post("/api/sites", json={"layer": "mine", "geometry": place, "fields": {"name": "x"}})
    assert answer.status_code == 400
    assert answer.json()["remedy"]
    assert as_admin.get("/collections/mine/items").json()["features"] == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "“名称”必须填写"),
        ({"name": "x", "capacity": "多"}, "“生产能力”应是数字"),
        ({"name": "x", "capacity": -1}, "“生产能力”应在允许范围内"),
        ({"name": "x", "capacity": "NaN"}, "有限的数字"),
        ({"name": "x", "workers": 1.5}, "整数"),
        ({"name": "x", "control_level": "国家级"}, "应是其中之一"),
        ({"name": "x", "telephone": "打电话"}, "不像电话号码"),
        ({"name": "x" * 3000}, "不能超过"),
        ({"name": "x\x00"}, "控制字符"),
        ({"name": "x", "colour": "red"}, "没有字段 colour"),
    ],
)
def test_an_impossible_value_is_named_in_the_words_of_its_field(
    as_admin: TestClient, fields: dict[str, Any], words: str
) -> None:
    answer = as_admin.post("/api/sites", json={"layer": "mine", "geometry": PLACE, "fields": fields})
    assert answer.status_code in (400, 404)
    assert words in answer.json()["detail"]


def test_a_code_exists_once_in_a_layer(as_admin: TestClient) -> None:
    new = {"layer": "mine", "geometry": PLACE, "fields": {"name": "甲", "code": "K-1"}}
    assert as_admin.post("/api/sites", json=new).status_code == 201
    answer = as_admin.post("/api/sites", json=new)
    assert (answer.status_code, "编号 K-1" in answer.json()["detail"]) == (400, True)


def test_derived_layers_cannot_be_written(as_admin: TestClient) -> None:
    for layer in ("chemical_plant_buffer", "division"):
        answer = as_admin.post("/api/sites", json={"layer": layer, "geometry": PLACE, "fields": {"name": "x"}})
        assert (answer.status_code, "推算" in answer.json()["detail"]) == (400, True)


def test_another_site_cannot_write_in_our_name(as_admin: TestClient) -> None:
    new = {"layer": "mine", "geometry": PLACE, "fields": {"name": "x"}}
    answer = as_admin.post("/api/sites", json=new, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_search_finds_names_codes_and_pinyin_initials(as_admin: TestClient) -> None:
    fields = {"name": "裕隆化工", "code": "HG-07"}
    as_admin.post("/api/sites", json={"layer": "risk_point", "geometry": PLACE, "fields": fields})
    for words in ("裕隆", "ylhg", "YLH", "hg-07", "化工"):
        assert [hit["name"] for hit in as_admin.get("/api/search", params={"q": words}).json()] == ["裕隆化工"], (
            words
        )
    for words in ("", "%", "_", "没有"):
        assert as_admin.get("/api/search", params={"q": words}).json() == []


def test_a_name_has_at_most_300_characters_and_as_many_rare_ones_are_kept(as_admin: TestClient) -> None:
    rare = "".join(chr(0x20000 + 7 * number) for number in range(300))  # four bytes each, nothing repeats

    def added(**fields: str) -> Response:
        return as_admin.post("/api/sites", json={"layer": "mine", "geometry": PLACE, "fields": fields})

    assert added(name=rare, code=rare).status_code == 201
    for name in ("name", "code"):
        answer = added(**{"name": "矿", name: rare + "矿"})
        assert answer.status_code == 400
        assert "不能超过 300 个字" in answer.text
