"""What the map asks for: layers, style, tiles, items, counts."""

import json
import math
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_app.actor import Actor
from geo_app.app import create_app
from geo_app.db import Database
from geo_app.layers import Layers
from geo_app.settings import Settings

LON, LAT = 102.45, 24.9


@pytest.fixture
def hundred(as_admin: TestClient, database: Database, admin: Actor) -> TestClient:
    """A hundred mines in a row, one in four of each colour, every tenth overdue."""
    with database.transaction(admin) as session:
        session.execute(
            text(
                "INSERT INTO site (kind, name, initials, geom, colour, review_on)"
                " SELECT 'mine', '矿' || n, 'k', st_setsrid(st_makepoint(102.40 + n * 0.001, 24.9), 4490),"
                " (ARRAY['red', 'orange', 'yellow', 'blue', NULL])[1 + n % 5],"
                " CASE WHEN n % 10 = 0 THEN date '2020-01-01' END FROM generate_series(0, 99) AS n"
            )
        )
    return as_admin


def test_a_layer_file_becomes_a_form(as_admin: TestClient, layers: Layers) -> None:
    forms = {form["name"]: form for form in as_admin.get("/api/layers").json()}
    assert set(forms) == set(layers.by_name)
    assert (forms["mine"]["title"], forms["mine"]["graded"], forms["mine"]["can_edit"]) == ("矿山", True, True)
    assert not forms["chemical_plant_buffer"]["can_edit"]


def test_the_style_draws_every_layer_and_asks_nobody_else(as_admin: TestClient, layers: Layers) -> None:
    sheet = as_admin.get("/api/map").json()
    drawn = {part["metadata"]["layer"] for part in sheet["style"]["layers"] if "source" in part}
    assert drawn == set(layers.by_name)
    assert "http" not in json.dumps(sheet["style"])
    assert "glyphs" not in sheet["style"]


def test_the_summary_counts_what_is_in_view(hundred: TestClient) -> None:
    (row,) = hundred.get("/api/summary", params={"layers": "mine"}).json()
    assert row == {
        "layer": "mine",
        "total": 100,
        "red": 20,
        "orange": 20,
        "yellow": 20,
        "blue": 20,
        "none": 20,
        "stale": 10,
    }
    (half,) = hundred.get("/api/summary", params={"layers": "mine", "bbox": "102.3995,24,102.4495,25"}).json()
    assert half["total"] == 50
    (late,) = hundred.get("/api/summary", params={"layers": "mine", "overdue": 1, "colour": "red,none"}).json()
    assert (late["total"], late["red"]) == (10, 10)


def tile(client: TestClient, z: int, query: str = "") -> list[dict[str, Any]]:
    """What the tile around the hundred mines holds, read by GDAL."""
    scale = 1 << z
    x = int((LON + 180) / 360 * scale)
    y = int((1 - math.asinh(math.tan(math.radians(LAT))) / math.pi) / 2 * scale)
    content = client.get(f"/tiles/mine/{z}/{x}/{y}.mvt{query}").content
    layer = pyogrio.list_layers(content)[-1][0]  # far out the counts, close by the points
    return list(pyogrio.read_dataframe(content, layer=layer, read_geometry=False).to_dict("records"))


def test_a_low_zoom_tile_loses_no_site_and_keeps_the_highest_colour(hundred: TestClient) -> None:
    for z in (0, 5, 9):
        cells = tile(hundred, z)
        assert sum(cell["n"] for cell in cells) == 100
        assert cells[0]["colour"] == "red"


def test_a_high_zoom_tile_holds_every_site_of_its_square(hundred: TestClient) -> None:
    whole = tile(hundred, 10)
    assert len(whole) == 100
    assert {row["colour"] for row in whole} == {"red", "orange", "yellow", "blue", ""}
    assert len(tile(hundred, 10, "?colour=red")) == 20


