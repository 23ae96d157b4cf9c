"""Whole ledgers go in, out in every format, and in again: our ledger to practise on always, and where
GEO_APP_TEST_FILES names a folder that holds them, the ICMM data set (as xlsx and as kmz) and the Global Coal Mine
Tracker."""

import csv
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyogrio
import pytest
import shapely
from geoalchemy2.shape import to_shape
from sqlalchemy import select

from geo_app import features
from geo_app.actor import Actor, operator
from geo_app.export.package import Order, Package, all_formats, export
from geo_app.features import Selection
from geo_app.geo.crs import outgoing
from geo_app.ingest.models import Issue
from geo_app.ingest.reading import Intake
from geo_app.ingest.runs import Importer, find_run
from geo_app.layers import Layers
from geo_app.settings import shipped
from geo_app.sites.models import Site
from tests.conftest import clone
from tests.formats.read_back import READ, Found

SOMEBODY = operator("tester")
BUREAU = Actor("bureau", SOMEBODY.role, ("530181",))
FOLDER = os.environ.get("GEO_APP_TEST_FILES")
NEAR = 1e-8  # degrees: a millimetre
COME_HOME = ("gpkg", "handover", "shp", "shp_utf8", "geojson", "kml", "kmz", "csv", "xlsx")  # what an import reads


@dataclass(frozen=True)
class Ledger:
    """A file, who brings it in, which rows of it, and how many of them find a place at least."""

    path: Path
    person: Actor
    where: dict[str, str]
    least: int


OURS = Ledger(shipped("data") / "examples" / "messy_mine_ledger.xlsx", BUREAU, {}, 11)
THEIRS = (
    ("global-mining-dataset.xlsx", {"Country": "China"}, 1800),
    ("global-mining-dataset.kmz", {"Country": "China"}, 1800),
    ("Global-Coal-Mine-Tracker-April-2024.xlsx", {"Country": "China"}, 2300),
)
LEDGERS = [
    OURS,
    *(
        Ledger(path, SOMEBODY, where, least)
        for name, where, least in (THEIRS if FOLDER else ())
        for path in Path(FOLDER or "").rglob(name)
    ),
]
COUNTS = {"bad": 0, "doubtful": 0, "new": 0, "updated": 0}  # of what comes home as it left


@dataclass(frozen=True)
class Loaded:
    """The map after a ledger was brought in: what of it stands there, and the door for more."""

    ledger: Ledger
    importer: Importer
    selection: Selection

    @property
    def there(self) -> Found:
        with self.importer.database.transaction(SOMEBODY) as session:
            frame = features.frame(session, self.selection)
        return list(zip(frame["name"], frame.geometry, strict=True))


@pytest.fixture(scope="module", params=LEDGERS, ids=lambda ledger: ledger.path.name)
def loaded(
    request: pytest.FixtureRequest,
    cluster_url: str,
    county: str,
    layers: Layers,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Loaded]:
    """The ledger in the demonstration county."""
    ledger: Ledger = request.param
    mine = layers["mine"]
    for database in clone(cluster_url, county):
        importer = Importer(database, ledger.person, layers, tmp_path_factory.mktemp("uploads"))
        importer.take_in(Intake(mine, ledger.path, ledger.path.name, ledger.where), lambda _done, _all: None)
        with database.transaction(SOMEBODY) as session:
            came = select(Site.id).where(Site.kind == mine.name, Site.source == ledger.path.name)
            selection = Selection(mine, ids=tuple(session.scalars(came)))
        assert len(selection.ids) >= ledger.least
        yield Loaded(ledger, importer, selection)


@pytest.mark.parametrize("form", all_formats())
def test_a_whole_ledger_leaves_in_every_format_and_comes_home_unchanged(
    loaded: Loaded, form: str, tmp_path: Path
) -> None:
    order = Order(all_formats()[form], outgoing("4490"))
    importer = loaded.importer
    package = export(importer.database, loaded.ledger.person, loaded.selection, order, tmp_path)
    assert package.rows == len(loaded.there)
    if form in READ:
        there = loaded.there if form != "shp" else [(in_gbk(name), shape) for name, shape in loaded.there]
        same_ground(READ[form](package), there)
    elif form == "html":
        page = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), package.path.read_text("utf-8"))
        assert [name for name, _ in loaded.there if json.dumps(name, ensure_ascii=False) not in page] == []
    else:
        held = set(pyogrio.read_dataframe(package.path)["Text" if form == "dxf" else "name"])
        narrow = in_gbk if form == "dxf" else str
        assert {one_line(narrow(name)) for name, _ in loaded.there} <= {one_line(str(name)) for name in held}
    if form in COME_HOME:
        unchanged(importer, loaded.selection, package)


