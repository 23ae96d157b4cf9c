"""The tree of divisions through the door."""

import geopandas
import pytest
from fastapi.testclient import TestClient
from shapely import box

from geo_app.actor import Actor
from geo_app.db import SRID, Database
from geo_app.divisions.load import load_frame

ROWS = {"53": "云南省", "5301": "昆明市", "530181": "安宁市", "530181007": "草铺街道"}


@pytest.fixture(autouse=True)
def divisions(database: Database, admin: Actor) -> None:
    """A province down to a township that has no outline."""
    outlines = [box(102, 24, 104, 26), box(102, 24, 103, 26), box(102.1, 24.5, 102.6, 25.1), None]
    frame = geopandas.GeoDataFrame({"code": list(ROWS), "name": list(ROWS.values())}, geometry=outlines, crs=SRID)
    with database.transaction(admin) as session:
        load_frame(session, frame, "test")


def test_nobody_sees_the_tree_without_logging_in(client: TestClient) -> None:
    assert client.get("/api/divisions").status_code == 401


def test_the_tree_begins_at_the_own_division(as_editor: TestClient) -> None:
    assert as_editor.get("/api/divisions").json() == [
        {
            "code": "530181",
            "name": "安宁市",
            "full_name": "云南省昆明市安宁市",
            "level": 3,
            "bbox": [102.1, 24.5, 102.6, 25.1],
            "has_children": True,
        }
    ]


def test_children_without_an_outline_have_no_box(as_editor: TestClient) -> None:
    (township,) = as_editor.get("/api/divisions", params={"parent": "530181000000"}).json()
    assert (township["name"], township["bbox"], township["has_children"]) == ("草铺街道", None, False)


def test_the_country_begins_at_the_provinces(as_admin: TestClient) -> None:
    assert [branch["name"] for branch in as_admin.get("/api/divisions").json()] == ["云南省"]


def test_a_division_is_found_by_its_name(as_editor: TestClient) -> None:
    (found,) = as_editor.get("/api/divisions", params={"q": "草铺"}).json()
    assert found["code"] == "530181007"


@pytest.mark.parametrize(("parent", "status"), [("530199", 404), ("abc", 400), ("5" * 300, 400), ("0", 400)])
def test_a_wrong_code_is_told(as_editor: TestClient, parent: str, status: int) -> None:
    answer = as_editor.get("/api/divisions", params={"parent": parent})
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert "SELECT" not in answer.text
