"""Tailings run down the valley, not in a circle: by a drawn line or a grid of heights."""

import io
from typing import Any

import numpy as np
import pytest
import rasterio
from fastapi.testclient import TestClient
from pyproj import Geod
from shapely.geometry import LineString, Point, box, mapping, shape

GEOD = Geod(ellps="GRS80")
TOE = (102.454, 24.902)
CELL = 0.0003  # degrees: about 30 m


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def add(client: TestClient, layer: str, place: Any, **fields: Any) -> int:
    body = {"layer": layer, "geometry": mapping(place), "fields": fields}
    return int(ok(client.post("/api/sites", json=body), 201)["id"])


def east(metres: float, north: float = 0) -> tuple[float, float]:
    """A place so many metres east of the toe and then north."""
    lon, lat, _ = GEOD.fwd(*TOE, 90, metres)
    return GEOD.fwd(lon, lat, 0, north)[:2]


@pytest.fixture
def pond(as_admin: TestClient) -> int:
    return add(as_admin, "tailings_pond", box(102.450, 24.900, 102.454, 24.904), name="演示尾矿库")


def draw(client: TestClient, pond: int, *places: tuple[float, float], width_m: float = 200) -> Any:
    line = mapping(LineString(places))
    return client.post(f"/api/sites/{pond}/flow-path", json={"line": line, "width_m": width_m})


def test_homes_in_the_corridor_are_listed_by_how_far_down_they_lie(as_admin: TestClient, pond: int) -> None:
    add(as_admin, "settlement", Point(east(900, 99)), name="下村", residents=80)
    add(as_admin, "settlement", Point(east(300, -50)), name="上村", residents=120)
    add(as_admin, "settlement", Point(east(500, 103)), name="旁村", residents=60)  # beside the corridor
    add(as_admin, "settlement", Point(east(-600)), name="库后村", residents=60)  # within 1 km, but upstream
    add(as_admin, "protected_target", Point(east(1010)), name="远小学", category="school")  # beyond 1 km
    path = ok(draw(as_admin, pond, TOE, east(1500)), 201)
    assert [(each["name"], round(each["along_m"]), round(each["distance_m"])) for each in path["inside"]] == [
        ("上村", 300, 50),
        ("下村", 900, 99),
    ]
    assert (path["people"], path["overhead"], path["is_complete"]) == (200, True, True)
    assert path["length_m"] == 1000
    assert path["clause"] == "应急〔2020〕15号"
    drawn = as_admin.get("/collections/flow_path/items").json()["features"]
    assert {each["properties"]["part"] for each in drawn} == {"line", "corridor"}
    area = abs(GEOD.geometry_area_perimeter(shape(path["corridor"]))[0])
    assert area == pytest.approx(200_000, rel=2e-3)


def test_an_empty_valley_is_clear_only_where_people_are_known(as_admin: TestClient, pond: int) -> None:
    assert ok(draw(as_admin, pond, TOE, east(1500)), 201)["overhead"] is None
    add(as_admin, "settlement", Point(east(3000)), name="远村", residents=60)
    path = ok(as_admin.get(f"/api/sites/{pond}/flow-path"))
    assert (path["overhead"], path["people"]) == (False, 0)


def test_a_short_line_does_not_say_that_nobody_is_there(as_admin: TestClient, pond: int) -> None:
    add(as_admin, "settlement", Point(east(3000)), name="远村", residents=60)
    path = ok(draw(as_admin, pond, TOE, east(600)), 201)
    assert (path["overhead"], path["is_complete"]) == (None, False)
    assert any("不足 1000 m" in note for note in path["notes"])


def test_a_new_line_replaces_the_old_one(as_admin: TestClient, pond: int) -> None:
    for width in (200, 300):
        ok(draw(as_admin, pond, TOE, east(1500), width_m=width), 201)
    assert len(as_admin.get("/collections/flow_path/items").json()["features"]) == 2


def test_a_line_that_begins_elsewhere_is_refused(as_admin: TestClient, pond: int) -> None:
    answer = draw(as_admin, pond, east(1500), TOE)
    assert answer.status_code == 400
    assert "方向不要画反" in answer.json()["remedy"]


def test_a_pond_without_a_path_says_so(as_admin: TestClient, pond: int) -> None:
    assert ok(as_admin.get(f"/api/sites/{pond}/flow-path")) is None
    plant = add(as_admin, "chemical_plant", Point(TOE), name="厂")
    assert "不是尾矿库" in draw(as_admin, plant, TOE, east(600)).json()["detail"]


def valley(hollow: bool = False) -> np.ndarray:
    """Ground that falls 1 m a cell to the east, in a valley along 24.902°N; on wish with a hollow in its floor."""
    rows, columns = np.indices((120, 160))
    heights = 1000.0 - columns + 2.0 * np.abs(rows - 60)
    if hollow:
        heights[58:63, 75:80] -= 12
    return heights