def test_one_tile_holds_all_layers_asked_for(hundred: TestClient) -> None:
    place = {"type": "Point", "coordinates": [LON, LAT]}
    store = {"layer": "emergency_resource", "geometry": place, "fields": {"name": "物资库", "category": "store"}}
    added = hundred.post("/api/sites", json=store)
    assert added.status_code == 201, added.text

    def drawn(**asked: str) -> dict[str, int]:
        content = hundred.get("/tiles/mine,emergency_resource,road/10/803/438.mvt", params=asked).content
        return {
            name: pyogrio.read_info(content, layer=name)["features"] for name, _ in pyogrio.list_layers(content)
        }

    assert drawn() == {"mine-point": 100, "emergency_resource-point": 1}
    assert drawn(colour="red") == {"mine-point": 20, "emergency_resource-point": 1}, (
        "stores have no colour: they stay"
    )
    assert hundred.get("/tiles/mine,nothing/10/803/438.mvt").status_code == 404


def test_a_tile_that_did_not_change_is_not_sent_again(hundred: TestClient) -> None:
    first = hundred.get("/tiles/mine/5/25/13.mvt")
    again = hundred.get("/tiles/mine/5/25/13.mvt", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in first.headers["cache-control"]


@pytest.mark.parametrize("address", ["mine/99/0/0", "mine/3/8/0", "mine/3/-1/0", "nothing/3/1/1"])
def test_a_tile_that_cannot_be_is_refused_in_words(as_admin: TestClient, address: str) -> None:
    answer = as_admin.get(f"/tiles/{address}.mvt")
    assert answer.status_code in (400, 404)
    assert answer.json()["detail"]


def test_items_come_in_pages_that_together_are_everything(hundred: TestClient) -> None:
    seen: list[int] = []
    address = "/collections/mine/items?limit=30&colour=red,orange,yellow"
    while address:
        page = hundred.get(address).json()
        assert page["numberMatched"] == 60
        seen += [feature["id"] for feature in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert len(seen) == len(set(seen)) == 60


def test_items_are_filtered_by_box_field_and_division(hundred: TestClient) -> None:
    def found(**params: str) -> int:
        return hundred.get("/collections/mine/items", params=params).json()["numberReturned"]

    assert found(bbox="102.3995,24,102.4045,25") == 5
    assert found(name="矿7") == 1
    assert found(division="530181") == 0
    assert hundred.get("/collections/mine/items/1").json()["properties"]["name"] == "矿0"


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"bbox": "1,2,3"}, "四个数"),
        ({"bbox": "5,4,3,2"}, "次序颠倒"),
        ({"bbox": "a,b,c,d"}, "四个数"),
        ({"colour": "green"}, "没有这种颜色"),
        ({"division": "云南"}, "不是 2 至 12 位数字"),
        ({"nonsense": "1"}, "不认识的参数"),
        ({"limit": "0"}, "limit"),
        ({"as_of": "昨天"}, "无法识别"),
    ],
)
def test_a_filter_that_cannot_be_read_is_named(as_admin: TestClient, params: dict[str, str], words: str) -> None:
    answer = as_admin.get("/collections/mine/items", params=params)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]


def test_too_large_a_page_is_clamped_not_refused(hundred: TestClient) -> None:
    assert hundred.get("/collections/mine/items?limit=999999").json()["numberReturned"] == 100


def test_an_unknown_address_is_told_so(as_admin: TestClient) -> None:
    answer = as_admin.get("/api/nothing")
    assert (answer.status_code, answer.json()["detail"]) == (404, "没有接口 /api/nothing")
    assert as_admin.get("/collections/nothing").status_code == 404


def test_the_server_says_that_it_is_well(client: TestClient) -> None:
    answer = client.get("/api/health")
    assert answer.json() == {"status": "ok"}
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_a_base_map_of_the_intranet_is_the_only_other_host_that_a_page_may_ask(
    database: Database, layers: Layers, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, basemap_url="https://map.county.example/{z}/{x}/{y}.png")
    with TestClient(create_app(settings, database, layers)) as client:
        policy = client.get("/api/health").headers["content-security-policy"]
    assert "connect-src 'self' https://map.county.example;" in policy
    assert policy.count("https://") == 2
