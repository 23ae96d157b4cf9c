"""What has run out of time is told, though nobody touched it, and once for each date that passed."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from geo_app.actor import SYSTEM, Actor
from geo_app.db import Database
from geo_app.instant import CHINA, today_in_china
from geo_app.layers import Layers
from geo_app.notices.models import Notice
from geo_app.sites import record
from geo_app.sites.models import Site
from geo_app.supervision.overdue import Told, tell_overdue
from geo_app.upkeep import greet_the_day
from geo_app.zones.gap_models import RelocationTarget

PLACE = {"type": "Point", "coordinates": [102.4, 24.5]}


@pytest.fixture
def plant(database: Database, layers: Layers, admin: Actor, divisions: None) -> int:
    """A plant that should have been moved yesterday, and whose colour is past its review date since."""
    yesterday = today_in_china() - timedelta(1)
    with database.transaction(admin) as session:
        site = record.draft(admin, layers["chemical_plant"], PLACE, {"name": "演示化工"})
        site.colour, site.assessed_on, site.review_on = (
            "red",
            today_in_china() - timedelta(400),
            today_in_china() - timedelta(1),
        )
        session.add(site)
        session.flush()
        target = RelocationTarget(kind="relocation_target", site_id=site.id, name=site.name, geom=site.geom)
        target.division, target.score, target.mode, target.stage = site.division, 80, "relocate", "accepted"
        target.deadline_on = yesterday
        session.add(target)
        session.flush()
        return site.id


def sweep(database: Database, layers: Layers) -> Told:
    with database.transaction(SYSTEM) as session:
        return tell_overdue(session, layers)


def test_the_day_tells_each_of_them_once(database: Database, layers: Layers, plant: int) -> None:
    assert sweep(database, layers) == Told(1, 1)
    assert sweep(database, layers) == Told(0, 0)
    with database.transaction(SYSTEM) as session:
        told = {each.kind: each for each in session.scalars(select(Notice))}
    assert (told["relocation_overdue"].site_id, told["relocation_overdue"].created_by) == (plant, "系统")
    assert "演示化工" in told["review_overdue"].text
    assert told["review_overdue"].division == 530181000000


def test_a_later_deadline_that_passes_too_is_told_again(database: Database, layers: Layers, plant: int) -> None:
    with database.transaction(SYSTEM) as session:
        for kind in ("relocation_overdue", "review_overdue"):
            before = Notice(kind=kind, division=530181000000, site_id=plant, title="", text="", link="")
            before.created_at = datetime.now(CHINA) - timedelta(days=10)
            session.add(before)
    assert sweep(database, layers) == Told(1, 1)


def test_what_is_not_decided_done_or_reviewed_in_time_is_not_told(
    database: Database, layers: Layers, plant: int
) -> None:
    with database.transaction(SYSTEM) as session:
        session.execute(update(RelocationTarget).values(stage="done"))
        session.execute(update(Site).values(review_on=today_in_china()))
    assert sweep(database, layers) == Told(0, 0)


def test_the_server_greets_a_day_once_and_leaves_a_sweep_that_runs_elsewhere_alone(
    database: Database, layers: Layers, plant: int
) -> None:
    with database.transaction(SYSTEM) as session:
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext("tell_overdue"))))
        assert sweep(database, layers) == Told(0, 0)
    today = greet_the_day(database, layers, None)
    assert greet_the_day(database, layers, today) == today
    with database.transaction(SYSTEM) as session:
        assert session.scalar(select(func.count(Notice.id))) == 2
