"""A rule pack shows who changes colour before it is adopted; old assessments keep their version."""

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from geo_app.classification.catalogue import open_packs
from geo_app.db import Database
from geo_app.errors import PackFault
from tests.conftest import log_in

EDGE = {"L": 10, "E": 1, "C": 7}  # D = 70: yellow with the lower bound inclusive, blue with the upper
CLEAR = {"L": 6, "E": 6, "C": 7}
HERE = {"division": "530181"}
BECAUSE = HERE | {"reason": "昆应急〔2026〕1号"}


@pytest.fixture
def graded(as_admin: TestClient, divisions: None) -> Callable[..., int]:
    """A mine that LEC has graded."""

    def add(name: str, inputs: dict[str, float], lon: float = 102.45, **more: object) -> int:
        place = {"type": "Point", "coordinates": [lon, 24.9]}
        fields = {"name": name}
        mine = as_admin.post("/api/sites", json={"layer": "mine", "geometry": place, "fields": fields}).json()[
            "id"
        ]
        answer = as_admin.post(f"/api/sites/{mine}/assessments", json={"method": "lec", "inputs": inputs, **more})
        assert answer.status_code == 201, answer.text
        return mine

    return add


def newest(client: TestClient, site_id: int) -> list[dict[str, object]]:
    return client.get(f"/api/sites/{site_id}/assessments").json()


def test_the_packs_that_are_shipped(as_admin: TestClient, divisions: None) -> None:
    packs = {pack["name"]: pack for pack in as_admin.get("/api/packs").json()}
    assert {pack["subject"] for pack in packs.values()} == {"lec", "ls", "tailings_class", "chemical_park_score"}
    assert packs["lec_upper_inclusive"]["chosen_for"] == []
    assert packs["lec_shandong"]["unverified"]
    assert packs["lec_shandong"]["division"]["code"] == "37"
    assert len(as_admin.get("/api/packs?subject=ls").json()) == 5


def test_a_preview_shows_who_changes_colour_and_writes_nothing(
    as_admin: TestClient, graded: Callable[..., int]
) -> None:
    edge, clear = graded("边界矿", EDGE), graded("普通矿", CLEAR)
    graded("邻县矿", EDGE, lon=102.6)
    held = graded("调整矿", EDGE)
    number = newest(as_admin, held)[0]["id"]
    as_admin.post(f"/api/assessments/{number}/override", json={"colour": "orange", "reason": "从严管控"})
    effect = as_admin.post("/api/packs/lec_upper_inclusive/preview", json=HERE).json()
    assert (effect["assessed"], effect["errors"]) == (3, [])
    changes = [(each["site_id"], each["old"], each["new"], each["stands"]) for each in effect["changes"]]
    assert changes == [(edge, "yellow", "blue", None), (held, "yellow", "blue", "orange")]
    assert len(newest(as_admin, edge)) == len(newest(as_admin, clear)) == 1
    assert as_admin.get("/api/packs/choices?division=530181").json() == []


def test_an_adopted_pack_grades_anew_and_the_next_ones_too(
    as_admin: TestClient, graded: Callable[..., int]
) -> None:
    edge, neighbour = graded("边界矿", EDGE), graded("邻县矿", EDGE, lon=102.6)
    before = newest(as_admin, edge)[0]
    effect = as_admin.post("/api/packs/lec_upper_inclusive/adopt", json=BECAUSE)
    assert effect.status_code == 200, effect.text
    after, former = newest(as_admin, edge)
    assert (after["colour"], after["pack"]) == ("blue", {"name": "lec_upper_inclusive", "version": "2026-1"})
    assert (after["reason"], after["review_on"]) == ("昆应急〔2026〕1号", before["review_on"])
    assert (former["standing"], former["variant"], former["pack"]) == (False, "four_colour_lower_inclusive", None)
    assert as_admin.get(f"/api/sites/{edge}").json()["colour"] == "blue"
    assert as_admin.get(f"/api/sites/{neighbour}").json()["colour"] == "yellow"
    later = newest(as_admin, graded("新矿", EDGE))[0]
    assert (later["colour"], later["pack"]["name"]) == ("blue", "lec_upper_inclusive")
    own = newest(as_admin, graded("另选矿", EDGE, variant="coal"))[0]
    assert (own["variant"], own["pack"]) == ("coal", None)
    (notice,) = as_admin.get("/api/notices?kind=pack_adopted").json()["notices"]
    assert notice["text"] == "昆应急〔2026〕1号；涉及 1 个点位，1 个颜色改变"


