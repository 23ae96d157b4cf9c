"""A county's own distances through the door: what a file would change, its faults with line and remedy."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from geo_app.db import Database
from tests.api.test_feasible import put_shop
from tests.conftest import log_in

HEAD = "编号,标题,一方,另一方,米数,比较,效力,条款\n"
WIDER = "FW65-1,零售点之间(本县),烟花爆竹零售点,烟花爆竹零售点,80,不小于,最小间距,本县2026年第3号文\n"
DOOR = "/api/own-distances"


@pytest.fixture
def approver(client: TestClient, database: Database, divisions: None) -> TestClient:
    return log_in(client, database, "approver", ["530181"])


def preview(client: TestClient, content: bytes, division: str = "530181") -> tuple[int, Any]:
    answer = client.post(f"{DOOR}/preview", files={"file": ("间距.csv", content)}, data={"division": division})
    return answer.status_code, answer.json()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_an_approver_sees_what_would_change_and_nothing_is_kept(approver: TestClient, encoding: str) -> None:
    for lon in (102.4, 102.4006):  # 60 m apart
        put_shop(approver, lon)
    place = {"type": "Point", "coordinates": [102.4012, 24.9005]}
    asked = {"type": "fireworks_shop", "name": "演示店", "footprint": place}
    opinion = approver.post("/api/opinions", json=asked).json()
    for _ in range(2):  # the second reads the same: the first left nothing behind
        status, found = preview(approver, (HEAD + WIDER).encode(encoding))
        assert status == 200
        assert found["rules"] == [{"rule": "FW65-1", "title": "零售点之间(本县)", "now_m": 50.0, "then_m": 80.0}]
        assert {"verdict": "short", "now": 0, "then": 2}.items() <= found["pairs"][-1].items()
        assert [each["id"] for each in found["opinions"]] == [opinion["id"]]
    assert approver.get(DOOR).json() == []
    assert approver.post("/api/screenings", json=asked).json()["verdict"] == opinion["verdict"]


FAULTS = {
    "place": (HEAD + WIDER.replace("烟花爆竹零售点,烟", "城堡,烟"), "第 2 行：没有规定对象“城堡”", "尾矿库"),
    "metres": (HEAD + WIDER.replace("80", "很远"), "第 2 行：距离“很远”", "数字"),
    "column": ("编号,标题\nA,甲\n", "第 1 行：缺少列 source(一方)", "列名"),
    "empty": ("", "第 1 行：缺少列", "列名"),
}


@pytest.mark.parametrize(("text", "told", "remedy"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_file_line_and_remedy(
    approver: TestClient, text: str, told: str, remedy: str
) -> None:
    status, problem = preview(approver, text.encode())
    assert (status, str(problem["detail"]).startswith("间距.csv 第")) == (400, True)
    assert told in str(problem["detail"])
    assert remedy in str(problem["remedy"])


def test_the_sample_is_a_file_that_can_be_read(approver: TestClient) -> None:
    status, found = preview(approver, approver.get(f"{DOOR}/sample").content)
    assert (status, len(found["rules"])) == (200, 1)
    assert preview(approver, b"PK\x03\x04\x00\x00\xff\x00")[0] == 400


def test_an_editor_may_not_try_rules(as_editor: TestClient, divisions: None) -> None:
    assert preview(as_editor, (HEAD + WIDER).encode())[0] == 403
