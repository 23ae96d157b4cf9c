"""QGIS without its window (Debian's 3.22) opens a collection with a token: heavy, so `make test-clients`.

Its releases from 3.32 on also leave attribute filters to us; GDAL's driver shows that in test_gdal.py.
"""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from geo_app.db import Database
from tests.contracts.heard import Heard

pytestmark = pytest.mark.clients
PYTHON = "/usr/bin/python3"  # Debian's own, which has QGIS
READ = """import json
import sys

from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer

address, token, collection, *box = sys.argv[1:]
application = QgsApplication([], False)
application.initQgis()
parts = {
    "url": address,
    "typename": collection,
    "username": "gis",
    "password": token,
    "restrictToRequestBBOX": "1",
}
layer = QgsVectorLayer(" ".join(f"{name}='{value}'" for name, value in parts.items()), collection, "OAPIF")
request = QgsFeatureRequest()
if box:
    request.setFilterRect(QgsRectangle(*map(float, box)))
count, around = 0, QgsRectangle()
for feature in layer.getFeatures(request):
    count += 1
    around.combineExtentWith(feature.geometry().boundingBox())
sides = (around.xMinimum(), around.yMinimum(), around.xMaximum(), around.yMaximum())
print(json.dumps({"valid": layer.isValid(), "read": count, "system": layer.crs().authid(), "box": sides}))
application.exitQgis()
"""
MANY = 200_000


def qgis(work: str, home: Path, *words: str) -> dict[str, Any]:
    """What a script for QGIS tells in its last line."""
    quiet = {"QT_QPA_PLATFORM": "offscreen", "HOME": str(home), "XDG_RUNTIME_DIR": str(home), "LANG": "C.UTF-8"}
    command = [PYTHON, "-c", work, *words]
    done = subprocess.run(
        command, env=os.environ | quiet, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.stdout, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert told["valid"]
    return told


def read(heard: Heard, token: str, home: Path, *more: str) -> dict[str, Any]:
    heard.lines.clear()
    return qgis(READ, home, heard.address, token, *more)


def test_qgis_opens_a_protected_collection_with_its_axes_right(heard: Heard, token: str, tmp_path: Path) -> None:
    told = read(heard, token, tmp_path, "mine")
    assert told["box"] == pytest.approx([102.404, 24.9, 102.5, 24.9])
    assert told["read"] == 25


def test_qgis_leaves_a_box_to_us(heard: Heard, token: str, tmp_path: Path) -> None:
    told = read(heard, token, tmp_path, "mine", "102.403", "24.8", "102.409", "25")
    assert told["read"] == 2
    assert any("bbox=102.403" in line for line in heard.lines), heard.lines


def test_qgis_pages_through_two_hundred_thousand_features(
    heard: Heard, token: str, tmp_path: Path, land: Database
) -> None:
    with psycopg.connect(land.url) as owner:
        owner.execute("ALTER TABLE site DISABLE TRIGGER USER")  # what follows from a site takes too long here
        owner.execute(
            "INSERT INTO site (kind, name, initials, geom) SELECT 'mine', '矿' || n, 'k',"
            " st_setsrid(st_makepoint(101 + n %% 500 * 0.001, 25 + n / 500 * 0.001), 4490)"
            " FROM generate_series(1, %s) AS n",
            (MANY,),
        )
    told = read(heard, token, tmp_path, "mine")
    assert told["read"] == MANY + 25
    assert max(int(line.split("limit=")[1].split("&")[0]) for line in heard.lines if "limit=" in line) >= 1000
