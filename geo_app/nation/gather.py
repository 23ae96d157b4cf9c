"""The map as a folder of Parquet files that stand by themselves, split by county: `site` (GeoParquet, for any
reader), `flat` (the same shapes in metres), `fact` (what rules ask of a site), `area` (zones with an extent)."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.parquet
import shapely
from pyproj import CRS
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from geo_app.db import SRID
from geo_app.errors import BadInput
from geo_app.nation.plane import SCHEMA as FLAT
from geo_app.nation.plane import flat
from geo_app.nation.rules import asked_fields
from geo_app.sites.models import Site
from geo_app.zones.joint_regions import CONTROL_LINE
from geo_app.zones.models import Zone

AT_ONCE = 20_000
COUNTY = 1_000_000  # a division without its last six digits
PLAIN = ("id", "kind", "name", "division", "colour", "unit", "residents")
WORDS = {"id": pyarrow.int64(), "kind": pyarrow.string(), "name": pyarrow.string(), "division": pyarrow.int64()}
WORDS |= {"colour": pyarrow.string(), "unit": pyarrow.string(), "residents": pyarrow.int64()}
WORDS |= dict.fromkeys(("west", "south", "east", "north"), pyarrow.float64())
SAID = {"id": pyarrow.int64(), "kind": pyarrow.string(), "field": pyarrow.string(), "value": pyarrow.string()}
FACT = pyarrow.schema(SAID | {"number": pyarrow.float64()})
AREA = pyarrow.schema([*FLAT, pyarrow.field("kind", pyarrow.string()), pyarrow.field("level", pyarrow.float64())])
Tell = Callable[[int], None]


@dataclass
class Part:
    """The files of one county, each open from its first rows on."""

    folder: Path
    county: int
    files: dict[str, pyarrow.parquet.ParquetWriter] = field(default_factory=dict)

    def write(self, name: str, table: pyarrow.Table) -> None:
        if name not in self.files:
            path = self.folder / name / f"county={self.county:06}" / "part.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            self.files[name] = pyarrow.parquet.ParquetWriter(path, table.schema, compression="zstd")
        self.files[name].write_table(table)

    def close(self) -> None:
        for file in self.files.values():
            file.close()


def gather(session: Session, folder: Path, tell: Tell) -> int:
    """Write all sites that one may see, county by county; how many. The folder must be new or empty."""
    if folder.exists() and any(folder.iterdir()):
        raise BadInput(f"目录 {folder} 不是空的", "请换一个新目录")
    empty = Part(folder, 0)  # so that every table is there, with its columns, be it without rows
    for name, schema in (("site", _schema()), ("flat", FLAT), ("fact", FACT), ("area", AREA)):
        empty.write(name, schema.empty_table())
    count = 0
    for county, rows in groupby(_sites(session), key=lambda row: row.division // COUNTY):
        part = Part(folder, county) if county else empty
        for some in _some(rows):
            count += len(some)
            _write(part, some)
            tell(count)
        if county:
            part.close()
    _areas(session, empty)
    empty.close()
    return count


def _sites(session: Session) -> Iterator[Row[Any]]:
    columns = (
        *(getattr(Site, name) for name in PLAIN),
        Site.attributes,
        func.st_asbinary(Site.geom).label("shape"),
    )
    asked = select(*columns).where(~Site.retired).order_by(Site.division, Site.id)
    yield from session.execute(asked.execution_options(yield_per=AT_ONCE))


def _some(rows: Iterator[Row[Any]]) -> Iterator[list[Row[Any]]]:
    some = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _write(part: Part, rows: list[Row[Any]]) -> None:
    wkb = [bytes(row.shape) for row in rows]
    shapes = shapely.from_wkb(wkb)
    columns: dict[str, Any] = {name: [getattr(row, name) for row in rows] for name in PLAIN}
    columns |= dict(zip(("west", "south", "east", "north"), shapely.bounds(shapes).T, strict=True))
    part.write("site", pyarrow.table(columns | {"geom": wkb}, schema=_schema()))
    part.write("flat", flat(np.array(columns["id"]), shapes))
    names = asked_fields()
    facts = [
        {
            "id": row.id,
            "kind": row.kind,
            "field": name,
            "value": _said(value),
            "number": value if _is_number(value) else None,
        }
        for row in rows
        for name, value in row.attributes.items()
        if name in names and value is not None
    ]
    if facts:
        part.write("fact", pyarrow.Table.from_pylist(facts, FACT))


def _areas(session: Session, part: Part) -> None:
    """Zones of all sites together: they are few, and a site's zones lie around it wherever a border runs."""
    level = Zone.attributes["level"].astext
    columns = (Zone.site_id, Zone.kind, level.label("level"), func.st_asbinary(Zone.geom).label("shape"))
    wanted = (Zone.kind != CONTROL_LINE, func.st_dimension(Zone.geom) == 2)
    rows = session.execute(select(*columns).where(*wanted).order_by(Zone.id)).all()
    if rows:
        placed = flat(np.arange(len(rows)), shapely.from_wkb([bytes(row.shape) for row in rows]))
        which = placed["id"].to_pylist()
        placed = placed.set_column(0, "id", pyarrow.array([rows[n].site_id for n in which], pyarrow.int64()))
        placed = placed.append_column("kind", pyarrow.array([rows[n].kind for n in which], pyarrow.string()))
        levels = [float(rows[n].level) if _is_level(rows[n]) else None for n in which]
        part.write("area", placed.append_column("level", pyarrow.array(levels, pyarrow.float64())))


def _is_level(row: Row[Any]) -> bool:
    return bool(row.kind == "risk_contour" and row.level)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _said(value: object) -> str:
    """A value as PostgreSQL says it as text."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _schema() -> pyarrow.Schema:
    column = {
        "encoding": "WKB",
        "geometry_types": [],
        "crs": CRS.from_epsg(SRID).to_json_dict(),
        "edges": "planar",
    }
    about = {"version": "1.1.0", "primary_column": "geom", "columns": {"geom": column}}
    return pyarrow.schema(WORDS | {"geom": pyarrow.binary()}, metadata={"geo": json.dumps(about)})
