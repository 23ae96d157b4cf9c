"""What follows from colours, through the door: areas, reviews, the plan of visits."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from geo_app.app import create_app
from geo_app.db import Database
from geo_app.instant import today_in_china
from geo_app.layers import Layers
from geo_app.settings import Settings
from tests.conftest import log_in

LEC = {"red": (6, 6, 15), "orange": (6, 6, 7), "yellow": (6, 6, 3), "blue": (3, 6, 3)}
SQUARE = [[[102.2, 24.5], [102.21, 24.5], [102.21, 24.51], [102.2, 24.51], [102.2, 24.5]]]
Grade = Callable[..., int]


@pytest.fixture
def grade(as_admin: TestClient, divisions: None) -> Grade:
    """Add a site and, with a colour, assess it."""

    def grade(name: str, colour: str = "", on: date | None = None, lon: float = 102.3, **more: Any) -> int:
        place = more.pop("place", {"type": "Point", "coordinates": [lon, 24.6]})
        body = {"layer": more.pop("layer", "mine"), "geometry": place, "fields": {"name": name, **more}}
        number = as_admin.post("/api/sites", json=body).json()["id"]
        if colour:
            inputs = dict(zip("LEC", LEC[colour], strict=True))
            body = {"method": "lec", "inputs": inputs, "assessed_on": (on or today_in_china()).isoformat()}
            answer = as_admin.post(f"/api/sites/{number}/assessments", json=body)
            assert answer.json()["colour"] == colour, answer.text
        return int(number)

    return grade


def ask(client: TestClient, path: str, **query: object) -> Any:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_highest_colour_is_that_of_the_area_and_the_deciding_sites_are_named(
    as_admin: TestClient, grade: Grade
) -> None:
    grade("甲矿", "red")
    for name in ("乙矿", "丙矿"):
        grade(name, "blue")
    grade("丁矿")
    area = ask(as_admin, "/api/divisions/530181/colour")
    assert (area["name"], area["colour"], area["by"]["name"]) == ("安宁市", "red", "highest")
    assert area["counts"] == {"red": 1, "orange": 0, "yellow": 0, "blue": 2, "none": 1}
    assert (area["sites"], area["assessed"], area["stale"]) == (4, 3, 0)
    assert [each["name"] for each in area["deciding"]] == ["甲矿"]
    assert any("不按蓝色计" in step["text"] for step in area["steps"])


def test_by_count_a_single_red_place_among_blue_ones_is_a_mean(as_admin: TestClient, grade: Grade) -> None:
    grade("甲矿", "red")
    for n in range(3):
        grade(f"蓝{n}", "blue")
    area = ask(as_admin, "/api/divisions/530181/colour", by="count")
    assert (area["colour"], area["value"]) == ("yellow", 1.75)
    assert "(4×1 + 1×3) ÷ 4 = 1.75" in "".join(step["text"] for step in area["steps"])
    assert area["by"]["confidence"] == "not found"


def test_by_area_only_what_has_an_outline_counts_and_the_rest_is_told(as_admin: TestClient, grade: Grade) -> None:
    grade("大矿", "orange", place={"type": "Polygon", "coordinates": SQUARE})
    grade("小矿", "blue")
    area = ask(as_admin, "/api/divisions/530181/colour", by="area")
    assert (area["colour"], area["value"]) == ("orange", 3)
    assert area["areas_m2"]["orange"] == pytest.approx(1_122_000, rel=0.01)
    assert any("1 处只有点或线" in step["text"] for step in area["steps"])


def test_an_area_without_assessments_has_no_colour(as_admin: TestClient, grade: Grade) -> None:
    grade("甲矿")
    for by in ("highest", "count", "area"):
        area = ask(as_admin, "/api/divisions/530181/colour", by=by)
        assert (area["colour"], area["counts"]["none"], area["deciding"]) == (None, 1, [])


def test_the_children_of_a_division_are_coloured_each(as_admin: TestClient, grade: Grade) -> None:
    grade("甲矿", "orange")
    grade("乙矿", "yellow", lon=102.7)
    found = ask(as_admin, "/api/divisions/5301/colours")
    assert {child["code"]: child["colour"] for child in found["children"]} == {
        "530181": "orange",
        "530115": "yellow",
    }
    assert found["unplaced"] is None
    inner = ask(as_admin, "/api/divisions/530181/colours")
    assert inner["children"][0]["colour"] is None  # a township without outline
    assert inner["unplaced"]["sites"] == 1


def test_the_colour_of_an_area_is_known_for_the_past(as_admin: TestClient, grade: Grade) -> None:
    number = grade("甲矿", "red")
    before = as_admin.get(f"/api/sites/{number}").json()["changed_at"]
    body = {"method": "lec", "inputs": {"L": 3, "E": 6, "C": 3}}
    as_admin.post(f"/api/sites/{number}/assessments", json=body)
    assert ask(as_admin, "/api/divisions/530181/colour")["colour"] == "blue"
    assert ask(as_admin, "/api/divisions/530181/colour", as_of=before)["colour"] == "red"


def test_passed_reviews_are_listed_with_who_answers(as_admin: TestClient, grade: Grade) -> None:
    late = grade("过期矿", "red", today_in_china() - timedelta(days=400), unit="演示应急局", person="张演三")
    grade("将到期矿", "yellow", today_in_china() - timedelta(days=350))
    grade("有效矿", "blue")
    page = ask(as_admin, "/api/reviews")
    assert (page["total"], page["next"]) == (1, None)
    (row,) = page["rows"]
    assert (row["id"], row["colour"], row["unit"], row["person"]) == (late, "red", "演示应急局", "张演三")
    assert row["days"] == (date.fromisoformat(row["review_on"]) - today_in_china()).days < 0
    assert row["division"] == {"code": "530181", "name": "云南省昆明市安宁市"}
    assert [each["name"] for each in ask(as_admin, "/api/reviews", due="30d")["rows"]] == ["将到期矿"]
    assert ask(as_admin, "/api/reviews", division="530115")["total"] == 0
    summary = ask(as_admin, "/api/reviews/summary")
    assert summary["total"] == {"overdue": 1, "in_30d": 1, "in_90d": 1}
    assert [(each["code"], each["overdue"]) for each in summary["townships"]] == [("530181", 1)]


def test_reviews_are_paged_without_losing_any(as_admin: TestClient, grade: Grade) -> None:
    for n in range(5):
        grade(f"矿{n}", "blue", today_in_china() - timedelta(days=400 + n % 2))
    names, after = [], ""
    while True:
        page = ask(as_admin, "/api/reviews", limit=2, after=after)
        names += [row["name"] for row in page["rows"]]
        if not (after := page["next"]):
            break
    assert sorted(names) == [f"矿{n}" for n in range(5)]


def test_the_plan_visits_red_monthly_and_says_that_no_visit_is_recorded(
    as_admin: TestClient, grade: Grade
) -> None:
    grade("甲矿", "red", date(2026, 1, 31))
    span = {"from": "2026-03-01", "to": "2026-05-31"}
    plan = ask(as_admin, "/api/plan", **span, visitor="county_bureau")
    (row,) = plan["rows"]
    assert (row["next_due"], row["months"], row["visits"], row["last_visit"]) == ("2026-03-31", 1, 3, None)
    assert row["basis"] == "没有巡查记录，自评估日 2026-01-31 起按周期推算"
    assert row["confidence"] == "not found"
    (load,) = plan["counts"]
    assert (load["visitor_title"], load["colour"], load["sites"], load["visits"]) == ("县应急局", "red", 1, 3)
    everybody = ask(as_admin, "/api/plan", **span)
    assert {row["visitor"] for row in everybody["rows"]} == {"county_bureau", "township", "grid_officer"}
    assert everybody["total"] == 3


def test_the_plan_is_paged(as_admin: TestClient, grade: Grade) -> None:
    for n in range(4):
        grade(f"矿{n}", "red")
    seen, after = [], ""
    while True:
        page = ask(as_admin, "/api/plan", limit=5, after=after)
        seen += [(row["id"], row["visitor"]) for row in page["rows"]]
        if not (after := page["next"]):
            break
    assert len(seen) == len(set(seen)) == page["total"] == 12


def test_what_has_no_fixed_interval_is_no_visit_but_a_rule_with_its_reason(as_admin: TestClient) -> None:
    rules = ask(as_admin, "/api/plan/rules")
    blue = next(rule for rule in rules if (rule["layer"], rule["colour"]) == ("chemical_plant", "blue"))
    assert (blue["months"], blue["overridden"]) == (None, False)
    assert "随机抽查" in blue["note"]


@pytest.fixture
def county(database: Database, layers: Layers, tmp_path: Path) -> Iterator[Callable[[str], TestClient]]:
    """The app of a county with a table of intervals of its own."""
    own_door = Database(database.url)  # one app, one pool

    def county(text: str) -> TestClient:
        own = tmp_path / "own.csv"
        own.write_text(text, encoding="utf-8-sig")
        settings = Settings(data_dir=tmp_path, supervision_file=own)
        return log_in(TestClient(create_app(settings, own_door, layers)), database, "admin", [""])

    yield county
    own_door.close()


def test_a_county_has_its_own_intervals(grade: Grade, county: Callable[[str], TestClient]) -> None:
    grade("甲矿", "red", date(2026, 1, 15))
    text = (
        "visitor,visitor_title,visitor_title_en,layer,colour,months\ncounty_bureau,本县应急局,Bureau,mine,red,2\n"
    )
    with county(text) as client:
        plan = ask(client, "/api/plan", **{"from": "2026-03-01", "to": "2026-05-31"}, visitor="county_bureau")
        assert [(row["months"], row["next_due"], row["clause"]) for row in plan["rows"]] == [
            (2, "2026-03-15", "本单位规定")
        ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("a,甲,A,unicorn,red,2", "第 2 行：没有可评估的图层 unicorn"),
        ("a,甲,A,mine,green,2", "没有颜色 green"),
        ("a,甲,A,mine,red,半年", "间隔 半年 不是"),
        (",,A,mine,red,2", "缺少 visitor"),
    ],
)
def test_a_faulty_table_of_intervals_is_told(county: Callable[[str], TestClient], line: str, told: str) -> None:
    with county(f"visitor,visitor_title,visitor_title_en,layer,colour,months\n{line}\n") as client:
        answer = client.get("/api/plan")
        assert answer.status_code == 400
        assert told in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/api/divisions/530181/colour?by=magic", 400, "没有名为 magic 的区域定色方法"),
        ("/api/divisions/53018/colour", 400, "写法不对"),
        ("/api/divisions/110101/colour", 404, "没有代码为 110101"),
        ("/api/divisions/530181/colour?layer=settlement", 400, "没有风险颜色"),
        ("/api/divisions/530181/colour?layer=unicorn", 404, "没有名为 unicorn"),
        ("/api/reviews?due=soon", 400, "due"),
        ("/api/reviews?division=abc", 400, "写法不对"),
        ("/api/reviews?after=yesterday", 400, "翻页位置"),
        ("/api/plan?from=2026-05-01&to=2026-04-01", 400, "不成立"),
        ("/api/plan?after=1", 400, "翻页位置"),
    ],
)
def test_bad_questions_get_a_clear_answer(
    as_admin: TestClient, divisions: None, path: str, status: int, told: str
) -> None:
    answer = as_admin.get(path)
    assert answer.status_code == status, answer.text
    assert told in answer.json()["detail"]
    assert "SELECT" not in answer.text


def test_everybody_sees_only_their_own_divisions(grade: Grade, as_admin: TestClient, database: Database) -> None:
    grade("甲矿", "red", today_in_china() - timedelta(days=400))
    grade("乙矿", "yellow", today_in_china() - timedelta(days=400), lon=102.7)
    neighbour = log_in(as_admin, database, "viewer", ["530115"])
    assert ask(neighbour, "/api/divisions/5301/colour")["colour"] == "yellow"
    assert [row["name"] for row in ask(neighbour, "/api/reviews")["rows"]] == ["乙矿"]
    assert {row["name"] for row in ask(neighbour, "/api/plan")["rows"]} == {"乙矿"}


def test_a_stranger_gets_nothing(client: TestClient) -> None:
    for path in (
        "divisions/53/colour",
        "divisions/53/colours",
        "reviews",
        "reviews/summary",
        "plan",
        "plan/rules",
    ):
        assert client.get(f"/api/{path}").status_code == 401
