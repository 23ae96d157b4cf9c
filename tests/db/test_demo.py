"""The demonstration county in the map: loaded once, whole, graded by the methods, seen by whom it concerns."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from geo_app.actor import Actor, Role
from geo_app.auth import passwords
from geo_app.auth.models import Account
from geo_app.classification.adoption import preview
from geo_app.classification.assess import By
from geo_app.classification.models import Assessment, RecomputeDue
from geo_app.colour import Colour
from geo_app.db import Database
from geo_app.demo.accidents import HAPPENED
from geo_app.demo.accounts import EVERYBODYS, LOGINS, Login
from geo_app.demo.content import draw_county
from geo_app.demo.enforced import DRILLED, LISTED, TESTED
from geo_app.demo.late import come_last
from geo_app.demo.load import load_demo
from geo_app.demo.watching import SENSORS
from geo_app.divisions import tree
from geo_app.divisions.models import Division
from geo_app.features import Selection, tally
from geo_app.ingest.models import ImportRun, Issue
from geo_app.ingest.reading import Intake
from geo_app.ingest.runs import Importer
from geo_app.instant import today_in_china
from geo_app.layers import Layers
from geo_app.notices.models import Notice
from geo_app.reckoning.packs import pack_named
from geo_app.settings import shipped
from geo_app.sites.models import Site
from geo_app.siting.models import Opinion
from geo_app.zones import region_reading, relocation
from geo_app.zones.dominoes import domino_pairs
from geo_app.zones.exposed import exposed_in
from geo_app.zones.flow import read_flow
from geo_app.zones.gaps import Wanted, gaps
from geo_app.zones.models import Buffer, JointRegion, Zone
from geo_app.zones.parks import outside_parks
from geo_app.zones.pipelines import occupation
from geo_app.zones.roads import dangerous_roads
from tests.conftest import clone

CHINESE = re.compile(r"[\u4e00-\u9fff]")
BUREAU = Actor("bureau", Role.EDITOR, ("530181",))


@pytest.fixture(scope="module")
def demo(cluster_url: str, county: str) -> Iterator[Database]:
    """A map with the demonstration county in it; the tests only read it."""
    yield from clone(cluster_url, county)


def test_all_that_was_drawn_is_there_and_a_second_run_changes_nothing(demo: Database, layers: Layers) -> None:
    again = load_demo(demo, layers)
    assert again.was_there
    today = today_in_china()
    drawn = draw_county(layers, today)
    across = Counter(place.layer for place in come_last(drawn.county, drawn.places, today))
    since = Counter(accident=len(HAPPENED), monitoring_point=len(SENSORS), risk_point=1)
    since += Counter(credit_listing=len(LISTED), occupational_hazard=len(TESTED), drill=len(DRILLED))
    assert again.sites == Counter(drawn.counts()) + across + since
    assert again.assessments > 1000


def test_every_site_says_that_it_is_a_demonstration_and_lies_in_the_county(demo: Database) -> None:
    with demo.transaction(BUREAU) as session:
        low, high = 530181000000, 530181999999
        assert session.scalar(select(func.count()).where(~Site.demo | ~Site.division.between(low, high))) == 0
        assert session.scalar(select(func.count(Site.division.distinct()))) > 90  # villages


def test_every_colour_is_there_and_some_reviews_are_overdue(demo: Database, layers: Layers) -> None:
    with demo.transaction(BUREAU) as session:
        risks = tally(session, Selection(layers["risk_point"]))
        plants = tally(session, Selection(layers["chemical_plant"]))
    for counts in (risks, plants):
        assert all(counts[name] > 0 for name in (*Colour, "none", "stale"))


def test_every_colour_comes_from_a_standing_assessment(demo: Database) -> None:
    with demo.transaction(BUREAU) as session:
        painted = (
            select(func.count())
            .select_from(Site)
            .outerjoin(Assessment, (Assessment.site_id == Site.id) & Assessment.standing)
            .where(Site.colour.is_distinct_from(Assessment.colour))
        )
        assert session.scalar(painted) == 0
        assert session.scalar(select(func.count()).where(Assessment.override_reason.is_not(None))) > 5


def test_every_alpha_of_the_standard_comes_up_among_the_plants(demo: Database) -> None:
    with demo.transaction(BUREAU) as session:
        plants = select(Assessment.result["alpha"].astext).where(Assessment.kind == "chemical_plant")
        alphas = set(session.scalars(plants.distinct()))
    assert {"0.5", "1", "1.2", "1.5", "2"} <= alphas


def test_plants_throw_their_rings(demo: Database) -> None:
    with demo.transaction(BUREAU) as session:
        plants = session.scalar(select(func.count()).where(Site.kind == "chemical_plant"))
        around = select(Buffer.metres, func.count()).where(Buffer.kind == "chemical_plant_buffer")
        rings = dict(session.execute(around.group_by(Buffer.metres)).all())
    assert rings == {500: plants, 1000: plants}


def test_townships_and_villages_say_that_their_outlines_are_invented(demo: Database) -> None:
    with demo.transaction(BUREAU) as session:
        below = select(Division.level, Division.source).where(Division.code.startswith("530181"))
        sources = set(session.execute(below.where(Division.level > 3).distinct()).all())
        assert sources == {(4, "演示界线(虚构)"), (5, "演示界线(虚构)")}
        assert "演示" not in session.scalar(select(Division.source).where(Division.code == "530181"))
        (seat,) = tree.search(session, "草铺村委会")
        assert seat.full_name == "云南省昆明市安宁市草铺街道草铺村委会"


def test_history_tells_who_changed_what_and_why(demo: Database) -> None:
    with demo.transaction(BUREAU) as session:
        rows = session.execute(
            text("SELECT DISTINCT changed_by, reason FROM site WHERE changed_by IN ('bureau', 'township')")
        ).all()
        assert {name for name, _ in rows} == {"bureau", "township"}
        assert all(reason for _, reason in rows)
        assert session.scalar(select(func.count()).where(Site.retired)) == 4


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.username)
def test_each_account_sees_its_own_division(demo: Database, login: Login) -> None:
    with demo.transaction(BUREAU) as session:
        account = session.scalar(select(Account).where(Account.username == login.username))
        assert account
        assert passwords.matches(EVERYBODYS, account.password_hash)
        codes = tuple(grant.code for grant in account.divisions)
    with demo.transaction(Actor(account.username, Role(account.role), codes)) as session:
        divisions = session.scalars(select(Site.division).distinct()).all()
    assert divisions
    assert all(f"{division:012}".startswith(login.division) for division in divisions)


def test_the_grid_officer_has_a_handful(demo: Database) -> None:
    with demo.transaction(Actor("grid", Role.INSPECTOR, ("530181007201",))) as session:
        kinds = dict(session.execute(select(Site.kind, func.count()).group_by(Site.kind)).all())
    assert kinds["grid"] == 4
    assert 5 < sum(kinds.values()) < 80


def test_each_row_of_the_messy_ledger_gives_the_issue_that_its_page_promises(
    demo: Database, layers: Layers, tmp_path: Path
) -> None:
    folder = shipped("data") / "examples"
    intake = Intake(layers["mine"], folder / "messy_mine_ledger.xlsx", "messy_mine_ledger.xlsx")
    run_id = Importer(demo, BUREAU, layers, tmp_path).look(intake, lambda done, total: None)
    with demo.transaction(BUREAU) as session:
        found = session.execute(select(Issue.row, Issue.code).where(Issue.run_id == run_id)).all()
        run = session.get(ImportRun, run_id)
    told = re.findall(r"^\| (\d+) \| .* \| ([\w -]+) \|$", (folder / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(found) == [(int(row), code) for row, codes in told for code in codes.split() if code != "-"]
    assert run
    assert (run.counts["rows"], run.counts["good"], run.counts["doubtful"]) == (len(told), 11, 7)


def test_every_method_has_graded_something(demo: Database, layers: Layers) -> None:
    with demo.transaction(BUREAU) as session:
        used = set(session.scalars(select(Assessment.method).distinct()))
    newer = {"hazchem_diagnosis", "matrix4x4_region", "coal_mine_grade", "noncoal_mine_grade", "tailings_alert"}
    assert newer <= used


def test_distances_are_kept_short_and_unchecked_and_relocation_has_every_case(
    demo: Database, layers: Layers
) -> None:
    with demo.transaction(BUREAU) as session:
        verdicts = set(session.execute(text("SELECT DISTINCT verdict FROM gap")).scalars())
        targets = session.execute(text("SELECT mode, stage, deadline_on, park_id FROM relocation_target")).all()
        overdue = relocation.targets(session, relocation.Asked(overdue=True), 10)
        pairs = domino_pairs(session, layers, "530181", 100)
    assert verdicts == {"kept", "short", "unchecked"}
    assert {row.mode for row in targets} == {"in_place", "relocate", "close"}
    assert {row.stage for row in targets} == {"proposed", "accepted", "planned", "moving", "done", "dropped"}
    assert any(row.park_id for row in targets)
    assert len(overdue) == 1
    assert any(pair.a_reaches_b and pair.b_reaches_a for pair in pairs)


def test_what_the_map_finds_is_said_in_english_too(demo: Database) -> None:
    """Names, clauses and quotations stay Chinese; sentences of ours do not."""
    with demo.transaction(BUREAU) as session:
        why = text("SELECT DISTINCT attributes ->> 'why_en' FROM gap WHERE why <> ''")
        reasons = text(
            "SELECT r ->> 'text_en', r ->> 'clause' FROM relocation_target, jsonb_array_elements(reasons) AS r"
        )
        said = [*session.scalars(why), *(row[0] for row in session.execute(reasons))]
        (basis,) = set(
            session.scalars(text("SELECT attributes ->> 'basis_en' FROM joint_region WHERE stage = 'accepted'"))
        )
    assert basis == "within 1500 m of one another; same section of trade (manufacturing) (GB/T 4754-2017)"
    assert said
    assert all(said)
    assert {each for each in said if CHINESE.search(re.sub(r"\([^()]*\)|:.*", "", each))} == set()


def test_hazards_are_guarded_together_across_a_township_border(demo: Database) -> None:
    with demo.transaction(BUREAU) as session:
        accepted, *proposed = session.scalars(
            select(JointRegion).order_by(JointRegion.stage, JointRegion.id)
        ).all()
        assert (accepted.stage, accepted.crosses, accepted.demo) == ("accepted", "township", True)
        assert [region.stage for region in proposed] == ["proposed", "proposed"]
        assert [each.type for each in region_reading.records(session, accepted.id)] == ["check", "drill"]
        assert len(region_reading.borders(session, accepted.id)) >= 1


def test_the_overhead_pond_has_homes_in_its_way(demo: Database) -> None:
    with demo.transaction(BUREAU) as session:
        pond = session.scalars(select(Site.id).where(Site.attributes["overhead"].astext == "true")).one()
        path = read_flow(session, pond)
    assert (path.overhead, path.is_complete, path.drawn_from) == (True, True, "line")
    assert sum("库下" in each.name for each in path.inside) == 2


def test_lines_occupation_outsiders_and_a_dangerous_road_are_there(demo: Database, layers: Layers) -> None:
    with demo.transaction(BUREAU) as session:
        pipelines = session.scalars(select(Site.id).where(Site.kind == "pipeline")).all()
        assert any(occupation(session, layers, each).strips[-1].sites for each in pipelines)
        assert len(outside_parks(session, "530181")[2]) >= 15
        dangers = [danger for road in dangerous_roads(session, "530181") for danger in road.dangers]
        assert any((danger.danger, danger.state) == ("school", "near") for danger in dangers)
        drawn = dict(session.execute(select(Zone.kind, func.count()).group_by(Zone.kind)).all())
        assert {"flow_path": 2, "mine_line": 5, "park_line": 1}.items() <= drawn.items()


def test_a_village_grew_and_the_plant_beside_it_was_graded_anew(demo: Database) -> None:
    with demo.transaction(BUREAU) as session:
        notice = session.scalars(select(Notice).where(Notice.kind == "recomputed")).one()
        rows = session.scalars(
            select(Assessment)
            .where(Assessment.site_id == notice.site_id, Assessment.method == "gb18218")
            .order_by(Assessment.id)
        ).all()
        assert session.scalars(select(RecomputeDue)).all() == []
    assert [row.standing for row in rows[-2:]] == [False, True]
    assert (rows[-2].result["alpha"], rows[-1].result["alpha"]) == (1, 1.2)
    assert "α 1 → 1.2" in notice.text
    assert rows[-1].reason.startswith("重算：")


def test_another_rule_pack_would_change_colours(demo: Database, layers: Layers) -> None:
    with demo.transaction(BUREAU) as session:
        effect = preview(session, By(BUREAU, layers), pack_named("lec_upper_inclusive"), "530181")
    assert 0 < len(effect.changes) < effect.assessed
    assert {(each.old, each.new) for each in effect.changes} == {("yellow", "blue")}


def test_the_bureau_has_drawn_a_ring_two_accidents_and_contours(demo: Database) -> None:
    with demo.transaction(BUREAU) as session:
        kinds = ("site_ring", "scenario_zone", "risk_contour")
        drawn = session.scalars(select(Zone).where(Zone.kind.in_(kinds))).all()
        assert {zone.kind for zone in drawn} == set(kinds)
        assert {zone.attributes.get("model") for zone in drawn} == {None, "fireball", "toxic_plume"}
        assert all("演示" in zone.name and zone.demo for zone in drawn)
        parts = [home.share for zone in drawn for home in exposed_in(session, zone.id)[2].homes]
        assert any(0 < share < 1 for share in parts)  # a settlement partly inside


def test_opinions_stand_at_every_stage_of_their_course(demo: Database) -> None:
    with demo.transaction(BUREAU) as session:
        found = list(session.scalars(select(Opinion).order_by(Opinion.number)))
    stages = [(each.stage, each.demo) for each in found]
    assert stages == [("signed", True), ("submitted", True), ("draft", True), ("signed", True)]
    assert found[2].verdict == "refused", [(line["title"], line["answer"]) for line in found[2].lines]


def test_a_signed_opinion_reads_otherwise_since_a_shop_was_registered_beside_it(demo: Database) -> None:
    with demo.transaction(BUREAU) as session:
        (found,) = session.scalars(select(Opinion).where(Opinion.changed != []))
        news = list(session.scalars(select(Notice.link).where(Notice.kind == "opinion_changed")))
    (change,) = found.changed
    assert (change["then"]["answer"], change["now"]["answer"]) == ("holds", "fails")
    assert change["now"]["thing"]["name"] == "演示新街二号烟花爆竹店"
    assert news == [f"/opinions/{found.id}"]


def test_both_sides_of_the_border_and_what_experts_judged_are_there(demo: Database, layers: Layers) -> None:
    with demo.transaction(BUREAU) as session:
        theirs = [pair for pair in domino_pairs(session, layers, "530181", 5000) if None in (pair.a.id, pair.b.id)]
        short = Wanted(division="530181", verdict="short")
        beyond = [gap for gap in gaps(session, short, 1000) if gap.source_id is None]
        judged = select(Assessment.result["trade"].astext).where(Assessment.method == "expert")
        trades = set(session.scalars(judged))
    ends = {name for pair in theirs for name in (pair.a.name, pair.b.name)}
    assert ends == {"界边演示化工有限公司", "邻县界边演示化工有限公司"}
    assert {gap.row.name for gap in beyond} == {"邻县界边演示烟花爆竹店"}
    assert trades == {"occupational", "fire", "road"}
