"""When people, boundaries or places change, the answers that rest on them are reckoned anew, and only those."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.classification.assess import By, Wish, assess_site, override
from geo_app.classification.models import Assessment, RecomputeDue
from geo_app.classification.recompute import Recomputed, keep_up
from geo_app.colour import Colour
from geo_app.db import Database
from geo_app.layers import Layers
from geo_app.notices.models import Notice
from geo_app.sites import record
from geo_app.sites.models import Site
from geo_app.zones.models import Buffer

LON, LAT = 102.48, 24.9
CHLORINE = {"items": [{"name": "氯", "q": 50}]}


def square(lon: float, lat: float, half: float = 0.001) -> dict[str, Any]:
    ring = [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)]
    return {"type": "Polygon", "coordinates": [[[lon + x, lat + y] for x, y in ring]]}


def point(lon: float, lat: float = LAT) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


@pytest.fixture
def by(admin: Actor, layers: Layers) -> By:
    return By(admin, layers)


@pytest.fixture
def county(database: Database, by: By, divisions: None) -> dict[str, int]:
    """A plant with 64 neighbours and a tank in it, a plant far off, and villages near and far."""

    def add(session: Session, layer: str, geometry: dict[str, Any], **fields: Any) -> int:
        return record.add(session, by.actor, by.layers[layer], geometry, fields).id

    with database.transaction(by.actor) as session:
        made = {
            "plant": add(session, "chemical_plant", square(LON, LAT), name="演示化工厂"),
            "tank": add(session, "hazard_source", point(LON), name="液氯罐区"),
            "far": add(session, "chemical_plant", square(LON, LAT + 0.05), name="远处化工厂"),
            "village": add(session, "settlement", point(LON + 0.004), name="河边村", residents=64),
            "hamlet": add(session, "settlement", point(LON + 0.02), name="远村", residents=10),
            "north": add(session, "settlement", point(LON, LAT + 0.054), name="北村", residents=30),
        }
        for name in ("plant", "tank", "far"):
            assess_site(session, by, made[name], Wish("gb18218", CHLORINE))
    return made


@pytest.fixture
def change(database: Database, by: By) -> Callable[..., list[Recomputed]]:
    """Change a site as a person would, and work off what is due."""

    def do(site_id: int, **fields: Any) -> list[Recomputed]:
        with database.transaction(by.actor) as session:
            version = session.scalars(select(Site.version).where(Site.id == site_id)).one()
            record.change(session, by.actor, by.layers, site_id, version, fields)
        return keep_up(database, by.layers)

    return do


def standing(database: Database, by: By, site_id: int) -> Assessment:
    with database.transaction(by.actor) as session:
        return session.scalars(select(Assessment).where(Assessment.site_id == site_id, Assessment.standing)).one()


def test_what_was_counted_is_kept_with_the_answer(database: Database, by: By, county: dict[str, int]) -> None:
    kept = standing(database, by, county["tank"])
    assert kept.counted is not None
    assert (kept.counted["people"], kept.counted["measured_from"]) == (64, "演示化工厂")
    (village,) = kept.counted["settlements"]
    assert (village["id"], village["residents"], village["share"]) == (county["village"], 64, 1)
    with database.transaction(by.actor) as session:
        size = func.st_area(func.geography(Assessment.counted_in))
        area = session.scalar(select(size).where(Assessment.id == kept.id))
    assert area == pytest.approx(3.1416 * 500**2 + 8 * 500 * 106 + 4 * 111 * 101, rel=0.03)


def test_a_village_that_grows_reckons_anew_what_it_touches(
    database: Database, by: By, county: dict[str, int], change: Callable[..., list[Recomputed]]
) -> None:
    before = {name: standing(database, by, county[name]) for name in ("plant", "tank", "far")}
    done = change(county["village"], residents=118)
    assert {each.site_id for each in done} == {county["plant"], county["tank"]}
    after = standing(database, by, county["plant"])
    assert (before["plant"].result["alpha"], after.result["alpha"]) == (1.5, 2)
    assert (after.assessor, after.reason) == ("系统", "重算：河边村 常住人口 64 → 118")
    assert after.review_on == before["plant"].review_on
    assert standing(database, by, county["far"]).id == before["far"].id
    with database.transaction(by.actor) as session:
        former = session.get_one(Assessment, before["plant"].id)
        assert (former.standing, former.result["alpha"]) == (False, 1.5)
        assert session.get_one(Site, county["plant"]).colour == after.colour == "orange"
        notices = session.scalars(select(Notice).order_by(Notice.id)).all()
        assert session.scalars(select(RecomputeDue)).all() == []
    assert {each.site_id for each in notices} == {county["plant"], county["tank"]}
    assert "α 1.5 → 2；R 60 → 80" in notices[0].text
    assert "河边村 常住人口 64 → 118" in notices[0].text


def test_a_colour_that_changes_is_on_the_site_and_its_buffers(
    database: Database, by: By, county: dict[str, int], change: Callable[..., list[Recomputed]]
) -> None:
    change(county["village"], residents=12)
    assert standing(database, by, county["plant"]).colour == "yellow"
    with database.transaction(by.actor) as session:
        assert session.get_one(Site, county["plant"]).colour == "yellow"
        rings = select(func.array_agg(func.distinct(Buffer.colour))).where(Buffer.site_id == county["plant"])
        assert session.scalar(rings) == ["yellow"]
        (title,) = {each.title for each in session.scalars(select(Notice)) if each.site_id == county["plant"]}
    assert title == "演示化工厂：风险等级因人口或边界变化而改变"


@pytest.mark.parametrize(
    ("who", "fields", "alpha", "told"),
    [
        ("village", {"geometry": point(LON + 0.015)}, 0.5, "河边村 位置或边界变更"),
        ("hamlet", {"geometry": point(LON + 0.003)}, 1.5, "远村 位置或边界变更"),
        ("plant", {"geometry": square(LON - 0.01, LAT)}, 0.5, "演示化工厂 厂界变更"),
        ("plant", {"geometry": square(LON, LAT, 0.018)}, 1.0, "演示化工厂 厂界变更"),
    ],
)
def test_places_and_boundaries_count_too(
    database: Database,
    by: By,
    county: dict[str, int],
    change: Callable[..., list[Recomputed]],
    who: str,
    fields: dict[str, Any],
    alpha: float,
    told: str,
) -> None:
    change(county[who], **fields)
    after = standing(database, by, county["plant"])
    assert (after.result["alpha"], after.reason) == (alpha, f"重算：{told}")


def test_villages_come_and_go(database: Database, by: By, county: dict[str, int]) -> None:
    with database.transaction(by.actor) as session:
        record.retire(session, by.actor, by.layers, county["village"], 1)
        fields = {"name": "新村", "residents": 7}
        record.add(session, by.actor, by.layers["settlement"], point(LON - 0.003), fields)
    assert len(keep_up(database, by.layers)) == 2
    after = standing(database, by, county["plant"])
    assert (after.result["residents_500m"], after.reason) == (7, "重算：河边村 停用；新村 新增")


def test_a_tank_follows_the_boundary_of_its_plant(
    database: Database, by: By, county: dict[str, int], change: Callable[..., list[Recomputed]]
) -> None:
    done = change(county["plant"], geometry=square(LON - 0.02, LAT))
    assert county["tank"] in {each.site_id for each in done}
    kept = standing(database, by, county["tank"])
    assert kept.counted is not None
    assert (kept.counted["measured_from"], kept.counted["from_boundary"]) == ("液氯罐区", False)


@pytest.mark.parametrize(
    "fields", [{"name": "河边新村"}, {"households": 20}, {"residents": 64}, {"geometry": point(LON + 0.004)}]
)
def test_what_changes_nothing_touches_nothing(
    database: Database,
    by: By,
    county: dict[str, int],
    change: Callable[..., list[Recomputed]],
    fields: dict[str, Any],
) -> None:
    before = standing(database, by, county["plant"])
    assert change(county["village"], **fields) == []
    assert change(county["hamlet"], residents=5000) == []
    assert standing(database, by, county["plant"]).id == before.id


def test_a_count_that_moves_no_alpha_stands_without_a_notice(
    database: Database, by: By, county: dict[str, int], change: Callable[..., list[Recomputed]]
) -> None:
    change(county["village"], residents=70)
    assert standing(database, by, county["plant"]).result["residents_500m"] == 70
    with database.transaction(by.actor) as session:
        assert session.scalars(select(Notice)).all() == []


def test_a_number_given_by_hand_is_nobody_elses_to_change(
    database: Database, by: By, county: dict[str, int], change: Callable[..., list[Recomputed]]
) -> None:
    by_hand = CHLORINE | {"residents_500m": 40, "residents_source": "2020 年人口普查"}
    small = {"items": [{"name": "氯", "q": 1}]}
    with database.transaction(by.actor) as session:
        assess_site(session, by, county["plant"], Wish("gb18218", by_hand))
        assess_site(session, by, county["tank"], Wish("gb18218", small))
    assert change(county["village"], residents=118) == []
    assert standing(database, by, county["plant"]).result["alpha"] == 1.2


def test_an_override_stays_and_an_expired_answer_stays_expired(
    database: Database, by: By, county: dict[str, int], change: Callable[..., list[Recomputed]]
) -> None:
    number = standing(database, by, county["plant"]).id
    with database.transaction(by.actor) as session:
        override(session, by, number, Colour.RED, "紧邻学校")
        session.execute(update(Assessment).where(Assessment.id == number).values(review_on="2024-01-31"))
    change(county["village"], residents=12)
    after = standing(database, by, county["plant"])
    assert (after.computed_colour, after.colour, after.override_reason) == ("yellow", "red", "紧邻学校")
    assert (after.overridden_by, after.review_on.isoformat()) == ("tester", "2024-01-31")
    with database.transaction(by.actor) as session:
        assert session.get_one(Site, county["plant"]).colour == "red"
        notice = session.scalars(select(Notice).where(Notice.site_id == county["plant"])).one()
    assert "人工调整为红仍然有效(紧邻学校)" in notice.text
    assert "该评估已于 2024-01-31 到期" in notice.text


def test_people_of_unknown_number_leave_the_old_answer_and_say_so(
    database: Database, by: By, county: dict[str, int], change: Callable[..., list[Recomputed]]
) -> None:
    before = standing(database, by, county["plant"])
    assert all(each.after is None and each.failure for each in change(county["village"], residents=None))
    assert standing(database, by, county["plant"]).id == before.id
    with database.transaction(by.actor) as session:
        notice = session.scalars(select(Notice).where(Notice.site_id == county["plant"])).one()
    assert notice.kind == "recompute_failed"
    assert "河边村没有填写常住人口" in notice.text


def test_several_at_once_never_do_the_same_work_twice(database: Database, by: By, county: dict[str, int]) -> None:
    with database.transaction(by.actor) as session:
        session.execute(update(Site).where(Site.id == county["village"]).values(residents=118))
    with ThreadPoolExecutor(4) as workers:
        done = [each for found in workers.map(lambda _: keep_up(database, by.layers), range(8)) for each in found]
    assert sorted(each.site_id for each in done) == sorted((county["plant"], county["tank"]))
    with database.transaction(by.actor) as session:
        rows = session.scalars(select(Assessment).where(Assessment.site_id == county["plant"])).all()
        assert [row.standing for row in sorted(rows, key=lambda row: row.id)] == [False, True]


def test_a_change_that_is_taken_back_leaves_nothing_due(
    database: Database, by: By, county: dict[str, int]
) -> None:
    with database.transaction(by.actor) as session:
        session.execute(update(Site).where(Site.id == county["village"]).values(residents=118))
        session.rollback()
    assert keep_up(database, by.layers) == []


def test_a_neighbour_behind_the_border_is_counted_but_not_named(
    database: Database, by: By, layers: Layers, divisions: None
) -> None:
    """The plant lies in 安宁, the village in 晋宁, and an editor of 晋宁 counts its people anew."""
    with database.transaction(by.actor) as session:
        plant = record.add(session, by.actor, layers["chemical_plant"], point(102.499), {"name": "边界化工厂"}).id
        fields = {"name": "邻村", "residents": 40}
        village = record.add(session, by.actor, layers["settlement"], point(102.5015), fields).id
    here = By(Actor("li", Role.EDITOR, ("530181",)), layers)
    with database.transaction(here.actor) as session:
        assess_site(session, here, plant, Wish("gb18218", CHLORINE))
    there = Actor("zhao", Role.EDITOR, ("530115",))
    with database.transaction(there) as session:
        record.change(session, there, layers, village, 1, {"residents": 100})
    keep_up(database, layers)
    after = standing(database, here, plant)
    assert after.result["alpha"] == 2
    assert after.reason == "重算：辖区外居民区 常住人口 40 → 100"
    assert "邻村" not in str(after.inputs) + str(after.counted)
