"""The tree of divisions: the whole country from the package, names and outlines from a person's file."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import geopandas
import pytest
from shapely import Point, box
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.db import SRID, Database
from geo_app.divisions import tree
from geo_app.divisions.load import Loaded, load_country, load_file, load_frame
from geo_app.divisions.models import Division
from geo_app.errors import BadInput, Forbidden, NotFound
from geo_app.layers import Layers
from geo_app.settings import shipped
from geo_app.sites import record
from geo_app.sites.models import Site
from tests.conftest import clone

SMALL = {"53": box(102, 24, 104, 26), "5301": box(102, 24, 103, 26), "530181": box(102.1, 24.5, 102.6, 25.1)}
NAMES = {"53": "云南省", "5301": "昆明市", "530181": "安宁市"}


def frame(rows: dict[str, tuple[str, object]]) -> geopandas.GeoDataFrame:
    """Divisions as code -> name, outline."""
    names, shapes = zip(*rows.values(), strict=True)
    return geopandas.GeoDataFrame({"code": list(rows), "name": names}, geometry=list(shapes), crs=SRID)


def small(session: Session) -> Loaded:
    """A province, a city and a county, each a box."""
    return load_frame(session, frame({code: (NAMES[code], SMALL[code]) for code in SMALL}), "test")


@pytest.fixture(scope="module")
def country(cluster_url: str, template: str, admin: Actor) -> Iterator[tuple[Database, Loaded]]:
    """A database with the whole country in it."""
    for database in clone(cluster_url, template):
        with database.transaction(admin) as session:
            loaded = load_country(session)
        yield database, loaded


@pytest.fixture
def there(country: tuple[Database, Loaded], admin: Actor) -> Iterator[Session]:
    with country[0].transaction(admin) as session:
        yield session


def test_the_country_comes_without_boundary_lines_and_whole(
    country: tuple[Database, Loaded], there: Session
) -> None:
    counts = dict(there.execute(select(Division.level, func.count()).group_by(Division.level)).all())
    assert counts == {1: 34, 2: 336, 3: 2883}
    assert country[1] == Loaded(read=3253, added=3253, changed=0, sites_moved=0)
    assert there.scalar(select(func.bool_and(func.st_isvalid(Division.geom)))) is True


def test_a_second_load_changes_nothing(there: Session) -> None:
    assert load_country(there) == Loaded(read=3253, added=0, changed=0, sites_moved=0)


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("530181", "云南省昆明市安宁市"),
        ("110101", "北京市东城区"),
        ("469023", "海南省澄迈县"),
        ("419001", "河南省济源市"),
        ("441900", "广东省东莞市"),
    ],
)
def test_names_are_read_from_the_top(there: Session, code: str, full_name: str) -> None:
    assert tree.name_of(there, code) == full_name


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ((102.478, 24.919), "530181"),
        ((116.397, 39.909), "110101"),
        ((113.75, 23.02), "4419"),
        ((110.0, 19.74), "469023"),
        ((150.0, 30.0), None),
    ],
)
def test_a_place_lies_in_the_deepest_known_division(
    there: Session, place: tuple[float, float], code: str | None
) -> None:
    found = tree.division_at(there, *place)
    assert (found.code if found else None) == code


def test_the_divisions_of_a_province_are_its_cities_and_its_own_counties(there: Session) -> None:
    codes = {branch.code for branch in tree.children(there, "46")}
    assert {"4601", "4602", "469023"} <= codes
    assert "460106" not in codes
    assert tree.children(there, "530000")[0].code == "5301"
    (anning,) = (branch for branch in tree.children(there, "5301") if branch.code == "530181")
    assert anning.box == pytest.approx((102.167951, 24.517698, 102.6226, 25.103483))
    assert not anning.has_children


def test_search_finds_by_part_of_the_name_and_by_code(there: Session) -> None:
    assert [branch.code for branch in tree.search(there, "安宁市")] == ["530181"]
    assert tree.search(there, "5301", limit=3)[0].code == "5301"
    assert tree.search(there, "100%_没有") == []


def test_the_tree_begins_where_the_person_may_look(there: Session, admin: Actor) -> None:
    assert len(tree.roots(there, admin)) == 34
    clerk = Actor("clerk", Role.EDITOR, ("530181", "5303"))
    assert [branch.code for branch in tree.roots(there, clerk)] == ["5303", "530181"]
    assert tree.roots(there, Actor("nobody", Role.VIEWER, ())) == []


def test_a_code_that_is_none_and_one_that_is_unknown_are_told_apart(there: Session) -> None:
    with pytest.raises(BadInput, match="写法不对"):
        tree.children(there, "53x")
    with pytest.raises(NotFound, match="530199"):
        tree.name_of(there, "530199")


def test_names_without_outlines_stop_nothing(database: Database, admin: Actor, layers: Layers) -> None:
    with database.transaction(admin) as session:
        small(session)
        loaded = load_file(session, shipped("data") / "divisions" / "530181.csv", layers["division"])
        assert (loaded.read, loaded.added, loaded.faults) == (112, 111, ())
        place = tree.division_at(session, 102.36, 24.93)
        assert place is not None
        assert place.code == "530181"
        branches = tree.children(session, "530181")
        assert [(branch.name, branch.box, branch.has_children) for branch in branches[:1]] == [
            ("连然街道", None, True)
        ]


def test_new_outlines_take_the_sites_inside_with_them(database: Database, admin: Actor, layers: Layers) -> None:
    with database.transaction(admin) as session:
        small(session)
        place = {"type": "Point", "coordinates": [102.36, 24.93]}
        site = record.add(session, admin, layers["mine"], place, {"name": "甲矿"})
        assert site.division == 530181000000
        west = frame({"530181007": ("草铺街道", box(102.3, 24.9, 102.4, 25.0))})
        assert load_frame(session, west, "township.gpkg").sites_moved == 1
        session.refresh(site)
        assert site.division == 530181007000
        moved = frame({"530181007": ("草铺街道", box(102.2, 24.9, 102.3, 25.0))})
        assert load_frame(session, moved, "township.gpkg").sites_moved == 1
        assert session.scalar(select(Site.division).where(Site.id == site.id)) == 530181000000


def test_a_new_name_above_reaches_the_full_names_below(database: Database, admin: Actor) -> None:
    with database.transaction(admin) as session:
        small(session)
        loaded = load_frame(session, frame({"5301": ("春城市", None)}), "rename.csv")
        assert (loaded.added, loaded.changed) == (0, 2)
        assert tree.name_of(session, "530181") == "云南省春城市安宁市"
        assert session.scalar(select(func.count()).where(Division.geom.is_not(None))) == 3


def test_only_an_administrator_loads_divisions(database: Database) -> None:
    clerk = Actor("clerk", Role.EDITOR, ("",))
    with pytest.raises(Forbidden, match="只有管理员"), database.transaction(clerk) as session:
        small(session)


def test_rows_that_are_no_divisions_are_faults_and_not_errors(
    tmp_path: Path, database: Database, admin: Actor, layers: Layers
) -> None:
    path = tmp_path / "names.csv"
    path.write_text("代码,名称\n530181001,连然街道\n53018,短\n530181002,\n530181001,又一个\n5301,市辖区\n", "gbk")
    with database.transaction(admin) as session:
        loaded = load_file(session, path, layers["division"])
        assert [str(fault) for fault in loaded.faults] == [
            "第 2 行 53018：区划代码应为 2、4、6、9 或 12 位数字",
            "第 3 行 530181002：名称为空",
            "第 4 行 530181001：区划代码与前面的行重复",
        ]
        assert session.scalars(select(Division.code)).all() == ["530181001"]


@pytest.mark.parametrize("name", ["township.gpkg", "township.geojson", "township.shp"])
def test_outlines_come_from_any_vector_file_in_any_coordinate_system(
    tmp_path: Path, name: str, database: Database, admin: Actor, layers: Layers
) -> None:
    outlines = frame({"530181007": ("草铺街道", box(102.3, 24.9, 102.4, 25.0))})
    system = 4490 if name.endswith("json") else 4543
    outlines.to_crs(system).to_file(tmp_path / name, engine="pyogrio", encoding="GBK" if "shp" in name else None)
    (tmp_path / "township.cpg").unlink(missing_ok=True)  # as offices send them
    with database.transaction(admin) as session:
        loaded = load_file(session, tmp_path / name, layers["division"])
        assert (loaded.added, loaded.faults) == (1, ())
        found = tree.division_at(session, 102.35, 24.95)
        assert found is not None
        assert (found.code, found.name) == ("530181007", "草铺街道")
        assert session.scalar(text("SELECT st_area(geom::geography) FROM division")) == pytest.approx(1.12e8, 0.02)


def test_files_that_cannot_be_divisions_are_told_why(tmp_path: Path, layers: Layers, database: Database) -> None:
    cases = {"wrong.csv": ("a,b\n1,2\n", "没有“区划代码”这一列"), "empty.csv": ("", "读不懂|没有数据")}
    cases["text.json"] = ("{", "读不懂文件")
    with database.transaction(Actor("a", Role.ADMIN, ("",))) as session:
        for name, (content, told) in cases.items():
            (tmp_path / name).write_text(content, "utf-8")
            with pytest.raises(BadInput, match=told):
                load_file(session, tmp_path / name, layers["division"])
        with pytest.raises(BadInput, match="找不到文件"):
            load_file(session, tmp_path / "nowhere.csv", layers["division"])
        warnings.simplefilter("ignore")  # of writing a file that nobody should write
        bare = geopandas.GeoDataFrame({"code": ["53"], "name": ["云南"]}, geometry=[Point(0, 0).buffer(1)])
        bare.to_file(tmp_path / "bare.shp", engine="pyogrio")
        with pytest.raises(BadInput, match="没有说明坐标系"):
            load_file(session, tmp_path / "bare.shp", layers["division"])
