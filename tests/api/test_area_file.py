"""The map of a township goes along in one file: whole, its size told first, and only what its taker may see."""

import gzip

import pyogrio
import pytest
from fastapi.testclient import TestClient
from pmtiles.reader import MemorySource, Reader, all_tiles
from shapely import MultiPolygon, box, to_wkt
from sqlalchemy import text

from geo_app.actor import Actor
from geo_app.db import Database
from tests.conftest import log_in

TOWN, AWAY = "530181007", "530181008"
FILE = f"/tiles/mine,division/area/{TOWN}.pmtiles"
MINES = f"/tiles/mine/area/{TOWN}.pmtiles"


@pytest.fixture
def two_towns(as_admin: TestClient, database: Database, admin: Actor) -> TestClient:
    """Two townships side by side, thirty mines in the first and one in the second."""
    with database.transaction(admin) as session:
        for code, west in ((TOWN, 102.40), (AWAY, 102.46)):
            outline = to_wkt(MultiPolygon([box(west, 24.88, west + 0.05, 24.93)]))
            session.execute(
                text(
                    "INSERT INTO division (id, code, name, full_name, level, source, geom)"
                    " VALUES (:id, :code, :code, :code, 4, 'test', :outline)"
                ),
                {"id": int(code) * 1000, "code": code, "outline": f"SRID=4490;{outline}"},
            )
        session.execute(
            text(
                "INSERT INTO site (kind, name, initials, geom) SELECT 'mine', '矿' || n, 'k',"
                " st_setsrid(st_makepoint(102.41 + n * 0.001, 24.9), 4490) FROM generate_series(1, 30) AS n"
                " UNION ALL SELECT 'mine', '邻矿', 'l', st_setsrid(st_makepoint(102.48, 24.9), 4490)"
            )
        )
    return as_admin


def mines(content: bytes) -> dict[int, int]:
    """How many mines the tiles of each zoom hold."""
    found: dict[int, int] = {}
    for (z, _, _), tile in all_tiles(MemorySource(content)):
        body = gzip.decompress(tile)
        if "mine-point" in [name for name, _ in pyogrio.list_layers(body)]:
            found[z] = found.get(z, 0) + pyogrio.read_info(body, layer="mine-point")["features"]
    return found


def test_the_file_holds_the_township_in_every_zoom(two_towns: TestClient) -> None:
    answer = two_towns.get(FILE)
    assert answer.status_code == 200
    assert mines(answer.content) == {10: 30, 11: 30, 12: 31, 13: 31, 14: 30}, "near by, neighbours stay on the map"
    header = Reader(MemorySource(answer.content)).header()
    assert (header["min_zoom"], header["max_zoom"]) == (10, 14)
    assert (header["min_lon_e7"], header["max_lat_e7"]) == (1024000000, 249300000)


def test_its_size_is_known_before_it_is_fetched(two_towns: TestClient) -> None:
    head = two_towns.head(FILE)
    assert head.content == b""
    assert int(head.headers["content-length"]) == len(two_towns.get(FILE).content)


def test_a_token_opens_it_too(two_towns: TestClient) -> None:
    made = two_towns.post("/api/tokens", json={"name": "QGIS", "layers": ["mine"]}).json()
    two_towns.cookies.clear()
    shown = {"Authorization": f"Bearer {made['token']}"}
    assert two_towns.get(MINES, headers=shown).status_code == 200
    assert two_towns.get(MINES, headers={"Authorization": "Bearer geoapp_x"}).status_code == 401


def test_nobody_takes_what_he_may_not_see(two_towns: TestClient, database: Database) -> None:
    log_in(two_towns, database, "inspector", [AWAY])
    assert mines(two_towns.get(FILE.replace(TOWN, AWAY)).content)[10] == 1
    assert 10 not in mines(two_towns.get(FILE).content), "borders are for all, the mines of the next town are not"


@pytest.mark.parametrize(
    ("division", "status"), [("000000", 404), ("abc", 400), ("530181999", 404), ("53018100712345", 400)]
)
def test_a_division_that_cannot_be_taken_is_refused_in_words(
    two_towns: TestClient, division: str, status: int
) -> None:
    answer = two_towns.get(FILE.replace(TOWN, division))
    assert answer.status_code == status
    assert answer.json()["remedy"]


def test_a_province_is_too_large_for_a_phone(two_towns: TestClient, database: Database, admin: Actor) -> None:
    with database.transaction(admin) as session:
        wide = to_wkt(MultiPolygon([box(98, 22, 106, 29)]))
        session.execute(text("UPDATE division SET geom = :wide"), {"wide": f"SRID=4490;{wide}"})
    answer = two_towns.get(FILE)
    assert answer.status_code == 400
    assert "乡镇" in answer.json()["remedy"]
