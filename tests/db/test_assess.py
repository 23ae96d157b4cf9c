"""A site gets its colour from its standing assessment; every former answer stays, with its inputs and steps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.classification.assess import By, Wish, assess_site, override, preview
from geo_app.classification.card import assessment_card
from geo_app.classification.models import Assessment
from geo_app.colour import Colour
from geo_app.db import Database
from geo_app.errors import BadInput, Forbidden, NotFound
from geo_app.layers import Layers
from geo_app.sites import record
from geo_app.sites.models import Site

POINT = {"type": "Point", "coordinates": [102.48, 24.9]}
RED, YELLOW = {"L": 10, "E": 10, "C": 100}, {"L": 6, "E": 6, "C": 3}
CHLORINE = {"items": [{"name": "氯", "q": 50}]}


@pytest.fixture
def by(admin: Actor, layers: Layers) -> By:
    return By(admin, layers)


@pytest.fixture
def plant(database: Database, by: By) -> int:
    with database.transaction(by.actor) as session:
        return record.add(session, by.actor, by.layers["chemical_plant"], POINT, {"name": "演示化工厂"}).id


def site(session: Session, number: int) -> Site:
    return session.get_one(Site, number)


def test_the_colour_of_a_site_follows_its_newest_assessment(database: Database, by: By, plant: int) -> None:
    with database.transaction(by.actor) as session:
        first = assess_site(session, by, plant, Wish("lec", RED, on=date(2026, 1, 31)))
        second = assess_site(session, by, plant, Wish("lec", YELLOW, "coal", date(2026, 2, 28)))
    with database.transaction(by.actor) as session:
        shown = site(session, plant)
        assert (shown.colour, shown.method, shown.assessed_on) == ("orange", "lec", date(2026, 2, 28))
        assert shown.review_on == date(2029, 2, 28)
        rows = {row.id: row for row in session.scalars(select(Assessment))}
        assert (rows[first.id].standing, rows[second.id].standing) == (False, True)
        assert rows[second.id].variant == "coal"
        assert rows[first.id].variant == "four_colour_lower_inclusive"
        assert rows[first.id].inputs == RED
        assert rows[first.id].steps[-1]["clause"]
        assert shown.reason == "评估：作业条件危险性评价法(LEC)"


def test_an_older_assessment_entered_later_does_not_stand(database: Database, by: By, plant: int) -> None:
    with database.transaction(by.actor) as session:
        assess_site(session, by, plant, Wish("lec", YELLOW, on=date(2026, 2, 1)))
        assert not assess_site(session, by, plant, Wish("lec", RED, on=date(2020, 2, 1))).standing
        assert site(session, plant).colour == "yellow"


def test_an_answer_without_a_colour_ends_only_its_own_kind(database: Database, by: By, plant: int) -> None:
    small = {"items": [{"name": "氯", "q": 1}], "residents_500m": 0, "residents_source": "现场核实"}
    large = {**CHLORINE, "residents_500m": 200, "residents_source": "现场核实"}
    with database.transaction(by.actor) as session:
        assess_site(session, by, plant, Wish("lec", YELLOW))
        assert not assess_site(session, by, plant, Wish("gb18218", small)).standing
        assert site(session, plant).colour == "yellow"
        assess_site(session, by, plant, Wish("gb18218", large))
        assert site(session, plant).colour == "orange"
        assert assess_site(session, by, plant, Wish("gb18218", small)).standing
        assert site(session, plant).colour is None


def test_residents_are_counted_on_the_map_and_listed(database: Database, by: By, plant: int) -> None:
    with database.transaction(by.actor) as session:
        near = {"type": "Point", "coordinates": [102.483, 24.9]}
        record.add(session, by.actor, by.layers["settlement"], near, {"name": "河边村", "residents": 64})
        kept = assess_site(session, by, plant, Wish("gb18218", CHLORINE))
    assert kept.inputs["residents_500m"] == 64
    assert "河边村 64 人(距 303 m)" in kept.inputs["residents_source"]
    assert kept.result["alpha"] == 1.5
    assert any("河边村" in step["text"] for step in kept.steps)


@pytest.mark.parametrize(
    ("villages", "told"),
    [([], "没有登记任何居民区"), ([("甲村", 20), ("乙村", None)], "乙村没有填写常住人口")],
)
def test_unknown_residents_are_refused_with_the_reason(
    database: Database, by: By, plant: int, villages: list[tuple[str, int | None]], told: str
) -> None:
    with database.transaction(by.actor) as session:
        for name, residents in villages:
            fields = {"name": name, "residents": residents}
            record.add(session, by.actor, by.layers["settlement"], POINT, fields)
        draft = preview(session, by, plant, Wish("gb18218", CHLORINE))
        assert told in draft.unfinished
        assert draft.outcome.result["S"] == 10
        with pytest.raises(BadInput, match=told):
            assess_site(session, by, plant, Wish("gb18218", CHLORINE))
        assert session.scalars(select(Assessment)).all() == []


def test_an_incomplete_count_is_enough_where_more_people_change_nothing(
    database: Database, by: By, plant: int
) -> None:
    with database.transaction(by.actor) as session:
        for name, residents in (("甲村", 100), ("乙村", None)):
            record.add(session, by.actor, by.layers["settlement"], POINT, {"name": name, "residents": residents})
        kept = assess_site(session, by, plant, Wish("gb18218", CHLORINE))
    assert kept.result["alpha"] == 2
    assert "至少 100 人" in kept.inputs["residents_source"]


def test_a_number_given_by_hand_needs_its_source(database: Database, by: By, plant: int) -> None:
    with database.transaction(by.actor) as session, pytest.raises(BadInput, match="没有注明来源"):
        assess_site(session, by, plant, Wish("gb18218", {**CHLORINE, "residents_500m": 0}))


def test_a_count_of_the_map_is_counted_anew_when_its_form_is_sent_again(
    database: Database, by: By, plant: int
) -> None:
    with database.transaction(by.actor) as session:
        village = record.add(session, by.actor, by.layers["settlement"], POINT, {"name": "村", "residents": 20})
        first = assess_site(session, by, plant, Wish("gb18218", CHLORINE))
        record.change(session, by.actor, by.layers, village.id, 1, {"residents": 60})
        again = assess_site(session, by, plant, Wish("gb18218", first.inputs))
        assert (first.result["alpha"], again.result["alpha"]) == (1, 1.5)
        record.change(session, by.actor, by.layers, village.id, 2, {"residents": None})
        with pytest.raises(BadInput, match="不能按 0 人计"):
            assess_site(session, by, plant, Wish("gb18218", first.inputs))


def test_two_people_at_once_leave_one_standing_assessment(database: Database, by: By, plant: int) -> None:
    def assess(colour: int) -> None:
        with database.transaction(by.actor) as session:
            assess_site(session, by, plant, Wish("lec", (RED, YELLOW)[colour % 2]))

    with ThreadPoolExecutor(4) as people:
        list(people.map(assess, range(8)))
    with database.transaction(by.actor) as session:
        rows = session.scalars(select(Assessment).order_by(Assessment.id)).all()
        assert len(rows) == 8
        (standing,) = [row for row in rows if row.standing]
        assert site(session, plant).colour == standing.colour


def test_a_preview_keeps_nothing(database: Database, by: By, plant: int) -> None:
    with database.transaction(by.actor) as session:
        assert preview(session, by, plant, Wish("lec", RED)).outcome.computed_colour == Colour.RED
    with database.transaction(by.actor) as session:
        assert session.scalars(select(Assessment)).all() == []
        assert site(session, plant).colour is None


def test_an_override_keeps_the_computed_answer_and_can_be_taken_back(
    database: Database, by: By, plant: int
) -> None:
    with database.transaction(by.actor) as session:
        number = assess_site(session, by, plant, Wish("lec", YELLOW)).id
        changed = override(session, by, number, Colour.RED, "紧邻学校,从严管控")
        assert (changed.computed_colour, changed.colour) == ("yellow", "red")
        assert (changed.override_reason, changed.overridden_by) == ("紧邻学校,从严管控", "tester")
        assert site(session, plant).colour == "red"
        back = override(session, by, number, Colour.YELLOW, "学校已迁走")
        assert assessment_card(back).override is None
        assert site(session, plant).colour == "yellow"
        former = session.scalars(text("SELECT override_reason FROM history.assessment ORDER BY version")).all()
        assert former[-1] == "紧邻学校,从严管控"


def test_an_override_needs_a_reason_and_a_standing_assessment(database: Database, by: By, plant: int) -> None:
    with database.transaction(by.actor) as session:
        old = assess_site(session, by, plant, Wish("lec", YELLOW))
        with pytest.raises(BadInput, match="必须说明理由"):
            override(session, by, old.id, Colour.RED, "  ")
        assess_site(session, by, plant, Wish("lec", YELLOW))
        with pytest.raises(BadInput, match="已被后来的评估取代"):
            override(session, by, old.id, Colour.RED, "从严")
        with pytest.raises(NotFound):
            override(session, by, 987654, Colour.RED, "从严")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.INSPECTOR])
def test_below_editor_nobody_assesses_or_overrides(database: Database, by: By, plant: int, role: Role) -> None:
    with database.transaction(by.actor) as session:
        number = assess_site(session, by, plant, Wish("lec", YELLOW)).id
    looker = By(Actor("looker", role, ("",)), by.layers)
    with database.transaction(looker.actor) as session:
        with pytest.raises(Forbidden):
            assess_site(session, looker, plant, Wish("lec", RED))
        with pytest.raises(Forbidden):
            override(session, looker, number, Colour.RED, "从严")


def test_what_cannot_be_assessed_is_refused(database: Database, by: By, plant: int) -> None:
    with database.transaction(by.actor) as session:
        village = record.add(session, by.actor, by.layers["settlement"], POINT, {"name": "村"})
        with pytest.raises(BadInput, match="“居民区”不用"):
            assess_site(session, by, village.id, Wish("lec", RED))
        for day in (date(1999, 1, 1), date(2999, 1, 1)):
            with pytest.raises(BadInput, match="评估日期"):
                assess_site(session, by, plant, Wish("lec", RED, on=day))
        with pytest.raises(NotFound):
            assess_site(session, by, 987654, Wish("lec", RED))
        with pytest.raises(NotFound, match="没有名为 tarot 的评估方法"):
            assess_site(session, by, plant, Wish("tarot", RED))
        gone = site(session, plant)
        record.retire(session, by.actor, by.layers, plant, gone.version)
        with pytest.raises(BadInput, match="已停用"):
            assess_site(session, by, plant, Wish("lec", RED))
