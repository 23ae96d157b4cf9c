"""Numbers from memory are shown as unverified until somebody confirms them against a printed text."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from geo_app.actor import Actor, Role
from geo_app.db import Database
from geo_app.layers import load_layers
from geo_app.numbers.confirmations import confirm as confirm_number
from geo_app.numbers.confirmations import rings_of
from geo_app.numbers.number import all_numbers
from geo_app.settings import shipped
from tests.conftest import log_in

REFERENCE = "GB 18218-2018 表 4,正式出版物第 6 页"
BROMINE_BETA = {"items": [{"name": "二氟化氧", "q": 2}], "residents_500m": 0, "residents_source": "现场核实"}


@pytest.fixture
def plant(as_admin: TestClient) -> int:
    place = {"type": "Point", "coordinates": [102.48, 24.9]}
    body = {"layer": "chemical_plant", "geometry": place, "fields": {"name": "演示化工厂"}}
    return as_admin.post("/api/sites", json=body).json()["id"]


def number(client: TestClient) -> dict[str, object]:
    found = client.get("/api/numbers?unverified=1&table=gb18218/substances").json()
    return next(each for each in found if each["title"] == "二氟化氧")


def assessed(client: TestClient, plant: int) -> dict[str, object]:
    body = {"method": "gb18218", "inputs": BROMINE_BETA, "preview": True}
    return client.post(f"/api/sites/{plant}/assessments", json=body).json()


def test_every_number_of_the_tables_is_listed_with_its_clause(as_admin: TestClient) -> None:
    everything = as_admin.get("/api/numbers").json()
    assert len({(each["table"], each["row"]) for each in everything}) == len(everything) > 500
    assert all(each["clause"] and each["confidence"] for each in everything)
    unverified = as_admin.get("/api/numbers?unverified=1").json()
    assert 0 < len(unverified) < len(everything)
    assert {each["confidence"] for each in unverified} == {"from memory only"}
    assert (number(as_admin)["value"], number(as_admin)["clause"]) == ("校正系数 β 4", "GB 18218-2018 表4 J1")


def test_a_confirmed_number_says_so_in_later_assessments(as_admin: TestClient, plant: int) -> None:
    before = assessed(as_admin, plant)
    (doubt,) = [step for step in before["steps"] if step["unverified"]]
    assert (before["unverified"], doubt["title"]) == (True, "二氟化氧：校正系数 β")
    wish = {name: number(as_admin)[name] for name in ("table", "row")} | {"reference": REFERENCE}
    kept = as_admin.post("/api/confirmations", json=wish)
    assert kept.status_code == 201, kept.text
    after = assessed(as_admin, plant)
    assert not after["unverified"]
    sure = next(step for step in after["steps"] if step["title"] == doubt["title"])
    assert (sure["unverified"], sure["confidence"]) == (
        False,
        f"confirmed by {kept.json()['by']} against {REFERENCE}",
    )
    listed = as_admin.get("/api/numbers?table=gb18218/substances").json()
    assert next(each for each in listed if each["row"] == wish["row"])["confirmation"]["reference"] == REFERENCE
    withdrawn = as_admin.post(f"/api/confirmations/{kept.json()['id']}/withdraw").json()
    assert withdrawn["withdrawn_by"] == kept.json()["by"]
    assert assessed(as_admin, plant)["unverified"]
    assert as_admin.post("/api/confirmations", json=wish).status_code == 201
    assert [bool(each["withdrawn_at"]) for each in as_admin.get("/api/confirmations").json()] == [False, True]


def test_a_substance_in_the_form_is_unverified_until_somebody_confirms_it(as_admin: TestClient) -> None:
    def sure() -> tuple[str, str]:
        (found,) = as_admin.get("/api/substances?q=二氟化氧").json()
        return found["confidence"], found["beta_confidence"]

    assert sure()[1] == "from memory only"
    wish = {name: number(as_admin)[name] for name in ("table", "row")} | {"reference": REFERENCE}
    assert as_admin.post("/api/confirmations", json=wish).status_code == 201
    assert sure()[1].endswith(f"against {REFERENCE}")
    methods = as_admin.get("/api/methods").json()
    choices = [choice for each in methods for asked in each["inputs"] for choice in asked["choices"]]
    assert {choice["confidence"] for choice in choices} > {"not found"}


@pytest.mark.parametrize(
    ("change", "status", "told"),
    [
        ({"reference": " 书 "}, 400, "请注明核对所依据的文件"),
        ({"row": "0123456789ab"}, 404, "没有编号为 0123456789ab 的数值"),
        ({"table": "gb18218/nothing"}, 404, "没有编号为"),
    ],
)
def test_what_is_no_confirmation(as_admin: TestClient, change: dict[str, str], status: int, told: str) -> None:
    wish = {name: number(as_admin)[name] for name in ("table", "row")} | {"reference": REFERENCE}
    answer = as_admin.post("/api/confirmations", json=wish | change)
    assert (answer.status_code, told in answer.json()["detail"]) == (status, True)


def test_what_needs_no_confirmation(as_admin: TestClient) -> None:
    sure = as_admin.get("/api/numbers?table=gb18218/levels").json()[0]
    wish = {name: sure[name] for name in ("table", "row")} | {"reference": REFERENCE}
    assert "不需核实" in as_admin.post("/api/confirmations", json=wish).json()["detail"]
    doubtful = {name: number(as_admin)[name] for name in ("table", "row")} | {"reference": REFERENCE}
    as_admin.post("/api/confirmations", json=doubtful)
    assert "已经核实" in as_admin.post("/api/confirmations", json=doubtful).json()["detail"]


def test_only_approvers_confirm(client: TestClient, database: Database) -> None:
    log_in(client, database, "editor", ["530181"])
    wish = {name: number(client)[name] for name in ("table", "row")} | {"reference": REFERENCE}
    assert client.post("/api/confirmations", json=wish).status_code == 403
    assert client.post("/api/confirmations/1/withdraw").status_code == 403
    log_in(client, database, "approver", ["530181"])
    assert client.post("/api/confirmations", json=wish).status_code == 201
    assert client.post("/api/confirmations/987654/withdraw").status_code == 404


def confirm(client: TestClient, table: str, title: str) -> None:
    found = client.get("/api/numbers", params={"unverified": True, "table": table}).json()
    one = next(each for each in found if each["title"] == title)
    wish = {"table": table, "row": one["row"], "reference": "GB 50016-2014 表 3.5.1,正式出版物"}
    assert client.post("/api/confirmations", json=wish).status_code == 201


def test_a_confirmed_distance_says_so_in_the_rules_the_ledger_its_list_and_a_screening(
    as_admin: TestClient, divisions: None
) -> None:
    store = {"unit_type": "warehouse", "fire_class": "A"}
    for lon in (102.4, 102.4001):
        place = {"type": "Point", "coordinates": [lon, 24.9]}
        body = {"layer": "hazard_source", "geometry": place, "fields": {"name": f"库{lon}", **store}}
        assert as_admin.post("/api/sites", json=body).status_code == 201
    project = {
        "type": "warehouse",
        "act": "new",
        "footprint": {"type": "Point", "coordinates": [102.40005, 24.9]},
        "fields": {"fire_class": "A"},
    }

    def told() -> set[tuple[str, bool]]:
        (rule,) = [each for each in as_admin.get("/api/gap-rules").json() if each["rule"] == "GB50016-f"]
        (gap, *_) = as_admin.get("/api/gaps", params={"rule": "GB50016-f"}).json()["gaps"]
        text = as_admin.get("/api/listings/gaps", params={"rule": "GB50016-f", "format": "csv"}).text
        lines = as_admin.post("/api/screenings", json=project).json()["lines"]
        (line, *_) = [each for each in lines if each["rule"] == "GB50016-f"]
        assert ("未核实" in text) != gap["verified"]
        return {(each["confidence"], each["verified"]) for each in (rule, gap, line)}

    assert told() == {("from memory only", False)}
    confirm(as_admin, "gaps/distances", "甲类仓库与甲类仓库")
    ((confidence, verified),) = told()
    assert (confidence.startswith("confirmed by "), verified) == (True, True)


def test_an_accident_is_as_sure_as_the_weakest_number_that_nobody_has_confirmed(as_admin: TestClient) -> None:
    def screened() -> tuple[dict[str, str], str]:
        wish = {"inputs": {"fuel": "lpg", "mass_t": 10}}
        found = as_admin.post("/api/consequences/fireball", json=wish).json()
        reaches = {f"{each['value']:g}": each["confidence"] for each in found["reaches"]}
        return reaches, found["confidence"]

    before, weakest = screened()
    assert (set(before.values()), weakest) == ({"from memory only"}, "from memory only")
    found = as_admin.get("/api/numbers", params={"unverified": True, "table": "consequence/thresholds"}).json()
    one = next(each for each in found if "37.5" in each["value"])
    wish = {"table": one["table"], "row": one["row"], "reference": "World Bank 技术文件 55 号,第 70 页"}
    assert as_admin.post("/api/confirmations", json=wish).status_code == 201
    after, weakest = screened()
    assert after["37.5"].startswith("confirmed by ")
    assert (after["4"], weakest) == ("from memory only", "from memory only")


def test_a_ring_of_a_layer_file_from_memory_is_confirmed_like_any_number(
    database: Database, tmp_path: Path
) -> None:
    own = (shipped("layers") / "chemical_plant_buffer.toml").read_text(encoding="utf-8")
    told = 'metres = 3000\ntitle = "3 公里"\ntitle_en = "3 km"\nbasis = "某省规定第 4 条"'
    doubtful = own.replace(
        "\n[[fields]]", f'\n[[rings]]\n{told}\nconfidence = "from memory only"\n\n[[fields]]', 1
    )
    (tmp_path / "chemical_plant_buffer.toml").write_text(doubtful, encoding="utf-8")
    county = load_layers([shipped("layers"), tmp_path])
    (ring,) = [each for each in all_numbers(county) if each.table == "layers/chemical_plant_buffer"]
    assert (ring.title, ring.value, ring.clause, ring.unverified) == (
        "化工企业周边 3 公里",
        "3000 米",
        "某省规定第 4 条",
        True,
    )
    approver = Actor("approver", Role.APPROVER, ("53",))
    with database.transaction(approver) as session:
        confirm_number(session, approver, ring, REFERENCE)
        sure = [each.confidence for each in rings_of(session, county["chemical_plant_buffer"])]
    assert sure == ["", "", f"confirmed by approver against {REFERENCE}"]
