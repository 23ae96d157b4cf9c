"""QGIS without its window opens a hand-over package: the style in the GeoPackage, the QML and the SLD beside it
show the four colours; what is edited there comes home into the merge. Heavy, so `make test-clients`."""

import json
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from geo_app.colour import UNASSESSED_LABEL, Colour
from tests.api.uploads import loaded
from tests.contracts.conftest import MINES
from tests.contracts.test_qgis import qgis

pytestmark = pytest.mark.clients
LABELS = [f"{colour.label} {colour.meaning}" for colour in Colour] + [UNASSESSED_LABEL]
HEXES = [colour.hex.lower() for colour in Colour]
WORK = """import json
import sys

from qgis.core import QgsApplication, QgsGeometry, QgsPointXY, QgsVectorLayer

folder, title = sys.argv[1:]
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(f"{folder}/{title}.gpkg|layername={title}", title, "ogr")


def look():
    renderer = layer.renderer()
    if renderer.type() == "categorizedSymbol":
        rules = renderer.categories()
    else:
        rules = renderer.rootRule().children()
    return [[rule.label(), rule.symbol().color().name()] for rule in rules]


told = {"valid": layer.isValid(), "own": [layer.loadDefaultStyle()[1], look()]}
told["qml"] = [layer.loadNamedStyle(f"{folder}/{title}.qml")[1], look()]
told["sld"] = [layer.loadSldStyle(f"{folder}/{title}.sld")[1], look()]
first = min(layer.getFeatures(), key=lambda feature: feature["系统编号"])
told["first"] = first["系统编号"]
told["edited"] = layer.startEditing()
layer.changeGeometry(first.id(), QgsGeometry.fromPointXY(QgsPointXY(102.4049, 24.9011)))
layer.changeAttributeValue(first.id(), layer.fields().indexFromName("矿种"), "磷矿")
told["saved"] = layer.commitChanges()
print(json.dumps(told, ensure_ascii=False))
application.exitQgis()
"""


def test_qgis_shows_the_four_colours_and_what_it_edits_comes_home(api: TestClient, tmp_path: Path) -> None:
    package = tmp_path / "交接包.zip"
    package.write_bytes(api.get("/api/exports/mine?format=handover").content)
    with zipfile.ZipFile(package) as zipped:
        zipped.extractall(tmp_path / "open")
    told = qgis(WORK, tmp_path, str(tmp_path / "open"), "矿山")
    for source in ("own", "qml", "sld"):
        read, look = told[source]
        assert read
        assert [label for label, _ in look] == LABELS, source
        assert [shade for _, shade in look][:4] == HEXES, source

    assert (told["edited"], told["saved"]) == (True, True)
    with (tmp_path / "open" / "矿山.gpkg").open("rb") as file:
        run = api.post("/api/imports", files={"file": ("矿山.gpkg", file)}, data={"layer": "mine"}).json()
    assert (run["counts"]["updated"], run["counts"]["unchanged"]) == (1, MINES - 1)
    loaded(api, run["id"])
    site = api.get(f"/api/sites/{told['first']}").json()
    assert site["geometry"]["coordinates"] == pytest.approx([102.4049, 24.9011])
    assert "磷矿" in json.dumps(site, ensure_ascii=False)
