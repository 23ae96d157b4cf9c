"""What the map answers for a diagnosis and a matrix, with its source; what is unknown is never taken for none."""

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.classification.assess import By, Draft, Wish, assess_site, preview
from geo_app.db import Database
from geo_app.errors import BadInput
from geo_app.layers import Layers
from geo_app.sites import record
from geo_app.zones.gap_models import GAP_RULE

NONE = {"findings": [{"item": "no_safety_engineer"}]}
STATED = {"distance_met": "met", "distance_met_source": "2026 年安全评价报告"}
REGION = {f"L{n}": 2 for n in range(1, 7) if n != 3} | {"L3": 0} | {f"S{n}": 1 for n in range(1, 4)}
CHLORINE = {"items": [{"name": "氯", "q": 50}], "residents_500m": 0, "residents_source": "现场核实"}
SMALL = CHLORINE | {"items": [{"name": "氯", "q": 1}]}


def square(west: float, south: float, size: float) -> dict[str, object]:
    east, north = west + size, south + size
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def point(lon: float, lat: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [lon, lat]}


PLANT = square(102.48, 24.9, 0.004)


@pytest.fixture
def by(admin: Actor, layers: Layers) -> By:
    return By(admin, layers)


def add(session: Session, by: By, layer: str, place: dict[str, object], **fields: object) -> int:
    return record.add(session, by.actor, by.layers[layer], place, {"name": f"演示{layer}"} | fields).id


def diagnose(session: Session, by: By, plant: int, **stated: object) -> Draft:
    return preview(session, by, plant, Wish("hazchem_diagnosis", NONE | STATED | stated))


def test_a_plant_in_no_park_loses_points_and_the_nearest_park_is_named(database: Database, by: By) -> None:
    with database.transaction(by.actor) as session:
        plant = add(session, by, "chemical_plant", PLANT)
        add(session, by, "chemical_park", square(102.5, 24.9, 0.02), name="演示园区")
        draft = diagnose(session, by, plant, hazard_level="0", hazard_level_source="现场核实")
    assert draft.outcome.result["score"] == 94  # 100 - 3 outside - 3 engineer
    assert draft.inputs["outside_park"] == "outside"
    assert "最近的“演示园区”距 1616 m" in draft.inputs["outside_park_source"]
    assert any("演示园区" in step.text for step in draft.outcome.steps)


def test_a_plant_inside_a_park_does_not(database: Database, by: By) -> None:
    with database.transaction(by.actor) as session:
        plant = add(session, by, "chemical_plant", PLANT)
        add(session, by, "chemical_park", square(102.47, 24.89, 0.03), name="演示园区")
        draft = diagnose(session, by, plant, hazard_level="0", hazard_level_source="现场核实")
    assert (draft.outcome.result["score"], draft.inputs["outside_park"]) == (97, "inside")


def test_without_any_park_on_the_map_it_is_unknown_and_not_kept(database: Database, by: By) -> None:
    with database.transaction(by.actor) as session:
        plant = add(session, by, "chemical_plant", PLANT)
        stated = {"hazard_level": "0", "hazard_level_source": "现场核实"}
        draft = diagnose(session, by, plant, **stated)
        assert draft.outcome.result == {"score": None, "colour": None}
        assert "没有登记化工园区的边界" in draft.unfinished
        with pytest.raises(BadInput, match="没有登记化工园区"):
            assess_site(session, by, plant, Wish("hazchem_diagnosis", NONE | STATED | stated))


def test_the_level_is_that_of_the_worst_installation_of_the_plant(database: Database, by: By) -> None:
    with database.transaction(by.actor) as session:
        plant = add(session, by, "chemical_plant", PLANT)
        add(session, by, "chemical_park", square(102.47, 24.89, 0.03))
        tanks = add(session, by, "hazard_source", point(102.482, 24.902), name="罐区")
        store = add(session, by, "hazard_source", point(102.483, 24.902), name="库房")
        add(session, by, "hazard_source", point(102.6, 24.902), name="别家罐区")
        assert "罐区、库房还没有按 GB 18218 辨识分级" in diagnose(session, by, plant).unfinished
        assess_site(session, by, tanks, Wish("gb18218", CHLORINE))
        assess_site(session, by, store, Wish("gb18218", SMALL))
        draft = diagnose(session, by, plant)
    assert draft.inputs["hazard_level"] == "3"
    assert "罐区 3 级" in draft.inputs["hazard_level_source"]
    assert draft.outcome.result["score"] == 91  # 100 - 6 level 3 - 3 engineer


