"""Joint regions: proposed from the map, decided by people, seen on both sides of a border, compared over time."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from shapely.geometry import box, mapping, shape

from geo_app.db import Database
from tests.conftest import log_in

pytestmark = pytest.mark.usefixtures("divisions")
URL = "/api/joint-regions"


def plant(client: TestClient, lon: float, name: str, **fields: Any) -> int:
    """A plant of 100 m around 24.9°N."""
    place = mapping(box(lon, 24.9, lon + 0.001, 24.901))
    body = {"layer": "chemical_plant", "geometry": place, "fields": {"name": name, **fields}}
    answer = client.post("/api/sites", json=body)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def station(client: TestClient, lon: float, name: str) -> int:
    place = {"type": "Point", "coordinates": [lon, 24.9005]}
    fields = {"name": name, "station_type": "petrol"}
    answer = client.post("/api/sites", json={"layer": "fuel_station", "geometry": place, "fields": fields})
    return int(answer.json()["id"])


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def propose(client: TestClient, **wish: Any) -> Any:
    return ok(client.post(f"{URL}/propose", json={"division": "53", **wish}))


def test_plants_of_one_trade_whose_rings_overlap_belong_together(as_admin: TestClient) -> None:
    near = [
        plant(as_admin, 102.45 + n * 0.008, f"{n} 厂", enterprise_type="production", unit="甲局") for n in (0, 1)
    ]
    plant(as_admin, 102.48, "远厂", enterprise_type="production")
    station(as_admin, 102.452, "油站")
    found = propose(as_admin)
    assert (found["sites"], found["found"]) == (4, 1)
    (region,) = found["regions"]
    assert sorted(region["member_ids"]) == near
    assert region["members"][0]["trade"] == "26"
    assert "大类(化学原料和化学制品制造业)" in region["basis"]
    assert region["lead_unit"] == "甲局"
    outline = shape(region["geometry"])
    assert outline.is_valid
    assert outline.covers(box(102.45, 24.9, 102.459, 24.901))


@pytest.mark.parametrize(("within_m", "regions"), [(705, 0), (710, 1)])
def test_the_distance_is_measured_edge_to_edge_on_the_ellipsoid(
    as_admin: TestClient, within_m: float, regions: int
) -> None:
    plant(as_admin, 102.45, "甲", enterprise_type="production")
    plant(as_admin, 102.458, "乙", enterprise_type="production")  # 0.007° of longitude apart: 707.2 m
    assert propose(as_admin, basis="distance", within_m=within_m)["found"] == regions


def test_another_trade_joins_only_where_trades_do_not_count(as_admin: TestClient) -> None:
    plant(as_admin, 102.45, "甲", enterprise_type="production")
    station(as_admin, 102.452, "油站")
    assert propose(as_admin)["found"] == 0
    assert propose(as_admin, same_trade="any")["found"] == 1


def test_an_unknown_trade_is_said_and_goes_with_its_own_kind(as_admin: TestClient) -> None:
    for n in (0, 1):
        plant(as_admin, 102.45 + n * 0.002, f"{n} 厂")
    found = propose(as_admin)
    assert found["unknown_trade"] == 2
    assert "行业不明" in found["notes"][0]
    assert found["regions"][0]["members"][0]["trade"] is None


def test_forms_are_told_apart_on_wish(as_admin: TestClient) -> None:
    plant(as_admin, 102.45, "甲", enterprise_type="production")
    plant(as_admin, 102.452, "乙", enterprise_type="other")
    assert propose(as_admin)["found"] == 1
    assert propose(as_admin, same_form=True)["found"] == 0


@pytest.fixture
def region(as_admin: TestClient) -> dict[str, Any]:
    """A region of two plants west and one east of the border at 102.5°E."""
    ids = [plant(as_admin, lon, name) for lon, name in ((102.493, "西甲"), (102.497, "西乙"), (102.501, "东丙"))]
    return ok(as_admin.post(URL, json={"member_ids": ids, "reason": "试点", "within_m": 500}), 201)


def test_a_region_across_a_border_names_both_sides(as_admin: TestClient, region: dict[str, Any]) -> None:
    assert (region["crosses"], region["members"], region["division"]) == ("county", 3, "530100000000")
    assert {"530181", "530115"} <= {each["code"] for each in region["divisions"]}
    (border,) = region["borders"]
    assert border["level"] == "county"
    assert 1000 < border["length_m"] < 1300  # 500 m on either side of a plant of 110 m
    assert {member["name"] for member in region["member_list"]} == {"西甲", "西乙", "东丙"}


def test_whoever_sees_a_member_sees_the_region_and_all_names_but_changes_nothing(
    as_admin: TestClient, region: dict[str, Any], database: Database
) -> None:
    log_in(as_admin, database, "editor", ["530115"])
    seen = ok(as_admin.get(f"{URL}/{region['id']}"))
    assert [(each["name"], each["can_open"]) for each in seen["member_list"] if each["name"] == "东丙"] == [
        ("东丙", True)
    ]
    assert sum(each["can_open"] for each in seen["member_list"]) == 1
    assert not seen["can_edit"]
    url, version = f"{URL}/{region['id']}", {"If-Match": f'"{seen["version"]}"'}
    answer = as_admin.patch(url, json={"name": "我的", "reason": "试"}, headers=version)
    assert answer.status_code == 403
    assert "上一级" in answer.json()["remedy"]
    log_in(as_admin, database, "editor", ["530181007"])
    assert as_admin.get(url).status_code == 404


def test_neighbours_across_the_border_are_told(
    as_admin: TestClient, region: dict[str, Any], database: Database
) -> None:
    log_in(as_admin, database, "viewer", ["530115"])
    (news,) = ok(as_admin.get("/api/notices"))["notices"]
    assert news["title"] == f"跨界联防联控区“{region['name']}”已确认"
    assert "成员 3 家" in news["text"]


def test_the_region_takes_the_colour_of_its_worst_member_and_follows_it(
    as_admin: TestClient, region: dict[str, Any]
) -> None:
    assert region["colour"] is None
    worst = region["member_list"][0]["site_id"]
    body = {"method": "expert", "inputs": {"colour": "orange", "reason": "专家意见一致"}}
    ok(as_admin.post(f"/api/sites/{worst}/assessments", json=body), 201)
    assert ok(as_admin.get(f"{URL}/{region['id']}"))["colour"] == "orange"


def test_versions_say_who_joined_who_left_and_why(as_admin: TestClient, region: dict[str, Any]) -> None:
    url = f"{URL}/{region['id']}"
    fourth = plant(as_admin, 102.489, "西丁")
    gone = region["member_list"][0]
    wish = {"add": [fourth], "drop": [gone["site_id"]], "reason": "甲厂停产"}
    changed = ok(as_admin.post(f"{url}/members", json=wish, headers={"If-Match": f'"{region["version"]}"'}))
    assert changed["members"] == 3
    patch = {"stage": "ended", "reason": "重新划定"}
    ok(as_admin.patch(url, json=patch, headers={"If-Match": f'"{changed["version"]}"'}))
    end, middle, start = ok(as_admin.get(f"{url}/versions"))
    assert [each["name"] for each in start["joined"]] == ["西甲", "西乙", "东丙"]
    assert (middle["reason"], middle["joined"][0]["name"], middle["left"][0]["name"]) == (
        "甲厂停产",
        "西丁",
        gone["name"],
    )
    assert [(each["title"], each["old"], each["new"]) for each in end["changes"]] == [("阶段", "已确认", "已终止")]
    assert ok(as_admin.get(URL)) == []  # ended: off the map, not out of the history
    assert ok(as_admin.get("/collections/joint_region/items"))["features"] == []


def test_a_change_on_an_old_version_is_a_conflict(as_admin: TestClient, region: dict[str, Any]) -> None:
    url = f"{URL}/{region['id']}"
    answer = as_admin.patch(url, json={"name": "新名", "reason": "试"}, headers={"If-Match": '"1"'})
    assert answer.status_code == 412
    assert as_admin.patch(url, json={"name": "新名", "reason": "试"}).status_code == 428


def test_split_and_merge_keep_members_and_records(as_admin: TestClient, region: dict[str, Any]) -> None:
    url = f"{URL}/{region['id']}"
    fourth = plant(as_admin, 102.505, "东丁")
    grown = ok(
        as_admin.post(
            f"{url}/members",
            json={"add": [fourth], "reason": "新建"},
            headers={"If-Match": f'"{region["version"]}"'},
        )
    )
    ids = [each["site_id"] for each in grown["member_list"]]
    record = {"type": "drill", "on": "2026-05-12", "unit": "县应急局", "content": "液氯泄漏联合演练"}
    ok(as_admin.post(f"{url}/records", json=record), 201)
    wish = {"parts": [ids[:2], ids[2:]], "reason": "跨县太大"}
    kept, other = ok(as_admin.post(f"{url}/split", json=wish, headers={"If-Match": f'"{grown["version"]}"'}))
    assert (kept["id"], kept["members"], other["members"]) == (region["id"], 2, 2)
    ok(as_admin.post(f"{URL}/{other['id']}/records", json=record | {"type": "check", "on": "2026-06-01"}), 201)
    merged = ok(as_admin.post(f"{URL}/merge", json={"ids": [kept["id"], other["id"]], "reason": "仍需统一"}))
    assert merged["members"] == 4
    assert [each["type"] for each in merged["records"]] == ["check", "drill"]
    assert ok(as_admin.get(f"{URL}/{other['id']}"))["stage"] == "ended"


@pytest.mark.parametrize(
    ("wish", "status", "said"),
    [
        ({"member_ids": []}, 400, "至少要有两个成员"),
        ({"member_ids": [999998, 999999]}, 404, "没有编号为 999998 的点位"),
    ],
)
def test_a_region_that_cannot_be_is_refused(as_admin: TestClient, wish: Any, status: int, said: str) -> None:
    answer = as_admin.post(URL, json=wish | {"reason": "试"})
    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_a_split_that_forgets_a_member_is_refused(as_admin: TestClient, region: dict[str, Any]) -> None:
    ids = [each["site_id"] for each in region["member_list"]]
    wish = {"parts": [ids[:1], ids[1:2]], "reason": "试"}
    answer = as_admin.post(
        f"{URL}/{region['id']}/split", json=wish, headers={"If-Match": f'"{region["version"]}"'}
    )
    assert "每个成员必须且只能" in answer.json()["detail"]


def test_a_region_follows_what_is_drawn_around_its_members_and_nothing_else_makes_a_version(
    as_admin: TestClient,
) -> None:
    ids = [
        plant(as_admin, lon, name, enterprise_type="production") for lon, name in ((102.45, "甲"), (102.454, "乙"))
    ]
    region = ok(as_admin.post(URL, json={"member_ids": ids, "reason": "相邻"}), 201)

    def now() -> tuple[int, float]:
        found = ok(as_admin.get(f"{URL}/{region['id']}"))
        return found["version"], shape(found["geometry"]).area

    version, area = now()
    ring = {"metres": 1500, "title": "扩散", "basis": "演示依据"}
    drawing = ok(as_admin.post(f"/api/sites/{ids[0]}/rings", json=ring), 201)["drawing"]
    assert (now()[0], now()[1] > area) == (version + 1, True)
    assert as_admin.delete(f"/api/sites/{ids[0]}/drawings/{drawing}").status_code == 204
    assert now() == (version + 2, area)
    site = as_admin.get(f"/api/sites/{ids[0]}").json()
    renamed = {"fields": {"name": "甲厂"}}
    as_admin.patch(f"/api/sites/{ids[0]}", json=renamed, headers={"If-Match": f'"{site["version"]}"'})
    assert now() == (version + 2, area)
