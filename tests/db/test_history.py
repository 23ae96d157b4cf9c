"""What was known on that day, who changed it and why."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from geo_app import features
from geo_app.actor import Actor
from geo_app.db import Database, because
from geo_app.errors import Conflict
from geo_app.features import Selection
from geo_app.layers import Layers
from geo_app.sites import record
from geo_app.sites.history import versions

PLACE = {"type": "Point", "coordinates": [102.45, 24.9]}


def now(database: Database, admin: Actor) -> datetime:
    with database.transaction(admin) as session:
        return session.execute(text("SELECT clock_timestamp()")).scalar_one()


def test_every_version_says_who_when_and_why(database: Database, admin: Actor, layers: Layers) -> None:
    with database.transaction(admin, reason="普查") as session:
        site = record.add(session, admin, layers["mine"], PLACE, {"name": "甲矿", "capacity": 30})
    with database.transaction(admin) as session:
        because(session, "核定产能")
        record.change(session, admin, layers, site.id, 1, {"capacity": 45})
    with database.transaction(admin) as session:
        newest, oldest = versions(session, layers, site.id)
    assert (newest.version, newest.by, newest.reason, newest.until) == (2, "tester", "核定产能", None)
    assert [(change.title, change.old, change.new) for change in newest.changes] == [("生产能力", 30, 45)]
    assert (oldest.reason, oldest.until) == ("普查", newest.since)


def test_every_read_answers_as_of_a_day(database: Database, admin: Actor, layers: Layers) -> None:
    before = now(database, admin)
    with database.transaction(admin) as session:
        site = record.add(session, admin, layers["mine"], PLACE, {"name": "甲矿"})
    then = now(database, admin)
    with database.transaction(admin) as session:
        record.change(session, admin, layers, site.id, 1, {"name": "乙矿"})
        record.retire(session, admin, layers, site.id, 2)
    for moment, expected in ((before, []), (then, ["甲矿"]), (None, []), (datetime.now(UTC), [])):
        with database.transaction(admin, as_of=moment) as session:
            assert list(features.frame(session, Selection(layers["mine"]))["name"]) == expected


def test_a_change_based_on_an_old_version_is_refused(database: Database, admin: Actor, layers: Layers) -> None:
    with database.transaction(admin) as session:
        site = record.add(session, admin, layers["mine"], PLACE, {"name": "甲矿"})
    with database.transaction(admin) as session:
        record.change(session, admin, layers, site.id, 1, {"name": "乙矿"})
    with pytest.raises(Conflict, match="已被 tester 修改"), database.transaction(admin) as session:
        record.change(session, admin, layers, site.id, 1, {"name": "丙矿"})


def test_two_changes_in_one_transaction_are_two_versions(database: Database, admin: Actor, layers: Layers) -> None:
    with database.transaction(admin) as session:
        site = record.add(session, admin, layers["mine"], PLACE, {"name": "甲矿"})
        record.change(session, admin, layers, site.id, 1, {"name": "乙矿"})
        record.change(session, admin, layers, site.id, 2, {"name": "丙矿"})
    with database.transaction(admin) as session:
        assert [version.version for version in versions(session, layers, site.id)] == [3, 2, 1]
