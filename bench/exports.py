"""Exports: a whole layer in every format, with peak memory, against ogr2ogr in the same run.

ogr2ogr reads the same rows as the same role, geometry and all columns, and writes its nearest format; where it has
none (GeoParquet, PMTiles, our packages) ours stands beside its GeoPackage.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from bench.one_export import LAYER, READER
from bench.row import Row, told
from bench.stage import HERE, Stage
from geo_app import features
from geo_app.db import OPTIONS, context
from geo_app.export.formats.html import MOST
from geo_app.export.package import all_formats
from geo_app.features import Selection

READ = "SELECT * FROM layer_now.risk_point ORDER BY id"
THEIRS = {  # ours -> the driver of ogr2ogr, how its file ends, its options
    "gpkg": ("GPKG", "gpkg", ()),
    "flatgeobuf": ("FlatGeobuf", "fgb", ()),
    "geojson": ("GeoJSON", "geojson", ()),
    "geojsonseq": ("GeoJSONSeq", "geojsonl", ()),
    "shp": ("ESRI Shapefile", "shp", ("-lco", "ENCODING=GBK")),
    "shp_utf8": ("ESRI Shapefile", "shp", ("-lco", "ENCODING=UTF-8")),
    "csv": ("CSV", "csv", ("-lco", "GEOMETRY=AS_XY")),
    "xlsx": ("XLSX", "xlsx", ()),
    "kml": ("KML", "kml", ()),
}
STAND_IN = "gpkg"


def measure(stage: Stage) -> Iterator[Row]:
    if shutil.which("ogr2ogr") is None:
        print("  ogr2ogr is missing: apt-get install gdal-bin", file=sys.stderr)
        return
    with stage.database.transaction(READER) as session:
        points = features.count(session, Selection(stage.layers[LAYER]))
    stand_in = _theirs(stage, STAND_IN)
    for name in all_formats():
        if name == "html" and points > MOST:
            continue
        other, other_mb = _theirs(stage, name) if name in THEIRS else stand_in
        ours, ours_mb = _ours(stage, name)
        against = THEIRS.get(name, THEIRS[STAND_IN])[0]
        did = (
            f"The {points:,} points of a layer with all fields, one round, seconds of a process of its own. "
            f"Peak memory: ours {ours_mb:.0f} MB, other {other_mb:.0f} MB. Other: ogr2ogr to {against}."
        )
        yield told(Row(f"export_{name}_vs_ogr2ogr", ours, other, ours / other, "s", did))


def _theirs(stage: Stage, name: str) -> tuple[float, float]:
    """Seconds and peak MB of ogr2ogr."""
    driver, ending, options = THEIRS[name]
    settings = " ".join(f"-c {key}={value}" for key, value in [("role", "geo_app"), *context(READER)] if value)
    url = make_url(stage.database.url)
    host = url.query.get("host") or url.host
    source = f"PG:dbname={url.database} host={host} user={url.username}"
    with TemporaryDirectory() as folder:
        target = str(Path(folder) / f"out.{ending}")
        command = ["ogr2ogr", "-f", driver, target, source, "-sql", READ, "-nln", LAYER, *options]
        return _timed(
            command, os.environ | {"PGOPTIONS": f"{OPTIONS} {settings}", "PGPASSWORD": str(url.password)}
        )


def _ours(stage: Stage, name: str) -> tuple[float, float]:
    return _timed([sys.executable, "-m", "bench.one_export", stage.database.url, name], dict(os.environ))


def _timed(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds and peak MB of a process and of what it starts, by a small process between."""
    between = [sys.executable, "-m", "bench.exports", *command]
    ended = subprocess.run(
        between, check=True, stdout=subprocess.PIPE, text=True, cwd=HERE.parent, env=environment
    )
    seconds, peak_mb = json.loads(ended.stdout.splitlines()[-1])
    return seconds, peak_mb


def _run(command: list[str]) -> tuple[float, float]:
    """A process of ours says how long it took itself: a server has its modules in memory already."""
    began = time.perf_counter()
    said = subprocess.check_output(command, stderr=subprocess.DEVNULL, text=True).strip()
    return float(said or time.perf_counter() - began), resource.getrusage(
        resource.RUSAGE_CHILDREN
    ).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1:])))
