"""An opinion on paper: the same for everybody who may see it and for good, found again by its code."""

import io
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import pypdf
import pytest
from docx import Document
from fastapi.testclient import TestClient

from geo_app.db import Database
from tests.api.test_opinions import SHOP, county, put, step
from tests.conftest import log_in

__all__ = ["county"]
FORMS = ("pdf", "docx", "html")


def file_of(client: TestClient, opinion: dict[str, Any], form: str, **more: str) -> bytes:
    answer = client.get(f"/api/opinions/{opinion['id']}/document", params={"format": form, **more})
    assert answer.status_code == 200, answer.text
    return answer.content


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


@pytest.fixture
def signed(client: TestClient, county: Database) -> dict[str, Any]:
    """Overruled, and signed by somebody else."""
    first = log_in(client, county, "approver", ["530181"])
    put(first, 102.4012, name="西门烟花店")
    opinion = first.post("/api/opinions", json=SHOP).json()
    key, reason = opinion["deciding"]["key"], "西门店已于本月停业,现场核实"
    opinion = step(first, opinion, "overrule", key=key, reason=reason).json()
    opinion = step(first, opinion, "move", action="submit").json()
    second = log_in(client, county, "approver", ["530181"])
    return step(second, opinion, "move", action="sign").json()


def test_a_pdf_tells_everything_that_the_opinion_says(client: TestClient, signed: dict[str, Any]) -> None:
    pdf = file_of(client, signed, "pdf")
    text = text_of(pdf)
    for words in (
        "安宁市应急管理局",
        signed["number"],
        "关于东门烟花店选址的筛查意见",
        "西门店已于本月停业",
        "20.2米",
    ):
        assert words in text, words
    for words in ("一、项目概况", "未核查的事项", "改判", "2个独立来源一致", "校验码", "1:2000", signed["rules"]):
        assert words in text, words
    assert "规则计算的结论为“不予通过”" in text
    assert "不表示项目没有风险" in text
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "关于东门烟花店选址的筛查意见"
    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [210, 297]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_opinion_is_the_same_file_whatever_changes_around_it(
    client: TestClient, county: Database, signed: dict[str, Any], form: str
) -> None:
    before = file_of(client, signed, form)
    put(client, 102.4005, name="后来的烟花店")
    assert client.get(f"/api/opinions/{signed['id']}").json()["changed"]
    other = log_in(client, county, "viewer", ["530181"])
    assert file_of(other, signed, form) == before


def test_what_reads_otherwise_now_is_told_only_when_asked_for(client: TestClient, signed: dict[str, Any]) -> None:
    put(client, 102.40107, name="后来的烟花店")
    assert "后来的烟花店" not in text_of(file_of(client, signed, "pdf"))
    now = text_of(file_of(client, signed, "pdf", now="true"))
    assert "附此后的变化" in now
    assert "后来的烟花店" in now
    comparison = client.get(f"/api/opinions/{signed['id']}/compare").json()
    assert comparison["verdict_now"]["title"] == "不予通过"
    (change,) = [each for each in comparison["changes"] if each["now"] and each["now"]["rule"] == "FW65-1"]
    assert change["now"]["thing"]["name"] == "后来的烟花店"
    assert comparison["same"] == len(signed["lines"]) + 1 - len(comparison["changes"])


def test_a_line_is_held_against_the_one_that_answers_to_it_now(client: TestClient, county: Database) -> None:
    officer = log_in(client, county, "approver", ["530181"])
    put(officer, 102.405, name="远处烟花店")
    opinion = officer.post("/api/opinions", json=SHOP).json()
    put(officer, 102.4012, name="新开烟花店")
    changes = officer.get(f"/api/opinions/{opinion['id']}/compare").json()["changes"]
    (change,) = [each for each in changes if each["now"]["rule"] == "FW65-1"]
    assert [change[side]["thing"]["name"] for side in ("then", "now")] == ["远处烟花店", "新开烟花店"]
    assert [change[side]["answer"] for side in ("then", "now")] == ["holds", "fails"]


def test_word_gets_the_same_parts_as_tables_and_pictures(client: TestClient, signed: dict[str, Any]) -> None:
    written = file_of(client, signed, "docx")
    sheets = Document(io.BytesIO(written))
    words = "".join(paragraph.text for paragraph in sheets.paragraphs)
    assert "四、逐条核对" in words
    assert len(sheets.inline_shapes) == 2  # the plan and the code
    head = [cell.text for cell in sheets.tables[1].rows[0].cells]
    assert head[:4] == ["序号", "规定", "要求", "实测"]
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_draft_says_on_every_page_that_it_is_one(client: TestClient, county: Database) -> None:
    officer = log_in(client, county, "editor", ["530181"])
    draft = officer.post("/api/opinions", json=SHOP).json()
    pages = pypdf.PdfReader(io.BytesIO(file_of(officer, draft, "pdf"))).pages
    assert all("草稿" in page.extract_text() for page in pages)
    assert any("尚未签发" in page.extract_text() for page in pages)


def test_the_plan_is_drawn_to_scale_with_its_neighbours(client: TestClient, signed: dict[str, Any]) -> None:
    answer = client.get(f"/api/opinions/{signed['id']}/plan")
    assert answer.headers["content-type"] == "image/svg+xml"
    words = {element.text for element in ET.fromstring(answer.text).iter() if element.text}
    assert {"西门烟花店", "20.2 米", "1:2000", "北", "用地范围", "风险点 1"} <= words


def test_the_code_on_the_paper_leads_to_the_opinion(
    client: TestClient, county: Database, signed: dict[str, Any]
) -> None:
    code = signed["code"]
    found = client.get(f"/api/opinions/verify/{code[:5]}-{code[5:].upper()}").json()
    assert (found["id"], found["number"], found["stage_title"]) == (signed["id"], signed["number"], "已签发")
    assert "没有校验码" in client.get("/api/opinions/verify/0000000000").json()["detail"]
    stranger = log_in(client, county, "approver", ["530102"])
    assert stranger.get(f"/api/opinions/verify/{code}").status_code == 404
    assert stranger.get(f"/api/opinions/{signed['id']}/document").status_code == 404
    assert stranger.get(f"/api/opinions/{signed['id']}/plan").status_code == 404


def test_a_format_that_there_is_not_is_told_with_those_that_there_are(
    client: TestClient, signed: dict[str, Any]
) -> None:
    answer = client.get(f"/api/opinions/{signed['id']}/document", params={"format": "odt"})
    assert answer.status_code == 400
    assert "docx、html、pdf" in answer.json()["remedy"]
