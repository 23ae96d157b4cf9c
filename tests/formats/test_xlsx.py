from datetime import date

import openpyxl
import python_calamine
import shapely

from geo_app.export.formats import xlsx
from tests.formats.conftest import NAMES


def table(package, sheet="数据"):
    """Rows by title, as another reader sees them."""
    rows = python_calamine.CalamineWorkbook.from_path(package.path).get_sheet_by_name(sheet).to_python()
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_every_feature_comes_back_with_its_name_and_place(take, case):
    back = {row["名称"]: row for row in table(take(case.layer, "xlsx"))}
    assert set(back) == set(case.shapes)
    for name, shape in case.shapes.items():
        assert shape.distance(shapely.Point(back[name]["经度"], back[name]["纬度"])) < 1e-6


def test_text_that_looks_like_a_formula_is_text(take):
    book = openpyxl.load_workbook(take("protected_target", "xlsx").path)
    cells = {cell.value: cell for row in book["数据"].iter_rows() for cell in row if cell.value in NAMES}
    assert set(cells) == set(NAMES)
    assert {cell.data_type for cell in cells.values()} == {"s"}


def test_values_have_their_types_and_labels(take):
    mine = next(row for row in table(take("mine", "xlsx")) if row["名称"] == NAMES[0])
    assert (mine["开采方式"], mine["生产能力"], mine["从业人数"]) == ("露天", 30.5, 120)
    assert (mine["风险等级"], mine["数据性质"]) == ("红", "演示数据")
    assert f"{mine['评估日期']:%Y-%m-%d}" == "2025-01-05"
    assert mine["行政区划"] == "530181000000"
    assert mine["联系电话"] == "13800001234"


def test_the_header_stays_in_view_and_is_styled_and_colours_are_seen(take):
    sheet = openpyxl.load_workbook(take("mine", "xlsx").path)["数据"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.b
    assert sheet.auto_filter.ref.startswith("A1:")
    titles = [cell.value for cell in sheet[1]]
    letter = sheet.cell(1, titles.index("风险等级") + 1).column_letter
    (rules,) = (
        rules for area, rules in sheet.conditional_formatting._cf_rules.items() if letter in str(area.sqref)
    )
    assert {rule.formula[0]: rule.dxf.fill.bgColor.rgb for rule in rules}['"红"'] == "FFD1242F"
    dates = [sheet.cell(row, titles.index("评估日期") + 1) for row in range(2, 6)]
    assert [cell.number_format for cell in dates if cell.value] == ["yyyy-mm-dd"]
    assert [cell.value.date() for cell in dates if cell.value] == [date(2025, 1, 5)]


def test_choices_are_picked_from_a_list(take):
    book = openpyxl.load_workbook(take("mine", "xlsx").path)
    sheet = book["数据"]
    titles = [cell.value for cell in sheet[1]]
    letter = sheet.cell(1, titles.index("开采方式") + 1).column_letter
    (rule,) = (each for each in sheet.data_validations.dataValidation if str(each.sqref).startswith(f"{letter}2"))
    at = rule.formula1.removeprefix("=").split("!")[1]
    assert [cell[0].value for cell in book["取值"][at.replace("$", "")]] == ["井工", "露天", "井工与露天"]
    assert book["取值"].sheet_state == "hidden"


def test_the_book_says_what_it_is_and_what_its_fields_mean(take):
    package = take("mine", "xlsx")
    about = {row["项目"]: row["内容"] for row in table(package, "说明")}
    assert about["记录数"] == "4"
    assert "演示数据" in about["数据性质"]
    meanings = {row["字段"]: row for row in table(package, "字段说明")}
    assert meanings["生产能力"]["单位"] == "万吨/年"
    assert set(meanings) == set(table(package)[0])
    assert openpyxl.load_workbook(package.path).properties.title == "矿山"


def test_what_does_not_fit_one_sheet_stands_on_the_next(take, monkeypatch):
    monkeypatch.setattr(xlsx, "SHEET_ROWS", 4)
    package = take("protected_target", "xlsx")
    names = [row["名称"] for sheet in ("数据", "数据2", "数据3") for row in table(package, sheet)]
    assert sorted(names) == sorted(NAMES)
    assert len(table(package)) == 4
    sheets = python_calamine.CalamineWorkbook.from_path(package.path).sheet_names
    assert sheets == ["数据", "数据2", "数据3", "字段说明", "说明", "取值"]