def test_a_plant_without_boundary_takes_the_sources_that_name_it(database: Database, by: By) -> None:
    with database.transaction(by.actor) as session:
        plant = add(session, by, "chemical_plant", point(102.48, 24.9), name="演示化工厂")
        add(session, by, "chemical_park", square(102.47, 24.89, 0.03))
        store = add(session, by, "hazard_source", point(102.49, 24.9), name="库房", enterprise="演示化工厂")
        assess_site(session, by, store, Wish("gb18218", SMALL))
        draft = diagnose(session, by, plant)
    assert (draft.inputs["hazard_level"], draft.outcome.result["score"]) == ("0", 97)
    assert "不构成重大危险源" in draft.inputs["hazard_level_source"]


def test_what_a_person_states_needs_its_source_and_then_goes_before_the_map(database: Database, by: By) -> None:
    with database.transaction(by.actor) as session:
        plant = add(session, by, "chemical_plant", PLANT)
        add(session, by, "chemical_park", square(102.6, 24.9, 0.02))
        stated = {"hazard_level": "4", "outside_park": "inside"}
        sources = {f"{name}_source": "园区管委会文件" for name in stated}
        with pytest.raises(BadInput, match="没有注明来源"):
            assess_site(session, by, plant, Wish("hazchem_diagnosis", NONE | STATED | stated))
        kept = assess_site(session, by, plant, Wish("hazchem_diagnosis", NONE | STATED | stated | sources))
    assert (kept.result["score"], kept.colour) == (93, "blue")


@pytest.mark.parametrize(("people", "score"), [((), 1), ((12,), 2), ((12, 20), 3), ((12, 20, 5), 4), ((100,), 4)])
def test_the_targets_of_the_regional_matrix_are_read_from_the_map(
    database: Database, by: By, people: tuple[int, ...], score: int
) -> None:
    with database.transaction(by.actor) as session:
        place = add(session, by, "risk_point", point(102.48, 24.9))
        add(session, by, "settlement", point(102.5, 24.9), residents=500)  # 2 km away
        for n, residents in enumerate(people):
            add(session, by, "settlement", point(102.482, 24.9 + n / 1000), residents=residents)
        draft = preview(session, by, place, Wish("matrix4x4_region", REGION))
    assert draft.inputs["S4"] == score
    assert draft.outcome.result["S"] == score
    assert "凭记忆、未经核实" in str(draft.inputs["S4_source"])


def test_a_school_within_reach_is_any_other_case(database: Database, by: By) -> None:
    with database.transaction(by.actor) as session:
        place = add(session, by, "risk_point", point(102.48, 24.9))
        school = {"category": "school", "protection_class": "high_sensitivity", "name": "演示小学"}
        add(session, by, "protected_target", point(102.483, 24.9), **school)
        draft = preview(session, by, place, Wish("matrix4x4_region", REGION))
    assert draft.inputs["S4"] == 4
    assert "演示小学(高敏感，303 m)" in str(draft.inputs["S4_source"])


def test_targets_that_nobody_has_surveyed_or_classed_are_unknown(database: Database, by: By) -> None:
    with database.transaction(by.actor) as session:
        place = add(session, by, "risk_point", point(102.48, 24.9))
        assert "没有登记任何防护目标" in preview(session, by, place, Wish("matrix4x4_region", REGION)).unfinished
        add(session, by, "settlement", point(102.482, 24.9), name="无人数村")
        assert "无人数村的防护分级未知" in preview(session, by, place, Wish("matrix4x4_region", REGION)).unfinished


def test_a_distance_that_is_short_in_the_ledger_is_not_met(database: Database, by: By) -> None:
    with database.transaction(by.actor) as session:
        plant = add(session, by, "chemical_plant", PLANT, enterprise_type="production")
        add(session, by, "chemical_park", square(102.47, 24.89, 0.03))
        stated = {"hazard_level": "0", "hazard_level_source": "现场核实"}
        unknown = preview(session, by, plant, Wish("hazchem_diagnosis", NONE | stated))
        assert "外部安全防护距离还没有全部核算" in unknown.unfinished
        assert unknown.outcome.result["score"] is None
        rule = session.scalar(select(GAP_RULE.c.rule).where(GAP_RULE.c.effect == "minimum").limit(1))
    with psycopg.connect(database.url) as connection:
        connection.execute(
            "INSERT INTO gap (kind, name, division, geom, source_id, target_id, rule, verdict, measured_m)"
            " VALUES ('gap', '演示', 0, st_setsrid(st_makepoint(102.48, 24.9), 4490), %s, 0, %s, 'short', 12)",
            (plant, rule),
        )
    with database.transaction(by.actor) as session:
        draft = preview(session, by, plant, Wish("hazchem_diagnosis", NONE | stated))
    assert (draft.outcome.result["score"], draft.inputs["distance_met"]) == (87, "not_met")
    assert "实测最近 12 m" in str(draft.inputs["distance_met_source"])
