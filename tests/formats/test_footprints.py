"""A footprint is the same ground in every format; what is wrong with it is named with its remedy."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from fast_geocn import wgs84_to_gcj02
from shapely import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from geo_app.errors import BadInput
from geo_app.siting.footprint import read_footprint
from tests.formats.footprints import FORMATS, SQUARE, corners, dxf, geojson, in_plane, kml, xlsx

CM = 1.5e-7  # degrees


def pasted(path: Path, text: str) -> Path:
    (path / "text.txt").write_text(text, encoding="utf-8")
    return path / "text.txt"


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_ground_comes_out_of_every_format(name: str, tmp_path: Path) -> None:
    write, crs = FORMATS[name]
    found = read_footprint(write(tmp_path), crs=crs)
    assert found.shape.geom_type == "Polygon"
    assert found.shape.hausdorff_distance(SQUARE) < CM


def test_what_a_drawing_holds_besides_is_said(tmp_path: Path) -> None:
    assert read_footprint(dxf(tmp_path), crs="4543").notes == ("文件里另有 1 个线，没有用作范围",)


TEXTS = {
    "degrees": "102.4 24.9\n102.401 24.9\n102.401 24.901\n102.4 24.901",
    "latitude first": "24.9,102.4\n24.9,102.401\n24.901,102.401\n24.901,102.4",
    "degrees and minutes": "东经102°24′0″ 北纬24°54′0″\n东经102°24′3.6″ 北纬24°54′0″\n"
    "东经102°24′3.6″ 北纬24°54′3.6″\n东经102°24′0″ 北纬24°54′3.6″",
    "numbered lines": "1 102.4 24.9\n2 102.401 24.9\n3 102.401 24.901\n4 102.4 24.901\n1 102.4 24.9",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_pasted_corners_are_read_as_people_write_them(text: str, tmp_path: Path) -> None:
    assert read_footprint(pasted(tmp_path, text)).shape.hausdorff_distance(SQUARE) < CM


def test_a_second_ring_is_a_second_parcel_or_a_hole(tmp_path: Path) -> None:
    def ring(shape: Polygon) -> str:
        return "\n".join(f"{x} {y}" for x, y in shape.exterior.coords)

    hole, beside = box(102.4003, 24.9003, 102.4006, 24.9006), box(102.41, 24.9, 102.411, 24.901)
    found = read_footprint(pasted(tmp_path, "\n\n".join(map(ring, (SQUARE, hole, beside))))).shape
    assert found.equals(SQUARE.difference(hole).union(beside))


def refusal(path: Path, crs: str = "") -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_footprint(path, crs=crs)
    assert caught.value.remedy
    return caught.value


def test_metres_without_a_stated_system_are_asked_for_with_a_choice(tmp_path: Path) -> None:
    numbered = refusal(xlsx(tmp_path))
    assert "带号 34" in numbered.message
    assert [each["crs"] for each in numbered.members["offered"]] == ["4522"]
    plain = refusal(pasted(tmp_path, "\n".join(f"{y} {x}" for x, y in corners(in_plane()))))
    assert "没有带号" in plain.message
    assert len(plain.members["offered"]) == 21
    assert refusal(dxf(tmp_path)).members["crs_needed"]


@pytest.mark.parametrize(("crs", "told"), [("4523", "带号 34"), ("4543", "带号 34"), ("4490", "以米为单位")])
def test_a_wrong_zone_is_named(crs: str, told: str, tmp_path: Path) -> None:
    assert told in refusal(xlsx(tmp_path), crs).message


def test_a_plane_with_turned_axes_is_named(tmp_path: Path) -> None:
    turned = shapely.transform(in_plane(), lambda xy: xy[:, ::-1])
    path = tmp_path / "turned.geojson"
    path.write_text(
        '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4543"}},"features":'
        f'[{{"type":"Feature","properties":{{}},"geometry":{shapely.to_geojson(turned)}}}]}}'
    )
    assert "写反" in refusal(path).message


def test_a_text_of_an_old_datum_is_refused_by_its_name(tmp_path: Path) -> None:
    text = "[属性描述]\n坐标系=80国家大地坐标系\n带号=34\n[地块坐标]\n" + "\n".join(
        f"J1,1,{y},{x}" for x, y in corners(in_plane(epsg=4522))
    )
    assert "Xian 1980" in refusal(pasted(tmp_path, text)).message


def test_web_map_coordinates_are_refused_when_they_say_so_and_moved_back_when_a_person_does(
    tmp_path: Path,
) -> None:
    shifted = [wgs84_to_gcj02(*place) for place in SQUARE.exterior.coords]
    path = pasted(tmp_path, "高德经度,高德纬度\n" + "\n".join(f"{x},{y}" for x, y in shifted))
    assert refusal(path).members["crs_needed"]
    found = read_footprint(path, crs="gcj02")
    assert found.shape.hausdorff_distance(SQUARE) < 1e-5  # a metre
    assert "10 米" in found.notes[0]


BAD: dict[str, tuple[BaseGeometry, str]] = {
    "crossing itself": (Polygon([(102.4, 24.9), (102.41, 24.91), (102.41, 24.9), (102.4, 24.91)]), "自相交"),
    "of 10,000 square kilometres": (box(102, 24.4, 103, 25.4), "过大"),
    "of 200,000 corners": (SQUARE.segmentize(2e-8), "顶点"),
    "of 500 parts": (MultiPolygon([box(n, 24, n + 0.01, 24.01) for n in np.linspace(101, 104, 100 * 5)]), "块"),
    "abroad": (box(10, 50, 10.01, 50.01), "不在中国范围内"),
}


@pytest.mark.parametrize(("shape", "told"), BAD.values(), ids=BAD)
def test_ground_that_cannot_be_is_refused_from_a_file_too(shape: BaseGeometry, told: str, tmp_path: Path) -> None:
    assert told in refusal(geojson(tmp_path, shape)).message


TEXT_FAULTS = {
    "no corner at all": ("东门外的一块地", "没有找到角点"),
    "a line that is none": ("102.4 24.9\n102.401 24.9\n东南角\n102.401 24.901", "第 3 行"),
    "a half-filled line": ("1,102.4,24.9\n2,102.401,24.9\n3,,\n4,102.401,24.901", "第 3 行"),
    "two corners twice": ("102.4 24.9\n102.4 24.9\n102.4 24.9", "第 1 圈只有 1 个角点"),
    "degrees among metres": ("102.4 24.9\n2755000 500000\n102.401 24.901", "混在一起"),
    "of no area": ("102.4 24.9\n102.401 24.9\n102.402 24.9", "面积为 0"),
}


@pytest.mark.parametrize(("text", "told"), TEXT_FAULTS.values(), ids=TEXT_FAULTS)
def test_a_pasted_text_with_a_fault_names_its_line(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=told):
        read_footprint(pasted(tmp_path, text))


def test_an_unknown_statement_is_refused(tmp_path: Path) -> None:
    assert "没有坐标系 mars" in refusal(kml(tmp_path), "mars").message
    assert "没有坐标系 EPSG:99999" in refusal(dxf(tmp_path), "99999").message
