"""OGC API Features Part 2 (18-058r1): coordinate systems by reference. Axes are checked against PROJ."""

import random
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from pyproj import CRS, Geod, Transformer
from sqlalchemy import text

from geo_app.actor import Actor
from geo_app.db import Database
from tests.contracts.requirement import CRS as URI
from tests.contracts.requirement import Requirement, refused, rows

ITEMS = "/collections/mine/items"
CRS84, ZONE = f"{URI}OGC/1.3/CRS84", f"{URI}EPSG/0/4543"
MILLIMETRE = 0.001
EVERY = [CRS84, *(f"{URI}EPSG/0/{number}" for number in (4490, 4326, 4543, 4522, 3857))]


def told(answer: Any) -> int:
    return int(answer.json()["numberMatched"])


def parameter(answer: Any, name: str) -> str:
    """Of which type a parameter of the items is said to be."""
    described = answer.json()["paths"][ITEMS]["get"]["parameters"]
    return next(str(each["schema"]["type"]) for each in described if each.get("name") == name)


PART_2 = [
    Requirement(
        "6.2 /req/crs/crs-uri",
        "/collections/mine",
        lambda a: set(EVERY) == set(a.json()["crs"]) and len(EVERY) == 6,
    ),
    Requirement(
        "6.2.2 /req/crs/fc-md-storageCrs",
        "/collections/mine",
        lambda a: a.json()["storageCrs"] == f"{URI}EPSG/0/4490",
    ),
    Requirement(
        "6.3 /req/crs/fc-bbox-crs-valid-value", f"{ITEMS}?bbox-crs={URI}EPSG/0/2000&bbox=1,2,3,4", refused
    ),
    Requirement("6.4 /req/crs/fc-crs-valid-value", f"{ITEMS}?crs=nonsense", refused),
    Requirement("6.4 /req/crs/fc-crs-default-value", ITEMS, lambda a: a.headers["content-crs"] == f"<{CRS84}>"),
    Requirement(
        "6.5 /req/crs/ogc-crs-header-value",
        f"{ITEMS}?crs={ZONE}",
        lambda a: a.headers["content-crs"] == f"<{ZONE}>",
    ),
    Requirement(
        "6.5 /req/crs/ogc-crs-header-value",
        f"{ITEMS}/1?crs={ZONE}",
        lambda a: a.headers["content-crs"] == f"<{ZONE}>",
    ),
    Requirement("6.2 /req/crs/fc-md-crs-list", "/collections/mine", lambda a: a.json()["crs"][0] == CRS84),
    Requirement(
        "6.2.2 /req/crs/fc-md-storageCrs-valid-value",
        "/collections/mine",
        lambda a: a.json()["storageCrs"] in a.json()["crs"],
    ),
    Requirement(
        "6.2.3 /req/crs/fc-md-crs-list-global", "/collections", lambda a: set(EVERY) <= set(a.json()["crs"])
    ),
    Requirement("6.3 /req/crs/fc-bbox-crs-definition", "/api", lambda a: parameter(a, "bbox-crs") == "string"),
    Requirement(
        "6.3 /req/crs/fc-bbox-crs-valid-defaultValue",
        f"{ITEMS}?bbox=102.403,24.8,102.409,25",
        lambda a: told(a) == 2,
    ),
    Requirement(
        "6.3 /req/crs/fc-bbox-crs-action",
        f"{ITEMS}?bbox=24.8,102.403,25,102.409&bbox-crs={URI}EPSG/0/4490",
        lambda a: told(a) == 2,
    ),
    Requirement("6.4 /req/crs/fc-crs-definition", "/api", lambda a: parameter(a, "crs") == "string"),
    Requirement(
        "6.4 /req/crs/fc-crs-action",
        f"{ITEMS}/1?crs={URI}EPSG/0/4490",
        lambda a: a.json()["geometry"]["coordinates"] == [24.9, 102.404],
    ),
    Requirement("6.5 /req/crs/ogc-crs-header", f"{ITEMS}/1", lambda a: a.headers["content-crs"] == f"<{CRS84}>"),
    Requirement("6.6 /req/crs/geojson", f"{ITEMS}?crs={ZONE}", lambda a: "crs" not in a.json()),
]


