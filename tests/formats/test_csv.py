import csv

import pytest
import shapely

from tests.formats.conftest import HERE, NAMES


def lines(package):
    with package.path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def bare(text):
    """A text without the apostrophe that keeps a spreadsheet from calculating it."""
    return text.removeprefix("'")


def test_every_feature_comes_back_with_its_name_and_shape(take, case):
    back = {bare(line["名称"]): line for line in lines(take(case.layer, "csv"))}
    assert set(back) == set(case.shapes)
    for name, shape in case.shapes.items():
        at = shapely.Point(float(back[name]["经度"]), float(back[name]["纬度"]))
        if shape.geom_type == "Point":
            assert at.equals_exact(shape, 0.6e-7)
        else:
            assert shape.distance(at) < 1e-6
            whole = shapely.from_wkt(back[name]["几何WKT"])
            assert shapely.equals_exact(whole, shape, tolerance=0.6e-7, normalize=True)


def test_an_excel_that_speaks_chinese_opens_it(take):
    content = take("mine", "csv").path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")


def test_points_alone_have_no_outline(take):
    assert "几何WKT" not in lines(take("protected_target", "csv"))[0]


def test_no_cell_starts_like_a_formula(take):
    package = take("protected_target", "csv")
    names = [line["名称"] for line in lines(package)]
    assert not [name for name in names if name.startswith(("=", "+", "-", "@", "="))]
    assert {bare(name) for name in names} == set(NAMES)
    telephones = {line["联系电话"] for line in lines(package)}
    assert telephones == {"13800001234"}


def test_values_are_said_in_chinese_and_dates_are_dates(take):
    mine = next(line for line in lines(take("mine", "csv")) if line["名称"] == NAMES[0])
    assert (mine["开采方式"], mine["生产能力"], mine["从业人数"]) == ("露天", "30.5", "120")
    assert (mine["风险等级"], mine["评估日期"], mine["数据性质"]) == ("红", "2025-01-05", "演示数据")
    assert mine["地址"] == ""


def test_a_zone_gives_columns_of_metres(take):
    line = next(line for line in lines(take("protected_target", "csv", 4543)) if line["名称"] == NAMES[0])
    assert float(line["东坐标"]) == pytest.approx(548_793, abs=50)
    assert float(line["北坐标"]) == pytest.approx(2_756_700, abs=400)
    assert HERE.x > 102  # east of the meridian: east of 500,000
