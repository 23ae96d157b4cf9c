"""GDAL's OAPIF driver, what ogr2ogr and pyogrio stand on, against a real port: with a token, page by page, with
the filter left to us. In processes of their own: GDAL waits without letting the server in ours go on."""

import json
import os
import subprocess
import sys
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from pyproj import Transformer

from tests.contracts.conftest import MINES
from tests.contracts.heard import Heard
from tests.contracts.requirement import CRS as URI

READ_IN_SYSTEMS = """
import pyogrio, sys
for number in (4490, 4543):
    frame = pyogrio.read_dataframe(f"OAPIF:{sys.argv[1]}", layer="mine", CRS=f"EPSG:{number}")
    print(frame.crs.to_epsg(), len(frame), *frame.total_bounds)
"""


READ_ONE = """
import pyogrio, sys
for number in (4490, 4547):
    frame = pyogrio.read_dataframe(f"OAPIF:{sys.argv[1]}", layer="mine", CRS=f"EPSG:{number}")
    frame = frame[frame.capacity == 33]
    (place,) = frame.geometry
    print(repr(place.x), repr(place.y), int(frame.capacity.iloc[0]))
"""


def run(*command: str, token: str = "") -> subprocess.CompletedProcess[str]:
    """A program with GDAL in it that sends the token with every request, as Basic."""
    shown = {"GDAL_HTTP_USERPWD": f"gis:{token}", "GDAL_HTTP_AUTH": "BASIC"} if token else {}
    return subprocess.run(command, env=os.environ | shown, capture_output=True, text=True, timeout=60, check=False)


def features(heard: Heard, token: str, *options: str) -> list[dict[str, Any]]:
    """What ogr2ogr reads of the mines."""
    heard.lines.clear()
    source = f"OAPIF:{heard.address}"
    done = run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", source, "mine", *options, token=token)
    assert not done.stderr, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["features"]
    return found


def test_without_a_token_gdal_opens_nothing(heard: Heard) -> None:
    assert "401" in run("ogrinfo", "-ro", f"OAPIF:{heard.address}").stderr


def test_gdal_lists_the_collections_of_the_token(heard: Heard, token: str) -> None:
    listed = run("ogrinfo", "-ro", f"OAPIF:{heard.address}", token=token).stdout
    assert [line for line in listed.splitlines() if line[:1].isdigit()] == ["1: mine (title: 矿山) (Point)"]


def test_gdal_pages_through_every_feature_with_its_axes_right(heard: Heard, token: str) -> None:
    read = features(heard, token, "-oo", "PAGE_SIZE=4")
    assert len({feature["properties"]["name"] for feature in read}) == MINES
    assert all(102.4 < feature["geometry"]["coordinates"][0] < 102.51 for feature in read)
    assert sum("after=" in line for line in heard.lines) >= MINES // 4


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("mineral = '煤' AND capacity >= 3", 5),
        ("name LIKE '演示 1%'", 11),
        ("capacity IS NULL OR NOT capacity > 1", 11),
    ],
)
def test_gdal_leaves_a_filter_to_us(heard: Heard, token: str, where: str, found: int) -> None:
    assert len(features(heard, token, "-where", where)) == found
    asked = [line for line in heard.lines if "filter=" in line]
    assert all("filter-lang=cql" in line for line in asked)
    assert asked, heard.lines


def test_gdal_leaves_a_box_to_us(heard: Heard, token: str) -> None:
    assert len(features(heard, token, "-spat", "102.403", "24.8", "102.409", "25")) == 2
    assert any("bbox=102.403" in line for line in heard.lines)


def test_gdal_reads_degrees_and_a_zone_with_their_axes_right(heard: Heard, token: str) -> None:
    """By the newer GDAL that pyogrio brings: the older one of Debian reads longitude and latitude alone."""
    done = run(sys.executable, "-c", READ_IN_SYSTEMS, heard.address, token=token)
    assert not done.stderr, done.stderr
    degrees, zone = ([float(word) for word in line.split()] for line in done.stdout.splitlines())
    assert degrees == pytest.approx([4490, MINES, 102.404, 24.9, 102.5, 24.9], abs=1e-6)
    number, count, west, south, east, north = zone
    assert (number, count) == (4543, MINES)
    assert 540_000 < west < east < 560_000
    assert 2_750_000 < south <= north < 2_760_000


def test_what_was_made_and_changed_in_a_zone_is_read_back_there_and_in_degrees(
    heard: Heard, api: TestClient, token: str
) -> None:
    """Written with a token as QGIS 3.30 and newer write; its Debian release and GDAL only read."""
    writing = api.post("/api/tokens", json={"name": "QGIS", "writes": True, "layers": ["mine"]}).json()["token"]
    shown = {"Authorization": f"Bearer {writing}", "User-Agent": "Mozilla/5.0 QGIS/34008/Debian"}
    geojson = shown | {"Content-Type": "application/geo+json", "Content-Crs": f"<{URI}EPSG/0/4547>"}
    move = Transformer.from_crs(4490, 4547).transform
    first, second = ({"type": "Point", "coordinates": list(move(30.1, lon))} for lon in (114.1, 114.2))
    with httpx2.Client(base_url=heard.address, timeout=60) as client:
        body = {"type": "Feature", "geometry": first, "properties": {"name": "东矿"}}
        made = client.post("/collections/mine/items", json=body, headers=geojson)
        assert made.status_code == 201, made.text
        changed = {"properties": {"capacity": 33}, "geometry": second}
        merge = geojson | {"Content-Type": "application/merge-patch+json"}
        assert client.patch(made.headers["location"], json=changed, headers=merge).status_code == 204
        try:
            done = run(sys.executable, "-c", READ_ONE, heard.address, token=token)
        finally:
            assert client.delete(made.headers["location"], headers=shown).status_code == 204
    assert not done.stderr, done.stderr
    degrees, zone = ([float(word) for word in line.split()] for line in done.stdout.splitlines())
    north, east = second["coordinates"]
    assert degrees == pytest.approx([114.2, 30.1, 33], abs=1e-8)
    assert zone == pytest.approx([east, north, 33], abs=0.001)
    assert 500_000 < east < 550_000
    assert north > 3_300_000
