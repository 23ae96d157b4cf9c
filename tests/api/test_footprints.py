"""The door for footprints: any file, pasted corners, and doubts that only the map can raise."""

from typing import Any

import pytest
from fast_geocn import wgs84_to_gcj02
from fastapi.testclient import TestClient
from shapely import box

TEXT = "102.4 24.9\n102.401 24.9\n102.401 24.901\n102.4 24.901"
PLANE = "2755036.6 34540412.9\n2755036.6 34540513.9\n2755147.4 34540513.5"


def send(client: TestClient, text: str, **form: str) -> Any:
    return client.post("/api/footprints", files={"text": (None, text)} | {k: (None, v) for k, v in form.items()})


def test_pasted_corners_become_a_footprint_that_may_be_screened(as_editor: TestClient, divisions: None) -> None:
    found = send(as_editor, TEXT).json()
    assert found["footprint"]["type"] == "Polygon"
    assert (found["parts"], found["vertices"], found["notes"]) == (1, 5, [])
    assert found["area_m2"] == pytest.approx(11_190, abs=20)
    asked = {"type": "fireworks_shop", "footprint": found["footprint"]}
    assert as_editor.post("/api/screenings", json=asked).status_code == 200


def test_metres_ask_for_their_system_and_are_read_with_it(as_editor: TestClient, divisions: None) -> None:
    refused = send(as_editor, PLANE)
    assert refused.status_code == 400
    assert refused.json()["crs_needed"]
    (offered,) = refused.json()["offered"]
    found = send(as_editor, PLANE, crs=offered["crs"]).json()
    assert found["crs"] == offered["title"]
    assert found["footprint"]["coordinates"][0][0][0] == pytest.approx(102.4, abs=1e-4)


def test_a_place_that_another_zone_would_bring_home_is_doubted(as_editor: TestClient, divisions: None) -> None:
    plain = PLANE.replace(" 34540", " 540")
    assert send(as_editor, plain, crs="4543").json()["notes"] == []
    (note,) = send(as_editor, plain, crs="4544").json()["notes"]
    assert "向西 3°" in note
    assert "安宁市" in note


def test_an_outline_shifted_off_its_own_site_is_doubted(as_editor: TestClient, divisions: None) -> None:
    place = {"type": "Polygon", "coordinates": [[*box(102.4, 24.9, 102.402, 24.902).exterior.coords]]}
    site = {"layer": "chemical_plant", "geometry": place, "fields": {"name": "演示化工"}, "reason": "测试"}
    assert as_editor.post("/api/sites", json=site).status_code == 201
    corners = [wgs84_to_gcj02(*corner) for corner in place["coordinates"][0]]
    (note,) = send(as_editor, "\n".join(f"{lon} {lat}" for lon, lat in corners)).json()["notes"]
    assert "GCJ-02" in note
    assert "演示化工" in note
    honest = "\n".join(f"{lon} {lat}" for lon, lat in place["coordinates"][0])
    assert send(as_editor, honest).json()["notes"] == []


def test_a_file_is_read_by_its_content_and_nothing_is_refused(as_editor: TestClient, divisions: None) -> None:
    found = as_editor.post("/api/footprints", files={"file": ("范围.dat", TEXT.encode())})
    assert found.json()["vertices"] == 5
    empty = as_editor.post("/api/footprints", files={"text": (None, " ")})
    assert empty.status_code == 400
    assert "没有坐标" in empty.json()["detail"]
