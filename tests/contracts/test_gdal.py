"""GDAL's OAPIF driver, what ogr2ogr and pyogrio stand on, against a real port: with a token, page by page, with
the filter left to us. In processes of their own: GDAL waits without letting the server in ours go on."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.contracts.conftest import MINES
from tests.contracts.heard import Heard

READ_IN_SYSTEMS = """
import pyogrio, sys
for number in (4490, 4543):
    frame = pyogrio.read_dataframe(f"OAPIF:{sys.argv[1]}", layer="mine", CRS=f"EPSG:{number}")
    print(frame.crs.to_epsg(), len(frame), *frame.total_bounds)
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
