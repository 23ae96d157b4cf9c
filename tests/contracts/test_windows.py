"""Pages of what lies in a box come from the index of the tiles; with an instant they come from the places
themselves. Both say the same, whatever touches the edge and whoever asks."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from shapely import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo_app.app import create_app
from geo_app.db import Database
from geo_app.layers import Layers
from geo_app.settings import Settings
from tests.conftest import log_in

LOT = random.Random(11)
STEP = 0.01  # places stand on a grid, so that many lie on the edge of a box or in one spot
WEST, SOUTH = 102.3, 24.7
COUNTY = box(102.3, 24.7, 102.4, 24.9)  # the left half
LAYERS = ("mine", "monitoring_point")
ITEMS = "/collections/{}/items"


def corner() -> tuple[float, float]:
    return round(WEST + STEP * LOT.randint(0, 20), 4), round(SOUTH + STEP * LOT.randint(0, 20), 4)


def shape(n: int) -> BaseGeometry:
    """One in six is an area, a line, or an angle whose middle is not its own."""
    x, y = corner()
    if n % 6 == 0:
        reach = STEP * LOT.choice([0.5, 1, 4])
        angle = [(x, y), (x + reach, y), (x + reach, y + reach / 9), (x + reach / 9, y + reach), (x, y + reach)]
        return LOT.choice([box(x, y, x + reach, y + reach), LineString([(x, y), (x + reach, y)]), Polygon(angle)])
    return Point(x, y)


BOXES = [(*sorted((a[0], b[0])), *sorted((a[1], b[1]))) for a, b in ((corner(), corner()) for _ in range(14))]
ASKED = [
    *(f"bbox={west},{south},{east},{north}" for west, east, south, north in BOXES),
    *("bbox=-180,-90,180,90", "bbox=102.3,24.7,102.5,24.9&colour=red,none", "bbox=0,0,1,1"),
    *("bbox=102.3,24.7,102.5,24.9&division=530181", "bbox=102.3,24.7,102.5,24.9&overdue=true"),
]


@pytest.fixture(scope="module")
def full(land: Database, layers: Layers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with psycopg.connect(land.url) as owner:
        owner.execute(
            "INSERT INTO division (id, code, name, full_name, level, source, geom) VALUES"
            " (530181000000, '530181', '县', '县', 3, 'test', st_multi(st_geomfromtext(%s, 4490)))",
            (COUNTY.wkt,),
        )
        for kind in LAYERS:
            rows = [
                (
                    kind,
                    f"演示 {n}",
                    LOT.choice(["red", "blue", None]),
                    LOT.choice(["2020-01-01", "2099-01-01"]),
                    place,
                )
                for n in range(240)
                for place in [(shape(n) if kind == "mine" else Point(corner())).wkt]
            ]
            owner.execute(
                "INSERT INTO site (kind, name, initials, colour, review_on, geom)"
                " SELECT kind, name, '', colour, review_on, st_geomfromtext(place, 4490)"
                " FROM unnest(%s::text[], %s::text[], %s::text[], %s::date[], %s::text[])"
                " AS row(kind, name, colour, review_on, place)",
                [list(column) for column in zip(*rows, strict=True)],
            )
    with TestClient(create_app(Settings(data_dir=tmp_path_factory.mktemp("data")), land, layers)) as client:
        yield client


def walked(api: TestClient, address: str) -> tuple[list[dict[str, Any]], int]:
    """All features by way of the links to the next page, and how many there are said to be."""
    features, told = [], set()
    while address:
        page = api.get(address).json()
        features += page["features"]
        told.add(page["numberMatched"])
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    (number,) = told
    return features, number


@pytest.mark.parametrize("divisions", [[""], ["530181"]], ids=["everywhere", "one county"])
@pytest.mark.parametrize("layer", LAYERS)
def test_a_box_is_answered_from_the_index_as_from_the_places(
    full: TestClient, land: Database, layer: str, divisions: list[str]
) -> None:
    log_in(full, land, "admin", divisions)
    now = datetime.now(UTC).isoformat().replace("+", "%2B")
    seen = set()
    for asked in ASKED:
        address = f"{ITEMS.format(layer)}?{asked}"
        by_place = full.get(f"{address}&limit=10000&as_of={now}").json()
        ids = [feature["id"] for feature in by_place["features"]]
        quick, number = walked(full, f"{address}&limit=60")
        assert quick == by_place["features"], asked
        assert number == len(ids) == by_place["numberMatched"]
        by_number, number = walked(full, f"{address}&limit=150&sortby=id&properties=name")
        assert [feature["id"] for feature in by_number] == sorted(ids)
        assert number == len(ids)
        seen.add(len(ids))
    assert len(seen) > 8, "boxes of all sizes"
