"""geo-app opinion: an opinion as a file, the same as from the map."""

from pathlib import Path

import pypdf
import pytest
from fastapi.testclient import TestClient

from geo_app.db import Database
from tests.api.test_opinions import SHOP, county
from tests.cli.conftest import Command
from tests.conftest import log_in

__all__ = ["county"]


@pytest.mark.parametrize("form", ["pdf", "docx", "html"])
def test_the_command_and_the_map_write_the_same_file(
    client: TestClient, county: Database, geo_app: Command, tmp_path: Path, form: str
) -> None:
    officer = log_in(client, county, "editor", ["530181"])
    opinion = officer.post("/api/opinions", json=SHOP).json()
    out = tmp_path / f"意见.{form}"
    answer = geo_app("opinion", str(opinion["id"]), "--format", form, "-o", str(out))
    assert answer.returncode == 0, answer.stderr
    door = f"/api/opinions/{opinion['id']}/document"
    assert out.read_bytes() == officer.get(door, params={"format": form}).content


def test_a_folder_gets_a_file_with_the_number_and_an_annex_when_asked_for(
    client: TestClient, county: Database, geo_app: Command, tmp_path: Path
) -> None:
    officer = log_in(client, county, "editor", ["530181"])
    opinion = officer.post("/api/opinions", json=SHOP).json()
    answer = geo_app("opinion", str(opinion["id"]), "-o", str(tmp_path), "--now")
    assert answer.returncode == 0, answer.stderr
    pages = pypdf.PdfReader(tmp_path / f"选址意见-{opinion['number']}.pdf").pages
    assert "此后的变化" in "".join(page.extract_text() for page in pages)


def test_what_cannot_be_written_is_told_in_one_sentence(
    client: TestClient, county: Database, geo_app: Command, tmp_path: Path
) -> None:
    missing = geo_app("opinion", "99")
    assert (missing.returncode, "没有编号为 99 的选址意见" in missing.stderr) == (4, True), missing.stderr
    opinion = log_in(client, county, "editor", ["530181"]).post("/api/opinions", json=SHOP).json()
    form = geo_app("opinion", str(opinion["id"]), "--format", "odt")
    assert (form.returncode, "docx、html、pdf" in form.stderr) == (2, True), form.stderr
    nowhere = geo_app("opinion", str(opinion["id"]), "-o", str(tmp_path / "无此文件夹" / "a.pdf"))
    assert (nowhere.returncode, "写不了文件" in nowhere.stderr) == (2, True), nowhere.stderr
