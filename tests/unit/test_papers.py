"""The pieces of a paper: a plan true to scale, names that do not cover one another, files that stay the same."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
import shapely
from pyproj import Geod
from shapely import LineString, Point, box

from geo_app.geo.local import Local
from geo_app.papers.check import check_of
from geo_app.papers.drawing import Measure, draw_plan
from geo_app.papers.files import all_formats
from geo_app.papers.labels import Labels
from geo_app.papers.paper import Column, Facts, Group, Heading, Items, Paper, Signature, Table, Text
from geo_app.papers.plan import HEIGHT_MM, SCALES, WIDTH_MM, Kind, Plan, Thing, framed
from geo_app.papers.punctuation import set_in_chinese

EARTH = Geod(ellps="GRS80")
GROUND = box(102.4, 24.9, 102.401, 24.901)
SHOPS = {"risk_point": Kind("风险点", "险", "risk", ()), "settlement": Kind("居民区", "居", "#9A7B5F", ())}


def thing(kind: str, name: str, colour: str | None, shape: shapely.Geometry) -> Thing:
    return Thing(kind, name, colour, shapely.geometry.mapping(shape))


def drawn(plan: Plan, *measures: Measure) -> ET.Element:
    return ET.fromstring(draw_plan(plan, GROUND, measures, "图1").svg)


def words(svg: ET.Element) -> set[str]:
    return {element.text for element in svg.iter() if element.text}


PLAN = Plan(
    102.4005,
    24.9005,
    2000,
    SHOPS,
    (
        thing("risk_point", "西门烟花店", "red", Point(102.4012, 24.9005)),
        thing("risk_point", "旧店", None, Point(102.3998, 24.9003)),
        thing("settlement", "下村", None, box(102.4015, 24.8998, 102.403, 24.9008)),
        thing("risk_point", "图外的店", "blue", Point(102.41, 24.9005)),
    ),
    False,
)
PAPER = Paper(
    "甲县应急管理局",
    "编号 1",
    "关于<甲>&乙的意见",
    (
        Heading("一、项目"),
        Text("好。", bold=True),
        Facts((("名称", "甲"),)),
        draw_plan(PLAN, GROUND, [], "图1"),
        Table((Column("规定", 100), Column("结论", 56)), (Group("不满足(1 条)", (("甲<乙\n说明", "是"),)),)),
        Items(("一句。", "又一句。")),
        Signature(("甲县应急管理局", "2026年11月22日")),
        check_of("a1b2c3d4e5", "http://localhost/v/a1b2c3d4e5", "扫码。"),
    ),
    datetime(2026, 11, 22, tzinfo=UTC),
    "草稿",
)


@pytest.mark.parametrize("scale", [1000, 10_000, 100_000])
def test_millimetres_of_a_plan_are_metres_of_the_ellipsoid(scale: int) -> None:
    far = WIDTH_MM * scale / 2000  # from the middle to the edge
    for bearing in range(0, 360, 15):
        lon, lat, _ = EARTH.fwd(102.4, 24.9, bearing, far)
        east, north = Local(102.4, 24.9).metres(Point(lon, lat)).coords[0]
        assert (east**2 + north**2) ** 0.5 == pytest.approx(far, rel=1e-6)


@pytest.mark.parametrize("metres", [10, 90, 400, 3000, 20_000])
def test_a_frame_has_a_round_scale_and_holds_what_it_has_to(metres: float) -> None:
    lon, lat, _ = EARTH.fwd(102.4005, 24.9, 200, metres)
    held = LineString([(102.4005, 24.9), (lon, lat)])
    x, y, scale = framed(GROUND, [held])
    assert scale in SCALES
    west, south, east, north = Local(x, y).metres(shapely.union_all([GROUND, held])).bounds
    assert max(-west, east) <= WIDTH_MM * scale / 2000
    assert max(-south, north) <= HEIGHT_MM * scale / 2000


def test_a_plan_tells_scale_north_neighbours_and_what_was_measured() -> None:
    to = LineString([(102.401, 24.9005), (102.4012, 24.9005)])
    told = words(drawn(PLAN, Measure(to, 20.2)))
    assert {"1:2000", "北", "80 米", "西门烟花店", "旧店", "下村", "20.2 米"} <= told
    assert {"用地范围", "量取的最短连线", "重大风险 1", "风险点 1", "居民区 1", "R", "险"} <= told
    assert "图外的店" not in told


def test_the_footprint_of_a_point_is_a_cross_and_of_an_area_a_hatch() -> None:
    area = draw_plan(PLAN, GROUND, [], "图1").svg
    point = draw_plan(PLAN, GROUND.centroid, [], "图1").svg
    assert 'fill="url(#hatch)" fill-rule' in area
    assert 'fill="url(#hatch)" fill-rule' not in point
    assert "h4M" in point


def test_a_plan_is_kept_and_read_back_whole() -> None:
    assert Plan.of(PLAN.stored()) == PLAN


def test_names_never_cover_one_another_and_never_leave_the_frame() -> None:
    labels = Labels((0, 0, 60, 40))
    for n in range(200):
        labels.place(f"第{n}号点位", n * 7 % 60, n * 3 % 40, 1)
    shapes = [box(*taken) for taken in labels.taken]
    assert len(shapes) > 20
    assert all(box(0, 0, 60, 40).covers(shape) for shape in shapes)
    assert all(one.intersection(two).area < 1e-9 for n, one in enumerate(shapes) for two in shapes[:n])


@pytest.mark.parametrize("name", sorted(all_formats()))
def test_the_same_paper_is_the_same_file(name: str) -> None:
    write = all_formats()[name].write
    assert write(PAPER) == write(PAPER)


def test_a_page_fetches_nothing_and_shows_words_as_words() -> None:
    page = all_formats()["html"].write(PAPER).decode()
    assert not re.search(r"(?:src|srcset)=|@import|url\((?!#)|<script|<link", page)
    assert set(re.findall(r'https?://[^"<]+', page)) == {"http://www.w3.org/2000/svg", PAPER.parts[-1].address}
    assert "关于&lt;甲&gt;&amp;乙的意见" in page
    assert "甲&lt;乙<small>说明</small>" in page


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("要求 50 米，实测 20.2 米", "要求 50 米，实测 20.2 米"),
        ("总局令(第65号)", "总局令（第65号）"),
        ("GB 18218-2018, 4.3", "GB 18218-2018, 4.3"),
        ("共 1,250 人；见 http://localhost:80/a", "共 1,250 人；见 http://localhost:80/a"),
    ],
)
def test_papers_are_set_with_chinese_marks(written: str, read: str) -> None:
    assert set_in_chinese(written) == read