def as_tiff(heights: np.ndarray, crs: str | None = "EPSG:4490") -> bytes:
    west, north = TOE[0] - 60 * CELL, TOE[1] + 60.5 * CELL
    file = io.BytesIO()
    with rasterio.open(
        file,
        "w",
        driver="GTiff",
        width=160,
        height=120,
        count=1,
        dtype="float32",
        crs=crs,
        transform=rasterio.Affine(CELL, 0, west, 0, -CELL, north),
        compress="deflate",
    ) as grid:
        grid.write(heights.astype("float32"), 1)
    return file.getvalue()


def as_ascii(heights: np.ndarray) -> bytes:
    head = f"ncols 160\nnrows 120\nxllcorner {TOE[0] - 60 * CELL}\nyllcorner {TOE[1] - 59.5 * CELL}\n"
    rows = "\n".join(" ".join(f"{value:.1f}" for value in row) for row in heights)
    return f"{head}cellsize {CELL}\nNODATA_value -9999\n{rows}\n".encode()


def trace(client: TestClient, pond: int, content: bytes, **form: Any) -> Any:
    files = {"file": ("dem.tif", content)}
    return client.post(f"/api/sites/{pond}/flow-path/dem", files=files, data={"width_m": 200, **form})


@pytest.mark.parametrize("hollow", [False, True])
def test_a_grid_of_heights_leads_down_the_valley_and_out_of_hollows(
    as_admin: TestClient, pond: int, hollow: bool
) -> None:
    add(as_admin, "settlement", Point(east(700)), name="谷底村", residents=50)
    add(as_admin, "settlement", Point(east(0, 700)), name="山梁村", residents=50)
    path = ok(trace(as_admin, pond, as_tiff(valley(hollow))), 201)
    assert [each["name"] for each in path["inside"]] == ["谷底村"]
    ends = path["line"]["coordinates"]
    assert GEOD.inv(*ends[0], *TOE)[2] < 60  # the lowest place at the edge of the pond is its toe
    assert ends[-1][0] > ends[0][0] + 0.008
    assert all(abs(lat - TOE[1]) < 4 * CELL for _, lat in ends)
    assert "D8" in path["notes"][0]


def test_an_ascii_grid_needs_its_coordinate_system(as_admin: TestClient, pond: int) -> None:
    content = as_ascii(valley())
    assert "没有写明坐标系" in trace(as_admin, pond, content).json()["detail"]
    assert "没有编号为 999999 的坐标系" in trace(as_admin, pond, content, crs=999999).json()["detail"]
    assert ok(trace(as_admin, pond, content, crs=4490), 201)["length_m"] == 1000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK no heights at all", "读不了高程文件"),
        (as_tiff(valley(), crs="EPSG:32650"), "不在尾矿库所在的位置"),
        (as_tiff(np.full((120, 160), 800.0))[:400], "读不了高程文件"),
    ],
)
def test_a_file_without_heights_here_is_refused(
    as_admin: TestClient, pond: int, content: bytes, said: str
) -> None:
    answer = trace(as_admin, pond, content, crs=4490)
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def grade(client: TestClient, pond: int, **inputs: Any) -> Any:
    body = {"method": "tailings_class", "inputs": {"V_1e4m3": 80, "H_m": 25, **inputs}, "preview": True}
    return ok(client.post(f"/api/sites/{pond}/assessments", json=body))


def test_the_flow_path_says_whether_a_pond_is_an_overhead_pond(as_admin: TestClient, pond: int) -> None:
    assert grade(as_admin, pond)["result"]["overhead"] is None  # no path is drawn
    add(as_admin, "settlement", Point(east(-600)), name="库后村", residents=60)
    ok(draw(as_admin, pond, TOE, east(1500)), 201)
    clear = grade(as_admin, pond)
    assert (clear["result"]["overhead"], clear["inputs"]["none_downstream_m"]) == (False, 1000)
    add(as_admin, "settlement", Point(east(300, -50)), name="上村", residents=120)
    found = grade(as_admin, pond)
    assert (found["result"]["overhead"], round(found["inputs"]["nearest_downstream_m"])) == (True, 300)
    assert "沿下泄路径先到“上村”" in found["inputs"]["downstream_source"]


def test_a_path_that_ends_early_leaves_the_question_open(as_admin: TestClient, pond: int) -> None:
    add(as_admin, "settlement", Point(east(-600)), name="库后村", residents=60)
    ok(draw(as_admin, pond, TOE, east(400)), 201)
    assert grade(as_admin, pond)["result"]["overhead"] is None
    stated = grade(as_admin, pond, nearest_downstream_m=700, downstream_source="现场踏勘")
    assert stated["result"]["overhead"] is True
    body = {"method": "tailings_class", "inputs": {"V_1e4m3": 80, "H_m": 25, "nearest_downstream_m": 700}}
    answer = as_admin.post(f"/api/sites/{pond}/assessments", json=body)
    assert (answer.status_code, "没有注明来源" in answer.json()["detail"]) == (400, True)
