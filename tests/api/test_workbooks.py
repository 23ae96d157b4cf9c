"""A table comes back with its issues marked, and comes in again once they are corrected; templates per layer."""

from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from fastapi.testclient import TestClient

from geo_app.layers import Layers
from tests.api.uploads import loaded, upload


def ledger() -> bytes:
    """Two sheets with a title above, and a formula-like text that must not come to life."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.add_worksheet("说明").write(0, 0, "填报说明")
        sheet = book.add_worksheet("矿山")
        sheet.write(0, 0, "安宁市矿山台账")
        sheet.write_row(1, 0, ["名称", "", "GPS经度", "GPS纬度", "从业人数"])
        sheet.write_row(2, 0, ["甲矿", "", 102.412345, 24.812345, "很多"])
        sheet.write_row(3, 0, ["=乙矿", "", 0, 0, 12])
    return buffer.getvalue()


def test_the_table_comes_back_with_its_faulty_cells_marked(as_editor: TestClient, divisions: None) -> None:
    run = upload(as_editor, ledger(), "台账.xlsx").json()
    answer = as_editor.get(f"/api/imports/{run['id']}/workbook")
    assert answer.status_code == 200, answer.text
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["说明", "矿山", "数据问题"]
    sheet = book["矿山"]
    assert [cell.value for cell in sheet[3]][:5] == ["甲矿", None, 102.412345, 24.812345, "很多"]
    assert "应是数字" in sheet["E3"].comment.text
    assert sheet["C4"].fill.fgColor.rgb != sheet["E3"].fill.fgColor.rgb
    assert (sheet["A4"].value, sheet["A4"].data_type) == ("=乙矿", "s")
    listed = {row[1].value: row for row in book["数据问题"].iter_rows(min_row=2)}
    assert listed["3"][4].value == "“从业人数”应是数字，这里是“很多”"
    assert listed["3"][1].hyperlink.location == "'矿山'!E3"


def test_the_marked_table_comes_in_again(as_editor: TestClient, divisions: None) -> None:
    run = upload(as_editor, ledger(), "台账.xlsx").json()
    back = as_editor.get(f"/api/imports/{run['id']}/workbook").content
    book = openpyxl.load_workbook(BytesIO(back))
    book["矿山"]["E3"], book["矿山"]["C4"], book["矿山"]["D4"] = 15, 102.422345, 24.822345
    corrected = BytesIO()
    book.save(corrected)
    again = upload(as_editor, corrected.getvalue(), "改正.xlsx").json()
    assert (again["counts"]["good"], again["counts"]["bad"]) == (2, 0)


def test_a_layer_file_has_no_cells_to_mark(as_editor: TestClient) -> None:
    shape = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":null}]}'
    run = upload(as_editor, shape, "a.geojson").json()
    answer = as_editor.get(f"/api/imports/{run['id']}/workbook")
    assert (answer.status_code, answer.json()["detail"]) == (400, "图层文件没有单元格可以标注")


@pytest.mark.parametrize("name", ["mine", "risk_point", "settlement", "chemical_plant"])
def test_every_column_of_a_template_is_known_when_it_comes_back(
    name: str, as_admin: TestClient, layers: Layers, divisions: None
) -> None:
    answer = as_admin.get(f"/api/imports/templates/{name}")
    assert answer.status_code == 200, answer.text
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.sheetnames == [layers[name].title, "填写说明"]
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    row = {"名称": "甲", "经度": 102.412345, "纬度": 24.812345, "坐标系": "GCJ-02(高德、腾讯地图)"}
    for head, value in row.items():
        sheet.cell(2, heads[head], value)
    filled = BytesIO()
    book.save(filled)
    run = upload(as_admin, filled.getvalue(), "模板.xlsx", layer=name).json()
    mine = next(each for each in run["sheets"] if not each["skipped"])
    assert [column["header"] for column in mine["columns"] if column["field"] is None] == []
    assert (run["counts"]["good"], run["readings"][0]["name"]) == (1, "gcj02")
    assert loaded(as_admin, run["id"])["counts"]["new"] == 1
