"""Two counties side by side with sites that are hard to write into files, and a way to take them out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import insert

from geo_app.actor import Actor, Role, operator
from geo_app.db import SRID, Database
from geo_app.divisions.models import Division
from geo_app.export.format import Format
from geo_app.export.package import Order, Package, export, format_named
from geo_app.features import Selection
from geo_app.geo.crs import outgoing
from geo_app.layers import Layers
from geo_app.sites.models import Site
from tests.conftest import clone

HERE, BESIDE = shapely.Point(102.4833211, 24.9166789), shapely.Point(102.7, 25.3)
NAMES = [
    "红旗煤矿",
    "“大树”矿,东井",
    'Bob\'s "second" pit, east',
    "上下两行\n的名字",
    "带表情😀的矿",
    "㐂矿𠮷井",
    '=HYPERLINK("http://x.example","点我")',
    "+8613800000000",
    "-2+3",
    "@SUM(A1:A9)",
    "=1+1",
]
AREA = shapely.Polygon(
    [(102.4, 24.9), (102.4, 24.91), (102.41, 24.91), (102.41, 24.9)],
    [[(102.402, 24.902), (102.402, 24.904), (102.404, 24.904), (102.404, 24.902)]],
)
LINE = shapely.LineString([(102.4, 24.9), (102.45, 24.95), (102.5, 24.9)])
SHAPES: dict[str, list[BaseGeometry]] = {
    "protected_target": [shapely.transform(HERE, lambda at, n=n: at + n / 1000) for n in range(len(NAMES))],
    "pipeline": [LINE, shapely.MultiLineString([LINE, shapely.transform(LINE, lambda at: at + 0.01)])],
    "chemical_park": [AREA, shapely.MultiPolygon([AREA, shapely.transform(AREA, lambda at: at + 0.05)])],
    "mine": [HERE, LINE, AREA, shapely.MultiPolygon([AREA])],
    "tailings_pond": [],
}


@dataclass(frozen=True)
class Case:
    """What a layer holds, by name."""

    layer: str
    shapes: dict[str, BaseGeometry]


CASES = [Case(layer, dict(zip(NAMES, shapes, strict=False))) for layer, shapes in SHAPES.items()]


@pytest.fixture(scope="module")
def database(cluster_url: str, template: str) -> Iterator[Database]:
    """Anning 530181 holds everything; one mine stands in Fumin 530124."""
    for database in clone(cluster_url, template):
        with database.transaction(operator("tester")) as session:
            session.execute(
                insert(Division), [county("530181", "安宁市", HERE), county("530124", "富民县", BESIDE)]
            )
        with database.transaction(operator("tester")) as session:
            session.add_all(site(case.layer, name, shape) for case in CASES for name, shape in case.shapes.items())
            session.add(site("mine", "富民的矿", BESIDE))
        yield database


def county(code: str, name: str, middle: BaseGeometry) -> dict[str, object]:
    outline = shapely.MultiPolygon([shapely.box(*middle.buffer(0.19).bounds)])
    return {
        "id": int(code.ljust(12, "0")),
        "code": code,
        "name": name,
        "full_name": f"云南省昆明市{name}",
        "level": 3,
        "source": "测试",
        "geom": f"SRID={SRID};{outline.wkt}",
    }


def site(layer: str, name: str, shape: BaseGeometry) -> Site:
    own = {"mining_method": "open_pit", "capacity": 30.5, "workers": 120} if layer == "mine" else {}
    graded = {"colour": "red", "method": "lec", "assessed_on": date(2025, 1, 5), "review_on": date(2026, 1, 5)}
    return Site(
        kind=layer,
        name=name,
        telephone="13800001234",
        control_level="county",
        measures="每周巡查一次,雨季每天一次。" * 20,
        demo=name == NAMES[0],
        geom=f"SRID={SRID};{shapely.to_wkt(shape, rounding_precision=-1)}",
        attributes=own,
        **(graded if name == NAMES[0] else {}),
    )


@pytest.fixture(params=CASES, ids=lambda case: case.layer)
def case(request: pytest.FixtureRequest) -> Case:
    """Points, lines, areas, all of them mixed, and nothing at all."""
    return request.param  # type: ignore[no-any-return]


def someone(role: Role = Role.EDITOR, *divisions: str) -> Actor:
    return Actor("someone", role, divisions or ("530181",))


Taking = Callable[..., Package]


@pytest.fixture
def take(database: Database, layers: Layers, tmp_path: Path) -> Taking:
    """Export a layer into a file, as an editor of Anning unless told otherwise."""

    def taken(
        layer: str, form: str | Format, crs: object = SRID, actor: Actor | None = None, **selected: object
    ) -> Package:
        selection = Selection(layers[layer], **selected)  # type: ignore[arg-type]
        chosen = form if isinstance(form, Format) else format_named(form)
        return export(database, actor or someone(), selection, Order(chosen, outgoing(str(crs))), tmp_path)

    return taken


def unzipped(package: Package) -> Path:
    """The folder with what was in a zip."""
    with ZipFile(package.path) as zipped:
        zipped.extractall(package.path.parent / "unzipped")
    return package.path.parent / "unzipped"
