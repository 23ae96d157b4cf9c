"""Two counties come together in their city: what they write arrives once, whatever is killed meanwhile."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select

from geo_app.actor import SYSTEM
from geo_app.cluster_conf import Network
from geo_app.errors import BadInput, Conflict, Forbidden, Unavailable
from geo_app.federation.join import join, leave
from geo_app.federation.publish import Invitation, publish, unpublish
from geo_app.federation.status import links, readers
from geo_app.layers import Layers
from geo_app.monitoring.watch import watch_points
from geo_app.observe.standing import Gauges
from geo_app.reckoning.english import english
from geo_app.seals.book import new_key
from geo_app.seals.seal import seal, verify
from geo_app.settings import Settings
from geo_app.sites.card import card
from geo_app.sites.history import versions
from geo_app.upgrade import upgrade
from geo_app.upkeep import beat, keep_up
from tests.eventually import eventually
from tests.federation.conftest import Office
from tests.federation.offices import (
    ANNING,
    CITY,
    FUMIN,
    LAYER,
    add,
    counted,
    editor,
    invite,
    kill,
    names,
    rename,
    rows_of,
    settled,
    standing_of,
)

Offices = list[Office]


def newer(office: Office, is_newer: bool) -> None:
    """As a later version may be: a table has one more column, or again has not."""
    with office.cluster.as_superuser() as connection:
        connection.execute("ALTER TABLE site ADD novelty text" if is_newer else "ALTER TABLE site DROP novelty")


def test_a_city_sees_its_counties_as_they_are(offices: Offices, layers: Layers, tmp_path: Path) -> None:
    fumin, anning, city = offices
    invited = invite(fumin, "530124", tmp_path)
    plant = add(fumin, layers, "530124", FUMIN, "甲厂", "乙厂")
    assert plant == 530124000000002, "ids begin with the county"
    rename(fumin, layers, "530124", plant, "乙厂新名")
    join(city.cluster, invited)
    join(city.cluster, invite(anning, "530181", tmp_path))
    last = add(anning, layers, "530181", ANNING, "甲厂", "丙厂")
    rename(anning, layers, "530181", last, "丁厂")
    assert settled(city, fumin, 530124)
    assert settled(city, anning, 530181)
    assert names(city, layers) == ["丁厂", "乙厂新名", "甲厂", "甲厂"]
    with city.database.transaction(editor("5301")) as session:
        newest, oldest = versions(session, layers, plant)
    assert (newest.by, oldest.changes, oldest.until) == ("editor of 530124", [], newest.since)

    with pytest.raises(Forbidden, match="由所在县维护") as refused:
        rename(city, layers, "5301", plant, "市里改的")
    assert english(refused.value.message) == (
        "The county that this record lies in keeps it: this database only shows it"
    )
    for office, keeper in ((city, "云南省昆明市富民县"), (fumin, None)):
        with office.database.transaction(editor("5301")) as session:
            seen = card(session, editor("5301"), layers, plant)
        assert (seen.kept_by, seen.can_edit) == (keeper, keeper is None)


def test_a_city_changes_no_row_of_its_counties_and_hears_of_each_change(offices: Offices, layers: Layers) -> None:
    fumin, _, city = offices
    plant = 530124000000002
    stray = add(fumin, layers, "53", ANNING, "富民记的,在安宁")
    assert settled(city, fumin, 530124)
    with pytest.raises(Forbidden, match="由所在县维护"):
        rename(city, layers, "5301", stray, "市里改的")
    with pytest.raises(Forbidden, match="由所在县维护"):
        add(city, layers, "5301", FUMIN, "市里加的")
    add(city, layers, "5301", CITY, "市厂")
    with city.database.transaction(SYSTEM) as session:
        watch_points(session)
        assert session.scalar(select(func.count_sites_anew()))
    keep_up(city.database, layers)
    with city.cluster.as_superuser() as connection:
        connection.execute("DELETE FROM schema_state")
    assert upgrade(city.cluster.url, layers)
    assert settled(city, fumin, 530124), "an upgrade draws anew what is the city's own, and nothing else"
    with psycopg.connect(city.database.url, autocommit=True) as ear:
        ear.execute("LISTEN geo_app_changed")
        rename(fumin, layers, "530124", plant, "乙厂")
        add(fumin, layers, "530124", FUMIN, "己厂")
        told = {each.payload for each in ear.notifies(timeout=20, stop_after=2)}
    assert LAYER in told, "tiles in memory go"
    assert settled(city, fumin, 530124)
    assert counted(city) == [(7, 7)]


def test_what_counties_write_arrives_once_whatever_is_killed(
    offices: Offices, layers: Layers, tmp_path: Path
) -> None:
    fumin, anning, city = offices
    book, public = tmp_path / "book", new_key(tmp_path / "key")
    kill(city)
    last = add(fumin, layers, "530124", FUMIN, *(f"市里停电时{n}" for n in range(20)))
    rename(fumin, layers, "530124", last, "市里停电时改名")
    city.cluster.start()
    seal(city.cluster.url, book, tmp_path / "key")
    add(fumin, layers, "530124", FUMIN, *(f"来电后{n}" for n in range(20)))
    kill(fumin)
    add(anning, layers, "530181", ANNING, "富民停电时")
    assert settled(city, anning, 530181), "the others go on"
    with city.database.transaction(SYSTEM) as session:
        assert eventually(
            lambda: {each.code: each.working for each in links(session)} == {"530124": False, "530181": True}
        )
    fumin.cluster.start()
    beat(fumin.database)
    add(fumin, layers, "530124", FUMIN, "富民来电后")
    assert settled(city, fumin, 530124)
    assert verify(city.cluster.url, book, public).faults == (), "what came late is sealed at home"
    found = standing_of(city, "530124")
    assert (found.working, found.same_shape, found.copied) == (True, True, found.tables)
    gauges = {
        (each.name, *each.labels.values()): each.value
        for family in Gauges(city.database, Settings(data_dir=tmp_path)).collect()
        for each in family.samples
    }
    assert gauges["geo_app_joined_working", "530124"] == 1
    assert gauges["geo_app_joined_lag_seconds", "530124"] < 60
    with fumin.database.transaction(SYSTEM) as session:
        (reader,) = readers(session)
    assert (reader.slot, reader.active, reader.lost) == ("geo_app_to_5301", True, False)


def test_a_county_upgraded_before_its_city_waits_for_it(offices: Offices, layers: Layers) -> None:
    fumin, _, city = offices
    faults = standing_of(city, "530124").faults
    newer(fumin, True)
    add(fumin, layers, "530124", FUMIN, "县里先升级后")
    assert eventually(lambda: standing_of(city, "530124").faults > faults)
    newer(city, True)
    assert settled(city, fumin, 530124)
    newer(fumin, False)
    newer(city, False)


def test_a_login_that_joins_reads_what_is_published_and_nothing_else(offices: Offices, tmp_path: Path) -> None:
    invited = invite(offices[0], "530124", tmp_path)
    reach = {"host": invited.host, "user": invited.user, "password": invited.password, "dbname": invited.database}
    with psycopg.connect(**reach, sslmode="require", autocommit=True) as guest:
        assert guest.execute("SELECT count(*) > 0 FROM site").fetchone() == (True,)
        for tried in (
            *("SELECT FROM account", "SELECT FROM quarantine", "SELECT FROM notice", "DELETE FROM site"),
            *("UPDATE site SET name = ''", "SELECT draw_buffers('{1}')", "SELECT drop_reading_months(now())"),
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                guest.execute(tried.encode())
    with pytest.raises(psycopg.OperationalError, match="no encryption"):
        psycopg.connect(**reach, sslmode="disable")


def test_whoever_joins_needs_the_certificate_a_newer_schema_and_room_for_the_rows(
    offices: Offices, layers: Layers, tmp_path: Path
) -> None:
    fumin, anning, city = offices
    invited = invite(fumin, "530124", tmp_path)
    assert not join(city.cluster, invited), "a new password is taken over"
    gone, told = leave(city.cluster, "530124")
    assert told
    assert gone > 0
    assert "己厂" not in names(city, layers)
    assert "丁厂" in names(city, layers)
    assert rows_of(city, 530124)["history.site"][0] == 0
    other = Invitation(**{**vars(invited), "certificate": invite(anning, "530181", tmp_path).certificate})
    with pytest.raises(Unavailable, match="连不上县库"):
        join(city.cluster, other)
    newer(fumin, True)
    with pytest.raises(Conflict, match="本库缺 1 列"):
        join(city.cluster, invited)
    newer(fumin, False)
    add(city, layers, "5301", FUMIN, "市里早有的")
    with pytest.raises(BadInput, match="本库已有 530124 的记录"):
        join(city.cluster, invited)
    with pytest.raises(BadInput, match="不是 530181 的上级"):
        publish(anning.cluster, "530181", "530124", Network(anning.address, "127.0.0.0/8"))
    with pytest.raises(BadInput, match="不以 5301 开头"):
        publish(city.cluster, "5301", "53", Network(city.address, "127.0.0.0/8"))
    unpublish(anning.cluster, "530181")  # while the city reads
    with anning.cluster.as_superuser() as connection:
        assert connection.execute("SELECT 1 FROM pg_replication_slots").fetchone() is None
    gone, told = leave(city.cluster, "530181")
    assert not told
    assert names(city, layers) == ["市厂", "市里早有的"]
    unpublish(fumin.cluster, "530124")
    with fumin.cluster.as_superuser() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert add(fumin, layers, "530124", FUMIN, "退出后") // 10**9 == 530124, "ids go on as they were"