def in_gbk(name: str) -> str:
    """A name as far as GBK has its characters; the file itself says how many it lacks."""
    return name.encode("gbk", "replace").decode("gbk")


def unchanged(importer: Importer, selection: Selection, package: Package) -> None:
    run_id = importer.look(Intake(selection.layer, package.path, package.name), lambda _done, _all: None)
    with importer.database.transaction(SOMEBODY) as session:
        run = find_run(session, SOMEBODY, run_id)
        assert run.counts == COUNTS | {"rows": package.rows, "good": package.rows, "unchanged": package.rows}
        assert run.merges == []


@pytest.fixture(scope="module")
def at_home(
    cluster_url: str, county: str, layers: Layers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Importer]:
    """The demonstration county."""
    for database in clone(cluster_url, county):
        yield Importer(database, SOMEBODY, layers, tmp_path_factory.mktemp("uploads"))


@pytest.mark.parametrize("name", ["mine", "chemical_park", "pipeline"])
def test_points_lines_and_areas_of_the_county_come_home_unchanged(
    at_home: Importer, name: str, tmp_path: Path
) -> None:
    selection = Selection(at_home.layers[name])
    for form in COME_HOME:
        order = Order(all_formats()[form], outgoing("4490"))
        unchanged(at_home, selection, export(at_home.database, SOMEBODY, selection, order, tmp_path))


def test_what_a_shapefile_in_gbk_could_not_hold_is_no_change_when_it_comes_home(
    at_home: Importer, tmp_path: Path
) -> None:
    selection = Selection(at_home.layers["mine"])
    with at_home.database.transaction(SOMEBODY) as session:
        mine = session.scalars(select(Site).where(Site.kind == "mine").limit(1)).one()
        mine.name, mine.measures = "㐂矿100%", "每班巡查一次，" * 40
    shp = Order(all_formats()["shp"], outgoing("4490"))
    unchanged(at_home, selection, export(at_home.database, SOMEBODY, selection, shp, tmp_path))


def test_an_area_keeps_its_outline_when_a_table_says_its_place_and_takes_the_other_cells(
    at_home: Importer, tmp_path: Path
) -> None:
    park = at_home.layers["chemical_park"]
    order = Order(all_formats()["csv"], outgoing("4490"))
    path = export(at_home.database, SOMEBODY, Selection(park), order, tmp_path).path
    head, first, *others = path.read_text("utf-8-sig").splitlines()
    cells = dict(zip(next(csv.reader([head])), next(csv.reader([first])), strict=True))
    moved = first.replace(cells["经度"], str(float(cells["经度"]) + 0.02)).replace(cells["名称"], "改了名的园区")
    path.write_text("\n".join([head, moved, *others]), "utf-8")
    run_id = at_home.take_in(Intake(park, path, "化工园区.csv"), lambda _done, _all: None)
    with at_home.database.transaction(SOMEBODY) as session:
        run = find_run(session, SOMEBODY, run_id)
        assert (run.counts["updated"], run.counts["unchanged"]) == (1, len(others))
        told = session.scalars(select(Issue.code).where(Issue.run_id == run_id))
        assert set(told) == {"outline_kept", "division_differs"}
        site = session.get_one(Site, int(cells["系统编号"]))
        assert (site.name, to_shape(site.geom).geom_type) == ("改了名的园区", "Polygon")


def same_ground(found: Found, there: Found) -> None:
    """The same names, and under each name the same places."""
    ours, theirs = by_name(found), by_name(there)
    assert ours.keys() == theirs.keys()
    for name, places in theirs.items():
        assert len(ours[name].geoms) == len(places.geoms)
        assert ours[name].hausdorff_distance(places) < NEAR, name


def by_name(found: Found) -> dict[str, shapely.MultiPoint]:
    places = defaultdict(list)
    for name, shape in found:
        places[one_line(name)].append(shape)
    return {name: shapely.MultiPoint(shapes) for name, shapes in places.items()}


def one_line(name: str) -> str:
    return " ".join(name.split())
