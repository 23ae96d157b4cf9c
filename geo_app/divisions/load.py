"""Load the tree of divisions: the whole country from a package, names and outlines from a person's file."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas
import psycopg
import shapely
from psycopg import sql
from sqlalchemy import ARRAY, BigInteger, cast, func, select
from sqlalchemy.orm import Session

from geo_app.db import SRID, driver_of
from geo_app.divisions import country, table
from geo_app.divisions.code import above, level, number
from geo_app.divisions.models import Division
from geo_app.errors import Forbidden
from geo_app.layers import Layer

STAGE = sql.SQL(
    "CREATE TEMPORARY TABLE division_stage (LIKE division INCLUDING DEFAULTS) ON COMMIT DROP; "
    "ALTER TABLE division_stage DROP COLUMN geom_3857"
)
COPY = sql.SQL("COPY division_stage (id, code, name, full_name, level, source, geom) FROM STDIN")
# a table of names never takes an outline away; a row that says nothing new is left as it is
MERGE = sql.SQL(
    """
    INSERT INTO division AS d (id, code, name, full_name, level, source, geom)
    SELECT id, code, name, full_name, level, source, geom FROM division_stage
    ON CONFLICT (id) DO UPDATE SET
      name = excluded.name, full_name = excluded.full_name, geom = coalesce(excluded.geom, d.geom),
      source = CASE WHEN excluded.geom IS NULL THEN d.source ELSE excluded.source END
    WHERE (d.name, d.full_name) <> (excluded.name, excluded.full_name)
      OR excluded.geom IS NOT NULL AND (d.geom IS DISTINCT FROM excluded.geom OR d.source <> excluded.source)
    RETURNING id, xmax = 0
    """
)


@dataclass(frozen=True)
class Loaded:
    """What a load did: divisions read, new and changed ones, sites that now lie in another division."""

    read: int
    added: int
    changed: int
    sites_moved: int
    faults: tuple[table.Fault, ...] = ()


def load_country(session: Session) -> Loaded:
    """Provinces, cities and counties with their polygons; a second run changes nothing."""
    return load_frame(session, country.country(), country.SOURCE)


def load_file(session: Session, path: Path, layer: Layer) -> Loaded:
    """Names and codes (csv, xlsx) or outlines (any vector format) from a person's file."""
    read = table.read(path, layer)
    return load_frame(session, read.rows, path.name, read.faults)


def load_frame(
    session: Session, rows: geopandas.GeoDataFrame, source: str, faults: tuple[table.Fault, ...] = ()
) -> Loaded:
    """Merge rows (code, name, geometry) into the tree."""
    outlines = dict(zip(rows["code"], multipolygons(rows.geometry), strict=True))
    names, full_names = _names(session, dict(zip(rows["code"], rows["name"], strict=True)))
    driver = driver_of(session)
    with driver.cursor() as cursor:
        cursor.execute(STAGE)
        with cursor.copy(COPY) as copy:
            for code, full_name in full_names.items():
                outline = outlines.get(code)
                place = shapely.to_wkb(outline, hex=True, include_srid=True) if outline else None
                copy.write_row((number(code), code, names[code], full_name, level(code), source, place))
        written = _merged(cursor)
        cursor.execute(sql.SQL("DROP TABLE division_stage"))
    added, drawn = sum(new for _, new in written), rows.geometry.notna().any()
    moved = _settle_sites(session, rows, [key for key, _ in written]) if written and drawn else 0
    return Loaded(len(rows), added, len(written) - added, moved, faults)


def multipolygons(shapes: Iterable[shapely.Geometry | None]) -> list[shapely.MultiPolygon | None]:
    """The same areas as valid multipolygons; what is no area (a line, a point, nothing) becomes None.

    >>> [str(shape) for shape in multipolygons([shapely.box(0, 0, 1, 1), shapely.Point(0, 0)])]
    ['MULTIPOLYGON (((1 0, 1 1, 0 1, 0 0, 1 0)))', 'None']
    """
    return [_areas(shapely.force_2d(shape)) if shape else None for shape in shapes]


def _areas(shape: shapely.Geometry) -> shapely.MultiPolygon | None:
    if not shapely.is_valid(shape):
        shape = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    areas = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(areas) if areas else None


def _merged(cursor: psycopg.Cursor) -> list[tuple[int, bool]]:
    """The divisions that were written, and whether they are new."""
    try:
        return cursor.execute(MERGE).fetchall()
    except psycopg.errors.InsufficientPrivilege as error:
        raise Forbidden("只有管理员可以载入行政区划", "请联系管理员") from error


def _names(session: Session, new: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The names of all divisions, and the full names that are to be written: of the new ones, and of known ones
    whose full name changes with a name above them."""
    known = session.execute(select(Division.code, Division.name, Division.full_name)).all()
    names = {code: name for code, name, _ in known} | new
    before = {code: full_name for code, _, full_name in known}
    full_names = {code: "".join(names.get(key, "") for key in (*above(code), code)) for code in names}
    return names, {code: full for code, full in full_names.items() if code in new or full != before[code]}


def _settle_sites(session: Session, rows: geopandas.GeoDataFrame, changed: list[int]) -> int:
    """Sites follow the new outlines around them, and leave those that moved away."""
    box = func.st_makeenvelope(*rows.geometry.total_bounds.tolist(), SRID)
    return session.scalar(select(func.settle_sites(box, cast(changed, ARRAY(BigInteger))))) or 0
