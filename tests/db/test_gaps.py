"""The ledger of distances: kept, short or unchecked with the reason, to the centimetre, always as things stand."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from pyproj import Geod
from shapely import LineString, box
from shapely.geometry import mapping
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.db import SRID, Database
from geo_app.layers import Layers
from geo_app.sites import record
from geo_app.sites.models import Site
from geo_app.zones.gap_models import Gap
from geo_app.zones.gaps import gaps_of, kept_by_all, recompute
from geo_app.zones.models import Zone

GEOD = Geod(a=6378137, rf=298.257222101)  # CGCS2000
SHOP = (102.48, 24.90)
QUARRY = box(102.40, 24.80, 102.404, 24.804)


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def away(metres: float, azimuth: float = 90, start: tuple[float, float] = SHOP) -> dict[str, Any]:
    lon, lat, _ = GEOD.fwd(*start, azimuth, metres)
    return point(lon, lat)


class Ground:
    """A little land, in one transaction."""

    def __init__(self, session: Session, actor: Actor, layers: Layers) -> None:
        self.session, self.actor, self.layers = session, actor, layers

    def add(self, layer: str, place: dict[str, Any], **fields: object) -> Site:
        return record.add(self.session, self.actor, self.layers[layer], place, fields)

    def change(self, site: Site, **values: object) -> None:
        self.session.refresh(site)
        record.change(self.session, self.actor, self.layers, site.id, site.version, dict(values))

    def shop(self) -> Site:
        return self.add("risk_point", point(*SHOP), name="零售点", category="fireworks")

    def school(self, metres: float, **fields: object) -> Site:
        ring = box(0, 0, 0.0002, 0.0002)
        west, south = away(metres)["coordinates"]
        outline = mapping(box(west, south - 0.0001, west + ring.bounds[2], south + 0.0001))
        return self.add(
            "protected_target", outline, **{"name": "小学", "category": "school", "people": 300} | fields
        )

    def answers(self, site: Site, rule: str) -> list[tuple[str, float | None, str]]:
        rows = select(Gap).where(Gap.source_id == site.id, Gap.rule == rule).order_by(Gap.measured_m)
        self.session.expire_all()
        return [(gap.verdict, gap.measured_m, gap.why) for gap in self.session.scalars(rows)]


@pytest.fixture
def ground(database: Database, admin: Actor, layers: Layers) -> Iterator[Ground]:
    with database.transaction(admin) as session:
        yield Ground(session, admin, layers)


@pytest.mark.parametrize(("metres", "verdict"), [(99.98, "short"), (100.02, "kept"), (149.0, "kept")])
def test_a_centimetre_decides_between_short_and_kept(ground: Ground, metres: float, verdict: str) -> None:
    shop = ground.shop()
    ground.school(metres)
    ((said, measured, _),) = ground.answers(shop, "FW65-2")
    assert said == verdict
    assert measured == pytest.approx(metres, abs=0.01)


def test_a_gap_says_how_much_is_missing_where_and_for_how_many(ground: Ground) -> None:
    shop = ground.shop()
    ground.school(60)
    (gap,) = ground.session.scalars(select(Gap).where(Gap.source_id == shop.id, Gap.rule == "FW65-2"))
    assert gap.shortfall_m == pytest.approx(40, abs=0.05)
    assert (gap.required_m, gap.direction, gap.people, gap.kind) == (100, "东", 300, "gap")
    assert gap.attributes["clause"].startswith("烟花爆竹经营许可实施办法")
    length = ground.session.scalar(select(Gap.geom.ST_Length()).where(Gap.id == gap.id))
    assert 0 < length < 0.001


@pytest.mark.parametrize(
    ("azimuth", "wind"),
    [(0, "北"), (45, "东北"), (67.5, "东偏北"), (112.5, "东偏南"), (350, "北"), (292.5, "西偏北")],
)
def test_the_direction_is_one_of_sixteen_winds(ground: Ground, azimuth: float, wind: str) -> None:
    shop = ground.shop()
    ground.add("risk_point", away(40, azimuth), name="另一零售点", category="fireworks")
    assert ground.session.scalars(
        select(Gap.direction).where(Gap.source_id == shop.id, Gap.rule == "FW65-1")
    ).all() == [wind]


def test_a_point_without_outline_leaves_the_margin_open(ground: Ground) -> None:
    shop = ground.shop()
    ground.add("protected_target", away(120), name="小学", category="school")
    ((verdict, _, why),) = ground.answers(shop, "FW65-2")
    assert verdict == "unchecked"
    assert "只登记了点位" in why
    assert "余量 20.0 米" in why


def test_an_empty_layer_is_unchecked_until_somebody_surveys_it(ground: Ground) -> None:
    shop = ground.shop()
    ((verdict, _, why),) = ground.answers(shop, "FW65-2")
    assert verdict == "unchecked"
    assert "没有登记任何“防护目标”" in why
    school = ground.school(3000)
    assert ground.answers(shop, "FW65-2") == []
    mine, _ = gaps_of(ground.session, shop.id)
    assert "FW65-2" in {each.rule for each in kept_by_all(ground.session, shop.id, mine)}
    record.retire(ground.session, ground.actor, ground.layers, school.id, school.version)
    assert [answer[0] for answer in ground.answers(shop, "FW65-2")] == ["unchecked"]


def test_an_unknown_field_that_decides_is_named(ground: Ground) -> None:
    station = ground.add(
        "fuel_station",
        point(*SHOP),
        name="加油站",
        station_type="petrol",
        vapour_recovery="none",
        station_class="3",
    )
    school = ground.school(30, people=None)
    ((verdict, _, why),) = ground.answers(station, "GB50156-1")
    assert (verdict, "高峰人数" in why) == ("unchecked", True)
    ground.change(school, people=900)
    assert ground.answers(station, "GB50156-1")[0][0] == "short"
    ground.change(school, people=100)
    assert ground.answers(station, "GB50156-1") == []


def test_the_ledger_follows_moves_and_retirements(ground: Ground) -> None:
    shop, school = ground.shop(), ground.school(60)
    ground.change(school, geometry=mapping(box(102.4812, 24.8999, 102.4814, 24.9001)))
    ((verdict, metres, _),) = ground.answers(shop, "FW65-2")
    assert (verdict, metres) == ("kept", pytest.approx(121.2, abs=0.5))
    ground.change(shop, category="crowd")
    assert ground.session.scalars(select(Gap).where(Gap.source_id == shop.id)).all() == []


def test_a_rule_that_says_more_than_is_short_at_the_very_number(ground: Ground) -> None:
    facts = {"mining_method": "open_pit", "mineral": "石灰岩", "capacity": 30}
    quarry = ground.add("mine", mapping(QUARRY), name="甲采石场", **facts)
    ground.add("mine", mapping(box(102.41, 24.80, 102.414, 24.804)), name="乙采石场", **facts)
    far = ground.answers(quarry, "QY-1")
    assert far == []  # 600 m: beyond one and a half times 300 m
    big = ground.add(
        "mine", mapping(box(102.4055, 24.80, 102.407, 24.804)), name="大矿", **facts | {"capacity": 80}
    )
    assert ground.answers(big, "QY-1") == []


def test_people_of_a_village_count_by_the_part_within_the_distance(ground: Ground) -> None:
    quarry = ground.add(
        "mine", mapping(QUARRY), name="采石场", mining_method="open_pit", mineral="砂岩", capacity=30
    )
    lon, lat, _ = GEOD.fwd(102.404, 24.802, 90, 300)
    ground.add(
        "settlement", mapping(box(lon - 0.001, lat - 0.0003, lon + 0.001, lat + 0.0003)), name="村", residents=100
    )
    (gap,) = ground.session.scalars(
        select(Gap).where(Gap.source_id == quarry.id, Gap.rule == "QY-2", Gap.target_id > 0)
    )
    assert (gap.verdict, gap.people) == ("short", pytest.approx(51, abs=1))


def test_risk_contours_decide_by_the_class_of_the_target(ground: Ground) -> None:
    plant = ground.add("chemical_plant", mapping(QUARRY), name="厂", enterprise_type="production")
    assert "没有导入个人风险等值线" in ground.answers(plant, "GB36894-1")[0][2]
    ground.add("settlement", mapping(box(102.405, 24.801, 102.4055, 24.8015)), name="村", residents=60)
    area = f"SRID={SRID};{box(102.39, 24.79, 102.414, 24.814).wkt}"
    contour = Zone(kind="risk_contour", name="等值线", division=plant.division, site_id=plant.id, geom=area)
    contour.attributes = {"level": 3e-6}
    ground.session.add(contour)
    ground.session.flush()
    assert ground.answers(plant, "GB36894-1") == []
    assert [each[0] for each in ground.answers(plant, "GB36894-2")] == ["kept"]  # 60 people: 1e-5 a year
    school = ground.add("protected_target", point(102.41, 24.81), name="校", category="school")
    assert "防护分级" in ground.answers(plant, "GB36894-1")[0][2]
    ground.change(school, protection_class="high_sensitivity")
    assert ground.answers(plant, "GB36894-1")[0][0] == "short"


def test_recomputing_the_whole_ledger_changes_nothing(ground: Ground) -> None:
    ground.shop()
    ground.school(60)
    ground.add("pipeline", {"type": "LineString", "coordinates": [[102.47, 24.9], [102.49, 24.9]]}, name="管道")
    versions = "SELECT source_id, target_id, rule, verdict, version FROM gap ORDER BY 1, 2, 3"
    before = ground.session.execute(text(versions)).all()
    assert recompute(ground.session) == len(before) > 3
    assert ground.session.execute(text(versions)).all() == before


def test_a_distance_that_the_owner_finds_short_needs_nobody_s_name(database: Database) -> None:
    place = "SRID=4490;POINT(102.45 24.9)"
    add = (
        "INSERT INTO site (kind, name, initials, attributes, geom)"
        """ SELECT 'risk_point', 'shop', '', '{"category": "fireworks"}', %s FROM generate_series(1, 2)"""
    )
    with psycopg.connect(database.url) as owner:
        owner.execute(add, (place,))
        told = owner.execute("SELECT created_by FROM notice WHERE kind = 'gap_short'").fetchall()
    assert told == [("",), ("",)]


@pytest.mark.parametrize("metres", [400.0, 4_900.0])
def test_a_road_near_the_end_of_a_long_plant_is_near_the_plant(ground: Ground, metres: float) -> None:
    west, east = 102.30, 102.40  # ten kilometres
    outline = mapping(box(west, 24.80, east, 24.804))
    plant = ground.add("chemical_plant", outline, name="长厂")
    lon, lat = away(metres, start=(east, 24.802))["coordinates"]

    def said() -> bool:
        return any("没有登记任何“公路”" in why for _, _, why in ground.answers(plant, "RD18a"))

    assert said()
    road = ground.add("road", mapping(LineString([(lon, lat), (lon + 0.001, lat)])), name="公路")
    assert not said()
    record.retire(ground.session, ground.actor, ground.layers, road.id, road.version)
    assert said()


def test_a_missing_fact_is_said_once_for_each_quarry_whatever_stands_around(ground: Ground) -> None:
    """Nobody has entered their way of mining; the ledger follows every change as if made anew."""

    def ledger() -> list[tuple[int, int, str, str, float | None]]:
        ground.session.expire_all()
        rows = select(Gap.source_id, Gap.target_id, Gap.verdict, Gap.why, Gap.measured_m).where(Gap.rule == "QY-1")
        return [tuple(row) for row in ground.session.execute(rows.order_by(Gap.source_id, Gap.target_id))]

    mines = [
        ground.add("mine", away(20.0 * n, 80.0 * n), name=f"矿{n}", mineral="石灰石", capacity=10)
        for n in range(8)
    ]
    said = ledger()
    assert [source for source, *_ in said] == [mine.id for mine in mines]
    assert {(verdict, "没有填写" in why and "开采方式" in why) for *_, verdict, why, _ in said} == {
        ("unchecked", True)
    }
    assert said[0][4] == pytest.approx(20, abs=0.01)  # the nearest of all
    ground.change(mines[0], mining_method="open_pit")
    now = ledger()
    assert (
        len([each for each in now if each[0] == mines[0].id]) == 7
    )  # from a quarry that is one to each that may be
    assert len([each for each in now if each[0] == mines[1].id]) == 1
    ground.session.refresh(mines[1])
    record.retire(ground.session, ground.actor, ground.layers, mines[1].id, mines[1].version)
    ground.change(mines[2], mining_method="underground")
    followed = ledger()
    assert mines[2].id not in {source for source, *_ in followed} | {target for _, target, *_ in followed}
    recompute(ground.session)
    assert ledger() == followed