def test_choices_keep_their_history_and_the_nearest_holds(
    as_admin: TestClient, graded: Callable[..., int]
) -> None:
    for pack, code in (("lec_upper_inclusive", "53"), ("lec_coal", "530181"), ("lec_lower_inclusive", "530181")):
        answer = as_admin.post(f"/api/packs/{pack}/adopt", json={"division": code, "reason": "试行"})
        assert answer.status_code == 200, answer.text
    choices = as_admin.get("/api/packs/choices?division=530181").json()
    told = [(each["pack"], each["division"]["code"], each["holds"]) for each in choices]
    assert told == [
        ("lec_lower_inclusive", "530181", True),
        ("lec_coal", "530181", False),
        ("lec_upper_inclusive", "53", True),
    ]
    here, there = graded("本县矿", EDGE), graded("邻县矿", EDGE, lon=102.6)
    assert [newest(as_admin, each)[0]["colour"] for each in (here, there)] == ["yellow", "blue"]
    # the province changes its mind; the county has chosen for itself
    effect = as_admin.post("/api/packs/lec_coal/preview", json={"division": "53"}).json()
    assert [each["site_id"] for each in effect["changes"]] == [there]


@pytest.mark.parametrize(
    ("pack", "body", "status", "told"),
    [
        ("nonsense", BECAUSE, 404, "没有名为 nonsense 的规则包"),
        ("lec_shandong", BECAUSE, 400, "适用于"),
        ("lec_coal", {"division": "5301x", "reason": "试行"}, 400, "不是区划代码"),
        ("lec_coal", {"division": "999999", "reason": "试行"}, 404, ""),
        ("lec_coal", {"division": "530181", "reason": " "}, 400, "必须说明理由"),
    ],
)
def test_what_cannot_be_adopted(
    as_admin: TestClient, divisions: None, pack: str, body: dict[str, str], status: int, told: str
) -> None:
    answer = as_admin.post(f"/api/packs/{pack}/adopt", json=body)
    assert answer.status_code == status, answer.text
    assert told in answer.json()["detail"]
    assert answer.json()["remedy"] or status == 404


def test_approvers_decide_for_the_divisions_they_hold_whole(
    client: TestClient, database: Database, divisions: None
) -> None:
    for role, grant, status in (("editor", "530181", 403), ("approver", "530115", 403), ("approver", "53", 200)):
        log_in(client, database, role, [grant])
        assert client.post("/api/packs/lec_coal/adopt", json=BECAUSE).status_code == status, (role, grant)


PACK = """
title = "示范县 LEC"
subject = "{subject}"
variant = "model_county"
version = "2026"
effective_on = {day}
source = "示范县应急〔2026〕3号"
confidence = "seen in 1 independent source"
[[rows]]
table = "{table}"
min = "50"
min_included = "yes"
meaning = "重大风险"
colour = "{colour}"
[[rows]]
table = "{table}"
max = "50"
meaning = "低风险"
colour = "blue"
"""
GOOD = {"subject": "lec", "table": "lec/bands", "colour": "red", "day": "2026-01-01"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "packs").mkdir()
    return tmp_path / "packs"


def test_a_deployment_brings_its_own_numbers(
    folder: Path, as_admin: TestClient, graded: Callable[..., int]
) -> None:
    (folder / "model.toml").write_text(PACK.format(**GOOD))
    open_packs(folder.parent)
    open_packs(folder)
    mine = graded("边界矿", EDGE)
    effect = as_admin.post("/api/packs/model/adopt", json=BECAUSE).json()
    assert [(each["old"], each["new"]) for each in effect["changes"]] == [("yellow", "red")]
    assert newest(as_admin, mine)[0]["clause"] == "示范县应急〔2026〕3号"
    lec = next(method for method in as_admin.get("/api/methods").json() if method["name"] == "lec")
    assert lec["variants"][-2:][0]["name"] == "model_county" or "model_county" in str(lec["variants"])


@pytest.mark.parametrize(
    "fault",
    [{"subject": "tarot"}, {"table": "lec/nothing"}, {"colour": "green"}, {"day": '"soon"'}, {"day": "[["}],
)
def test_a_faulty_pack_is_named_at_the_start(folder: Path, fault: dict[str, str]) -> None:
    (folder / "faulty.toml").write_text(PACK.format(**GOOD | fault))
    with pytest.raises(PackFault, match="faulty"):
        open_packs(folder)
    open_packs(folder.parent)


def test_a_pack_waits_for_its_day(folder: Path, as_admin: TestClient, divisions: None) -> None:
    (folder / "later.toml").write_text(PACK.format(**GOOD | {"day": "2999-01-01"}))
    open_packs(folder.parent)
    open_packs(folder)
    answer = as_admin.post("/api/packs/later/preview", json=HERE)
    assert (answer.status_code, "自 2999-01-01 起施行" in answer.json()["detail"]) == (400, True)