@rows(PART_2)
def test_a_requirement_of_part_2_holds(api: TestClient, requirement: Requirement) -> None:
    answer = api.get(requirement.address)
    assert requirement.holds(answer), f"{answer.status_code} {answer.text[:600]}"


@pytest.fixture(scope="module")
def points(api: TestClient, land: Database, keeper: Actor) -> list[tuple[float, float]]:
    """Fifty schools between 75° and 135° east, from the south to the north of the country."""
    draw = random.Random(4490)
    places = [(round(draw.uniform(73.6, 134.9), 9), round(draw.uniform(18.2, 53.4), 9)) for _ in range(50)]
    with land.transaction(keeper) as session:
        for lon, lat in places:
            session.execute(
                text(
                    "INSERT INTO site (kind, name, initials, geom) VALUES ('protected_target', '学校', '',"
                    " st_setsrid(st_makepoint(:lon, :lat), 4490))"
                ),
                {"lon": lon, "lat": lat},
            )
    return places


def test_fifty_points_agree_with_proj_within_a_millimetre_in_every_system(
    api: TestClient, points: list[tuple[float, float]]
) -> None:
    offered = api.get("/collections/protected_target").json()["crs"]
    assert len(offered) == 4 + 2 * 21
    for uri in offered:
        features = api.get("/collections/protected_target/items", params={"crs": uri}).json()["features"]
        said = np.array([feature["geometry"]["coordinates"] for feature in features])
        assert len(said) == 50
        system = CRS.from_authority("OGC", "CRS84") if uri == CRS84 else CRS.from_epsg(int(uri.rsplit("/", 1)[1]))
        right = np.array(
            Transformer.from_crs("OGC:CRS84" if uri == CRS84 else 4490, system).transform(*_given(uri, points))
        ).T
        assert _metres_apart(system, said, right) < MILLIMETRE, uri


def _given(uri: str, points: list[tuple[float, float]]) -> tuple[Any, Any]:
    """The points as the system they come from names its axes: EPSG:4490 latitude first."""
    lon, lat = np.array(points).T
    return (lon, lat) if uri == CRS84 else (lat, lon)


def _metres_apart(system: CRS, said: Any, right: Any) -> float:
    if not system.is_geographic:
        return float(np.abs(said - right).max())
    north_first = system.axis_info[0].direction == "north"
    (lat, lon), (lat_2, lon_2) = (pair.T if north_first else pair.T[::-1] for pair in (said, right))
    return float(np.abs(Geod(ellps="GRS80").inv(lon, lat, lon_2, lat_2)[2]).max())


@pytest.mark.parametrize("number", [4490, 4326, 4543, 4522, 3857])
def test_a_box_in_any_system_finds_what_lies_in_it(api: TestClient, number: int) -> None:
    """A box around the first mine alone, its corners in the order of the system's axes."""
    move = Transformer.from_crs(4490, number).transform
    corners = [move(24.899, 102.403), move(24.901, 102.405)]
    low, high = np.min(corners, axis=0), np.max(corners, axis=0)
    asked = {"bbox": ",".join(map(repr, map(float, (*low, *high)))), "bbox-crs": f"{URI}EPSG/0/{number}"}
    assert [feature["id"] for feature in api.get(ITEMS, params=asked).json()["features"]] == [1]


def test_a_box_of_a_plane_is_not_widened_to_the_degrees_around_it(api: TestClient) -> None:
    """In a zone far from its meridian a box leans: what lies between it and the degrees around it is not in it."""
    move = Transformer.from_crs(4490, 4537, always_xy=True).transform
    places = [move(102.404, 24.9), move(102.5, 24.9)]
    (west, y), (east, _) = places
    asked = f"{y - 1},{west - 1},{y + 1},{east + 1}"
    answer = api.get(ITEMS, params={"bbox": asked, "bbox-crs": f"{URI}EPSG/0/4537"}).json()
    assert [feature["id"] for feature in answer["features"]] == [1]


def test_a_box_beyond_its_system_is_refused(api: TestClient) -> None:
    assert refused(api.get(ITEMS, params={"bbox": "9e99,9e99,9e99,9e99", "bbox-crs": ZONE}))
