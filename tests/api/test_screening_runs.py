"""Many screenings at once: a list of projects, a layer, opinions; each row with its answer or its fault."""

import json
import time
from io import BytesIO
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from shapely import box, to_geojson

from geo_app.db import Database
from tests.api.test_feasible import put_shop
from tests.conftest import log_in


def feature(west: float, **said: Any) -> dict[str, Any]:
    shape = json.loads(to_geojson(box(west, 24.9, west + 0.0005, 24.9005)))
    return {"type": "Feature", "properties": said, "geometry": shape}


def upload(client: TestClient, *features: dict[str, Any], **form: str) -> Any:
    content = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return client.post("/api/screening-runs", files={"file": ("清单.geojson", content)}, data=form)


def ran(client: TestClient, run: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The run and its rows, once it is done."""
    assert client.post(f"/api/screening-runs/{run['id']}/run").status_code == 202
    until = time.monotonic() + 60
    while time.monotonic() < until:
        card = client.get(f"/api/screening-runs/{run['id']}").json()
        if card["status"] == "done":
            return card, client.get(f"/api/screening-runs/{run['id']}/rows").json()
        time.sleep(0.1)
    raise AssertionError("still running")


def test_a_list_of_projects_is_screened_row_by_row(as_editor: TestClient, divisions: None) -> None:
    put_shop(as_editor, 102.4)
    shop = {"项目类型": "烟花爆竹零售点"}
    school = {"项目类型": "school", "项目名称": "演示小学", "建设性质": "新建", "高峰人数": "300"}
    made = upload(
        as_editor,
        feature(102.4002, 项目名称="近旁的店", **shop),
        feature(102.45, 项目名称="远处的店", **shop),
        feature(102.46, **school),
        feature(102.47, 项目类型="城堡"),
        feature(102.48, 项目名称="海上的店", **shop)
        | {"geometry": json.loads(to_geojson(box(121, 20, 121.01, 20.01)))},
    ).json()
    assert (made["status"], made["total"], made["failed"]) == ("ready", 5, 1)
    card, rows = ran(as_editor, made)
    assert (card["done"], card["failed"]) == (5, 2)
    assert card["verdicts"]["refused"] == 1
    near, far, learned, castle, sea = rows
    assert (near["verdict"], near["name"]) == ("refused", "近旁的店")
    assert "烟花爆竹零售点" in near["deciding"]
    assert far["verdict"] != "refused"
    assert learned["asked"]["fields"] == {"people": 300}
    assert (
        as_editor.post("/api/screenings", json=learned["asked"]).json()["verdict"]["verdict"] == learned["verdict"]
    )
    assert "没有项目类型“城堡”" in castle["error"]
    assert castle["remedy"]
    assert "行政区划" in sea["error"]
    assert as_editor.post(f"/api/screening-runs/{made['id']}/run").status_code == 400


def test_a_type_that_no_column_names_is_given_once_for_all(as_editor: TestClient, divisions: None) -> None:
    _, rows = ran(as_editor, upload(as_editor, feature(102.45), type="fireworks_shop").json())
    assert rows[0]["asked"]["type"] == "fireworks_shop"
    assert rows[0]["state"] == "done"


def test_the_sites_of_a_layer_are_screened_where_they_stand(as_editor: TestClient, divisions: None) -> None:
    for lon in (102.4, 102.4002):
        put_shop(as_editor, lon)
    wish = {"layer": "risk_point", "type": "fireworks_shop", "division": "530181"}
    _, rows = ran(as_editor, as_editor.post("/api/screening-runs/layer", json=wish).json())
    assert [row["verdict"] for row in rows] == ["refused", "refused"]  # each too near to the other, none to itself
    refused = as_editor.post("/api/screening-runs/layer", json=wish | {"type": "school"})
    assert "不是图层" in refused.json()["detail"]
    empty = {"layer": "mine", "type": "quarry", "division": "530181"}
    assert "没有“矿山”点位" in as_editor.post("/api/screening-runs/layer", json=empty).json()["detail"]


def test_all_opinions_of_a_county_are_looked_at_again(as_editor: TestClient, divisions: None) -> None:
    project = feature(102.4002)["geometry"]
    asked = {"type": "fireworks_shop", "name": "演示店", "footprint": project}
    opinion = as_editor.post("/api/opinions", json=asked).json()
    put_shop(as_editor, 102.4)
    made = as_editor.post("/api/screening-runs/opinions", json={"division": "530181"}).json()
    card, (row,) = ran(as_editor, made)
    assert card["changed"] == 1
    assert (row["opinion_id"], row["changes"] >= 1) == (opinion["id"], True)
    assert as_editor.get(f"/api/opinions/{opinion['id']}").json()["changed"]


def test_a_run_belongs_to_whoever_made_it(client: TestClient, database: Database, divisions: None) -> None:
    first = log_in(client, database, "editor", ["530181"])
    made = upload(first, feature(102.45), type="fireworks_shop").json()
    stranger = log_in(client, database, "editor", ["530181"])
    assert stranger.get(f"/api/screening-runs/{made['id']}").status_code == 404
    assert stranger.get("/api/screening-runs").json() == []


@pytest.mark.parametrize(("content", "told"), [("名称,经度\n甲,102", "没有带范围的项目"), ("", "文件是空的")])
def test_a_file_that_is_no_list_is_refused(
    as_editor: TestClient, divisions: None, content: str, told: str
) -> None:
    answer = as_editor.post("/api/screening-runs", files={"file": ("清单.csv", content.encode())})
    assert (answer.status_code, told in answer.json()["detail"]) == (400, True)


TABLE = """项目名称\t项目类型\t用地范围\t经度\t纬度
近旁的店\t烟花爆竹零售点\t102.4002 24.9; 102.4007 24.9; 102.4007 24.9005; 102.4002 24.9005\t\t
远处的店\t烟花爆竹零售点\tPOLYGON((102.45 24.9, 102.4505 24.9, 102.4505 24.9005, 102.45 24.9))\t\t
一个点\t烟花爆竹零售点\t\t102.46\t24.9
没有范围\t烟花爆竹零售点\t\t\t
"""


def test_a_pasted_table_is_a_list_and_its_answers_are_taken_away_as_a_workbook(
    as_editor: TestClient, divisions: None
) -> None:
    put_shop(as_editor, 102.4)
    made = as_editor.post("/api/screening-runs", data={"text": TABLE}).json()
    assert (made["total"], made["failed"]) == (4, 1)
    _, (near, far, point, none) = ran(as_editor, made)
    assert (near["verdict"], near["asked"]["footprint"]["type"]) == ("refused", "Polygon")
    assert far["verdict"] != "refused"
    assert point["asked"]["footprint"] == {"type": "Point", "coordinates": [102.46, 24.9]}
    assert "没有写用地范围" in none["error"]
    rows = f"/api/screening-runs/{made['id']}/rows"
    assert [row["name"] for row in as_editor.get(rows, params={"only": "failed"}).json()] == ["没有范围"]
    assert [row["name"] for row in as_editor.get(rows, params={"only": "refused"}).json()] == ["近旁的店"]
    book = load_workbook(BytesIO(as_editor.get(f"/api/screening-runs/{made['id']}/file").content))
    sheet = list(book["批量筛查"].values)
    assert sheet[1][1:4] == ("近旁的店", "烟花爆竹零售点", "不予通过")
    assert "没有写用地范围" in sheet[4][6]


def test_a_table_in_metres_asks_for_its_plane_and_is_then_moved(as_editor: TestClient, divisions: None) -> None:
    table = "项目名称,项目类型,X坐标,Y坐标\n店,烟花爆竹零售点,2755000,440000\n店二,烟花爆竹零售点,2755100,440000\n"
    asked = as_editor.post("/api/screening-runs", data={"text": table})
    assert (asked.status_code, asked.json()["crs_needed"]) == (400, True)
    made = as_editor.post("/api/screening-runs", data={"text": table, "crs": "4543"}).json()
    rows = as_editor.get(f"/api/screening-runs/{made['id']}/rows").json()
    assert rows[0]["asked"]["footprint"]["coordinates"] == pytest.approx([101.405937, 24.898], abs=0.01)


def test_a_run_that_is_stopped_goes_on_where_it_was(as_editor: TestClient, divisions: None) -> None:
    made = upload(as_editor, *(feature(102.40 + 0.001 * n) for n in range(60)), type="fireworks_shop").json()
    door = f"/api/screening-runs/{made['id']}"
    assert as_editor.post(f"{door}/stop").status_code == 400  # it does not run
    assert as_editor.post(f"{door}/run").status_code == 202
    assert as_editor.post(f"{door}/stop").json()["status"] == "stopped"
    while (card := as_editor.get(door).json())["done"] % 20:
        time.sleep(0.1)
    assert card["done"] < 60
    card, _ = ran(as_editor, made)
    assert (card["status"], card["done"]) == ("done", 60)
