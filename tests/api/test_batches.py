"""Assessments by the thousand through the door: a file, a renewal, rows that fail alone, and going on."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from geo_app.actor import Actor
from geo_app.batches import run
from geo_app.batches.models import Batch
from geo_app.batches.run import BatchRunner
from geo_app.db import Database
from geo_app.instant import today_in_china
from geo_app.layers import Layers
from tests.conftest import log_in


@pytest.fixture
def add(as_admin: TestClient) -> Callable[..., int]:
    def add(code: str, layer: str = "mine", **fields: object) -> int:
        place = {"type": "Point", "coordinates": [102.48, 24.9]}
        body = {"layer": layer, "geometry": place, "fields": {"name": f"演示{code}", "code": code} | fields}
        answer = as_admin.post("/api/sites", json=body)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    return add


def upload(client: TestClient, text: str, **form: str) -> Any:
    data = {"layer": "mine", "method": "lec"} | form
    return client.post("/api/batches", data=data, files={"file": ("评估.csv", text.encode("utf-8-sig"))})


def finished(client: TestClient, batch_id: int) -> dict[str, Any]:
    """Run it and wait for its end."""
    answer = client.post(f"/api/batches/{batch_id}/run")
    assert answer.status_code == 202, answer.text
    for _ in range(200):
        batch: dict[str, Any] = client.get(f"/api/batches/{batch_id}").json()
        if batch["status"] != "running":
            return batch
        time.sleep(0.05)
    raise AssertionError(batch)


def test_a_ledger_of_inputs_assesses_each_site_and_says_why_a_row_fails(
    as_admin: TestClient, add: Callable[..., int]
) -> None:
    first, second = add("KS-1"), add("KS-2")
    rows = ["KS-1,甲,6,6,3", "KS-2,乙,相当可能,6,7", "KS-9,无,6,6,3", ",无号,6,6,3", "KS-1,甲,6,6,16"]
    answer = upload(as_admin, "编号,名称,L,E,C\n" + "\n".join(rows))
    assert answer.status_code == 201, answer.text
    batch = answer.json()
    assert (batch["status"], batch["total"], batch["failed"]) == ("ready", 5, 3)
    assert {column["header"]: column["input"] for column in batch["columns"]} == {
        "编号": "code",
        "名称": None,
        **{name: name for name in "LEC"},
    }
    assert as_admin.get(f"/api/sites/{first}").json()["colour"] is None  # nothing is assessed yet
    done = finished(as_admin, batch["id"])
    assert (done["status"], done["done"], done["failed"]) == ("done", 5, 3)
    assert done["counts"] == {"yellow": 1, "orange": 1}
    assert [as_admin.get(f"/api/sites/{n}").json()["colour"] for n in (first, second)] == ["yellow", "orange"]
    failed = as_admin.get(f"/api/batches/{batch['id']}/rows", params={"state": "failed"}).json()
    assert [(row["number"], bool(row["remedy"])) for row in failed] == [(4, True), (5, True), (6, True)]
    assert "没有编号为“KS-9”的点位" in failed[0]["error"]
    assert "不能取 16" in failed[2]["error"]
    kept = as_admin.get(f"/api/sites/{first}/assessments").json()
    assert "批量评估" in kept[0]["reason"]
    assert as_admin.post(f"/api/batches/{batch['id']}/run").status_code == 400  # done is done


def test_the_rows_of_a_table_are_the_lines_with_the_same_code(
    as_admin: TestClient, add: Callable[..., int]
) -> None:
    number = add("WX-1", "hazard_source")
    text = "编号,危险化学品,设计最大量(吨),厂界外 500 m 内常住人口,人口来源\nWX-1,氯,5,0,现场核实\nWX-1,氨,5,,\n"
    batch = upload(as_admin, text, layer="hazard_source", method="gb18218").json()
    assert (batch["total"], batch["failed"]) == (1, 0)
    finished(as_admin, batch["id"])
    (kept,) = as_admin.get(f"/api/sites/{number}/assessments").json()
    assert (kept["result"]["S"], kept["result"]["R"], kept["result"]["level"]) == (1.5, 2.5, 4)


def test_what_is_overdue_is_assessed_again_with_its_inputs_once_a_person_confirms(
    as_admin: TestClient, add: Callable[..., int]
) -> None:
    late, fine, other = add("KS-1"), add("KS-2"), add("KS-3")
    lec = {"method": "lec", "variant": "coal", "inputs": {"L": 6, "E": 6, "C": 3}}
    old = (today_in_china() - timedelta(days=400)).isoformat()
    for number, on in ((late, old), (fine, today_in_china().isoformat()), (other, old)):
        answer = as_admin.post(f"/api/sites/{number}/assessments", json=lec | {"assessed_on": on})
        assessment = answer.json()["id"]
    as_admin.post(f"/api/assessments/{assessment}/override", json={"colour": "red", "reason": "紧邻学校"})
    wish = {"layer": "mine", "method": "lec", "due": "overdue"}
    refused = as_admin.post("/api/batches/renewals", json=wish)
    assert refused.status_code == 400
    assert "没有确认" in refused.json()["detail"]
    batch = as_admin.post("/api/batches/renewals", json=wish | {"confirmed": True}).json()
    assert (batch["source"], batch["total"], batch["failed"]) == ("renewal", 2, 1)
    done = finished(as_admin, batch["id"])
    assert done["counts"] == {"orange": 1}
    renewed = as_admin.get(f"/api/sites/{late}").json()
    assert (renewed["assessed_on"], renewed["stale"]) == (today_in_china().isoformat(), False)
    assert as_admin.get(f"/api/sites/{late}/assessments").json()[0]["variant"] == "coal"
    (row,) = as_admin.get(f"/api/batches/{batch['id']}/rows", params={"state": "failed"}).json()
    assert "由人工调整(紧邻学校)" in row["error"]
    assert as_admin.get(f"/api/sites/{other}").json()["colour"] == "red"


def test_only_the_sites_that_a_person_chose_are_assessed_again(
    as_admin: TestClient, add: Callable[..., int]
) -> None:
    chosen, other = add("KS-1"), add("KS-2")
    for number in (chosen, other):
        lec = {"method": "lec", "inputs": {"L": 6, "E": 6, "C": 3}, "assessed_on": "2025-01-01"}
        as_admin.post(f"/api/sites/{number}/assessments", json=lec)
    wish = {"layer": "mine", "method": "lec", "sites": [chosen], "confirmed": True}
    batch = as_admin.post("/api/batches/renewals", json=wish).json()
    assert batch["total"] == 1
    finished(as_admin, batch["id"])
    assert as_admin.get(f"/api/sites/{chosen}").json()["assessed_on"] == today_in_china().isoformat()
    assert as_admin.get(f"/api/sites/{other}").json()["assessed_on"] == "2025-01-01"


def test_an_interrupted_batch_goes_on_with_what_is_pending(
    as_admin: TestClient,
    add: Callable[..., int],
    database: Database,
    layers: Layers,
    admin: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers = [add(f"KS-{n}") for n in range(5)]
    text = "编号,L,E,C\n" + "".join(f"KS-{n},6,6,3\n" for n in range(5))
    batch = upload(as_admin, text).json()
    monkeypatch.setattr(run, "PART", 2)

    class Cut(Exception):
        pass

    def cut(done: int, _total: int) -> None:
        if done == 4:
            raise Cut

    with pytest.raises(Cut):
        BatchRunner(database, admin, layers).run(batch["id"], cut)
    colours = [as_admin.get(f"/api/sites/{number}").json()["colour"] for number in numbers]
    assert colours == ["yellow"] * 4 + [None]
    running = as_admin.get(f"/api/batches/{batch['id']}").json()
    assert (running["status"], running["done"]) == ("running", 4)
    assert as_admin.post(f"/api/batches/{batch['id']}/run").status_code == 400  # it may still be at work
    with database.transaction(admin) as session:
        session.execute(update(Batch).values(touched_at=datetime.now(ZoneInfo("UTC")) - timedelta(minutes=5)))
    assert as_admin.get(f"/api/batches/{batch['id']}").json()["status"] == "interrupted"
    assert finished(as_admin, batch["id"])["counts"] == {"yellow": 5}
    assert len(as_admin.get(f"/api/sites/{numbers[0]}/assessments").json()) == 1


@pytest.mark.parametrize(
    ("text", "form", "status", "told"),
    [
        ("名称,L,E,C\n甲,6,6,3\n", {}, 400, "没有“编号”列"),
        ("编号,名称\nKS-1,甲\n", {}, 400, "没有一列对应"),
        ("编号,L,E,C\n", {}, 400, "没有数据行"),
        ("编号,L,E,C\nKS-1,6,6,3\n", {"method": "tarot"}, 404, "没有名为 tarot"),
        ("编号,L,E,C\nKS-1,6,6,3\n", {"method": "gb18218"}, 400, "不用"),
        ("编号,L,E,C\nKS-1,6,6,3\n", {"layer": "unicorn"}, 404, "没有名为 unicorn"),
        ("编号,L,E,C\nKS-1,6,6,3\n", {"variant": "x"}, 400, "没有名为 x 的版本"),
        ("编号,L,E,C\nKS-1,6,6,3\n", {"assessed_on": "昨天"}, 400, "无法识别"),
        ("", {}, 400, "文件是空的"),
    ],
)
def test_a_file_that_cannot_be_is_told(
    as_admin: TestClient, text: str, form: dict[str, str], status: int, told: str
) -> None:
    answer = upload(as_admin, text, **form)
    assert answer.status_code == status, answer.text
    assert told in answer.json()["detail"]
    assert answer.json()["remedy"]
    assert as_admin.get("/api/batches").json() == []


def test_a_batch_belongs_to_whoever_made_it(
    as_admin: TestClient, add: Callable[..., int], database: Database
) -> None:
    add("KS-1")
    batch = upload(as_admin, "编号,L,E,C\nKS-1,6,6,3\n").json()
    other = log_in(as_admin, database, "editor", ["530181"])
    for path in (f"/api/batches/{batch['id']}", f"/api/batches/{batch['id']}/rows"):
        assert other.get(path).status_code == 404
    assert other.post(f"/api/batches/{batch['id']}/run").status_code == 404
    assert other.get("/api/batches").json() == []
    failed = upload(other, "编号,L,E,C\nKS-1,6,6,3\n").json()
    assert failed["failed"] == 1  # the site lies outside their divisions
    viewer = log_in(as_admin, database, "viewer", [""])
    assert upload(viewer, "编号,L,E,C\nKS-1,6,6,3\n").status_code == 403


def test_a_stranger_gets_nothing(client: TestClient) -> None:
    assert upload(client, "编号,L,E,C\nKS-1,6,6,3\n").status_code == 401
    assert client.get("/api/batches").status_code == 401
    assert client.post("/api/batches/renewals", json={"layer": "mine", "method": "lec"}).status_code == 401
