"""A published list comes as a workbook and as a map file: both give the same mines. Where GEO_APP_TEST_FILES names
a folder that holds the ICMM data set (global-mining-dataset.xlsx and .kmz), these two are compared as well."""

import os
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from geo_app.geo.coordinates import Place
from geo_app.ingest.reading import Intake, opened
from geo_app.layers import Layers

MINES = [("ICMM1", "Duobaoshan Copper Mine", 125.082, 49.0813), ("ICMM2", "安宁磷矿", 102.4125, 24.8125)]
FOLDER = os.environ.get("GEO_APP_TEST_FILES")
PAIRS = ["made", *(str(path.parent) for path in Path(FOLDER or "none").rglob("global-mining-dataset.xlsx"))]


def made(folder: Path) -> Path:
    """A small list of the same make."""
    with xlsxwriter.Workbook(str(folder / "global-mining-dataset.xlsx")) as book:
        sheet = book.add_worksheet("External ")
        sheet.write_row(0, 0, ["ICMMID", "Mine Name", "Latitude ", "Longitude", "Country"])
        for number, (code, name, lon, lat) in enumerate(MINES, 1):
            sheet.write_row(number, 0, [code, name, str(lat).replace("-", "−"), lon, "China"])
    marks = "".join(
        f'<Placemark><name>{name}</name><ExtendedData><Data name="ICMMID"><value>{code}</value></Data>'
        f'<Data name="Country"><value>China</value></Data></ExtendedData>'
        f"<Point><coordinates>{lon},{lat},0</coordinates></Point></Placemark>"
        for code, name, lon, lat in MINES
    )
    kml = f'<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'
    with zipfile.ZipFile(folder / "global-mining-dataset.kmz", "w") as archive:
        archive.writestr("doc.kml", kml)
    return folder


def mines(path: Path, layers: Layers) -> dict[tuple[object, object], Place | None]:
    found: dict[tuple[object, object], Place | None] = {}
    with opened(Intake(layers["mine"], path, path.name, {"Country": "China"}), layers) as (readings, _):
        for row in (row for reading in readings for batch in reading.batches() for row in batch):
            shape = None if row.place is None or isinstance(row.place, tuple) else row.place.centroid
            place = (row.written.x, row.written.y) if row.written else (shape.x, shape.y) if shape else None
            assert not row.issues
            found[row.values.get("code"), row.values.get("name")] = place
    return found


@pytest.mark.parametrize("pair", PAIRS)
def test_the_workbook_and_the_map_file_give_the_same_mines(pair: str, layers: Layers, tmp_path: Path) -> None:
    folder = made(tmp_path) if pair == "made" else Path(pair)
    sheet, chart = (mines(folder / f"global-mining-dataset.{suffix}", layers) for suffix in ("xlsx", "kmz"))
    assert len(sheet) >= len(MINES)
    assert sheet.keys() == chart.keys()
    for mine, place in sheet.items():
        other = chart[mine]
        assert place is not None
        assert other == pytest.approx(place, abs=0.001), mine  # the map file is rounded to three decimals
