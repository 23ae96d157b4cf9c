"""Lists as table files: every list of the demonstration county in both formats, and what is refused."""

import csv
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from geo_app.app import create_app
from geo_app.db import Database
from geo_app.layers import Layers
from geo_app.settings import Settings
from tests.conftest import log_in


def table(answer: Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def sheets(answer: Response) -> Any:
    assert answer.status_code == 200, answer.text
    return openpyxl.load_workbook(BytesIO(answer.content))


def test_every_list_of_the_county_comes_as_csv_and_as_excel_with_the_same_rows(
    county_clone: Database, layers: Layers, tmp_path: Any
) -> None:
    with TestClient(create_app(Settings(data_dir=tmp_path), county_clone, layers)) as client:
        desk = log_in(client, county_clone, "viewer", ["530181"])
        for offered in desk.get("/api/listings").json():
            door = f"/api/listings/{offered['name']}"
            lines = table(desk.get(door, params={"format": "csv", "division": "530181"}))
            book = sheets(desk.get(door, params={"division": "530181"}))
            rows = list(book[offered["title"]].iter_rows(values_only=True))
            assert list(rows[0]) == offered["columns"] == list(lines[0])
            assert (len(rows) - 1, book["说明"]["B1"].value) == (len(lines), str(len(lines)))
            about = {row[0]: row[1] for row in book["说明"].iter_rows(values_only=True)}
            assert about["数据性质"].startswith("含演示数据"), offered["name"]
        shown = desk.get("/api/dominoes?division=530181&limit=5000").json()["pairs"]
        assert len(table(desk.get("/api/listings/dominoes?format=csv&division=530181"))) == len(shown)
        mutual = table(desk.get("/api/listings/dominoes?format=csv&division=530181&only=mutual"))
        assert len(mutual) == sum(pair["mutual"] for pair in shown) > 0
        assert all(row["甲方触及乙方的依据"] and row["乙方触及甲方的依据"] for row in mutual)
        short = table(desk.get("/api/listings/gaps?format=csv&division=530181"))
        assert {row["结论"] for row in short} == {"不足"}
        assert len(short) == desk.get("/api/gaps?division=530181").json()["summary"]["short"]


def add(client: TestClient, layer: str, lon: float, **fields: Any) -> None:
    place = {"type": "Point", "coordinates": [lon, 24.6]}
    answer = client.post("/api/sites", json={"layer": layer, "geometry": place, "fields": fields})
    assert answer.status_code == 201, answer.text


def test_a_list_says_what_is_missing_and_what_is_unverified(as_admin: TestClient, divisions: None) -> None:
    add(as_admin, "chemical_plant", 102.3, name="=园外厂")
    (row,) = table(as_admin.get("/api/listings/outside-parks?format=csv"))
    assert (row["名称"], row["颜色"], row["企业类型"]) == ("'=园外厂", "未评", "未填写")
    assert (row["最近的园区"], row["至园区边界(米)"], row["核实"]) == ("没有登记任何化工园区", "", "")
    add(as_admin, "risk_point", 102.301, name="坡上路", category="road")
    (row,) = table(as_admin.get("/api/listings/dangerous-roads?format=csv"))
    assert (row["判定"], row["所属区划"]) == ("未查全", "云南省昆明市安宁市")
    assert table(as_admin.get("/api/listings/dangerous-roads?format=csv&only=near")) == []
    sheet = sheets(as_admin.get("/api/listings/outside-parks"))["园区外企业"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=园外厂", "s")


@pytest.mark.parametrize(
    ("question", "status", "told"),
    [
        ("gaps?format=pdf", 400, "format"),
        ("nothing", 404, "没有名为 nothing 的清单"),
        ("gaps?only=wrong", 400, "“间距台账”里没有 wrong 这一部分"),
        ("outside-parks?only=near", 400, "可选：all(全部)"),
        ("dominoes?layer=mine", 400, "不按图层筛选"),
        ("reviews?layer=nothing", 404, "没有名为 nothing 的图层"),
        ("gaps?division=530199", 404, "没有代码为 530199 的行政区划"),
        ("gaps?division=x", 400, "行政区划代码"),
    ],
)
def test_what_no_list_can_answer_is_refused_in_words(
    as_admin: TestClient, question: str, status: int, told: str
) -> None:
    answer = as_admin.get(f"/api/listings/{question}")
    assert answer.status_code == status, answer.text
    assert told in f"{answer.json()['detail']} {answer.json()['remedy']}"
