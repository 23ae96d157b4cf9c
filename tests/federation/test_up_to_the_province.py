"""County to city to province: what a county writes arrives at both, goes when it leaves, comes anew when asked."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from geo_app.actor import SYSTEM
from geo_app.errors import BadInput, Forbidden, Unavailable
from geo_app.federation.join import join, leave
from geo_app.federation.mend import recopy, what_is_the_matter
from geo_app.federation.status import readers
from geo_app.layers import Layers
from geo_app.sites.card import card
from tests.eventually import eventually
from tests.federation.conftest import Office
from tests.federation.offices import (
    CITY,
    FUMIN,
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

HOME = 530124
Chain = list[Office]


def test_what_a_county_writes_arrives_at_its_city_and_its_province(
    chain: Chain, layers: Layers, tmp_path: Path
) -> None:
    fumin, kunming, yunnan = chain
    join(yunnan.cluster, invite(kunming, "5301", tmp_path, to="53"))
    factory = add(kunming, layers, "5301", CITY, "市厂")
    rename(kunming, layers, "5301", factory, "市厂新名")
    for office in (kunming, yunnan):
        with office.database.transaction(SYSTEM) as session:
            assert session.scalar(select(func.count_sites_anew()))
    invited = invite(fumin, "530124", tmp_path)
    plant = add(fumin, layers, "530124", FUMIN, "甲厂", "乙厂")
    rename(fumin, layers, "530124", plant, "乙厂新名")
    join(kunming.cluster, invited)
    assert settled(kunming, fumin, HOME)
    assert settled(yunnan, fumin, HOME)
    assert settled(yunnan, kunming, 530100)
    assert names(yunnan, layers) == ["乙厂新名", "市厂新名", "甲厂"]
    with pytest.raises(Forbidden, match="由所在县维护"):
        rename(yunnan, layers, "53", plant, "省里改的")
    with yunnan.database.transaction(editor("53")) as session:
        assert card(session, editor("53"), layers, plant).kept_by == "云南省昆明市富民县", "and not the city"
    with pytest.raises(BadInput, match="已由 530100000000 汇入"):
        join(yunnan.cluster, invited)


def test_a_city_without_power_holds_nothing_up_for_good(chain: Chain, layers: Layers) -> None:
    fumin, kunming, yunnan = chain
    kill(kunming)
    add(fumin, layers, "530124", FUMIN, *(f"市里停电时{n}" for n in range(10)))
    kunming.cluster.start()
    assert settled(kunming, fumin, HOME)
    assert settled(yunnan, fumin, HOME)
    assert counted(yunnan) == counted(kunming) == [(13, 13)]


def test_a_county_that_leaves_its_city_goes_from_the_province_and_may_come_back(
    chain: Chain, layers: Layers, tmp_path: Path
) -> None:
    fumin, kunming, yunnan = chain
    _, told = leave(kunming.cluster, "530124")
    assert told
    for office in (kunming, yunnan):
        assert eventually(lambda office=office: not any(n for n, _ in rows_of(office, HOME).values()))
        assert names(office, layers) == ["市厂新名"], "what the city wrote stays"
    assert settled(yunnan, kunming, 530100)
    assert join(kunming.cluster, invite(fumin, "530124", tmp_path))
    assert settled(kunming, fumin, HOME)
    assert settled(yunnan, fumin, HOME)


def test_a_county_whose_kept_changes_were_given_up_is_copied_anew(chain: Chain, layers: Layers) -> None:
    fumin, kunming, yunnan = chain
    kunming.cluster.stop()
    with fumin.cluster.as_superuser() as connection:
        connection.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'")
        connection.execute("SELECT pg_reload_conf()")
    add(fumin, layers, "530124", FUMIN, *(f"市里久不在{n}" for n in range(5)))
    with fumin.cluster.as_superuser() as connection:
        for _ in range(4):
            connection.execute("SELECT pg_switch_wal()")
            connection.execute("SELECT pg_logical_emit_message(false, 'fill', 'the next segment')")
        connection.execute("CHECKPOINT")
    with fumin.database.transaction(SYSTEM) as session:
        (reader,) = readers(session)
    assert reader.lost
    kunming.cluster.start()
    assert eventually(lambda: not standing_of(kunming, "530124").working)
    why, remedy = what_is_the_matter(kunming.cluster, "530124")
    assert (why, remedy) == ("县里为本库留存的日志已失效", "请运行 geo-app federation recopy 530124")
    assert recopy(kunming.cluster, "530124") > 0
    assert settled(kunming, fumin, HOME)
    assert settled(yunnan, fumin, HOME)
    assert standing_of(kunming, "530124").working


def test_a_city_that_came_back_from_a_backup_joins_again_over_what_it_has(
    chain: Chain, layers: Layers, tmp_path: Path
) -> None:
    fumin, kunming, yunnan = chain
    with kunming.cluster.as_superuser() as city:  # a backup holds the rows, and no subscription
        city.execute("ALTER SUBSCRIPTION geo_app_530124 DISABLE")
        city.execute("ALTER SUBSCRIPTION geo_app_530124 SET (slot_name = NONE)")
        city.execute("DROP SUBSCRIPTION geo_app_530124")
    assert what_is_the_matter(kunming.cluster, "530124")[0] == "汇入中断了，或本库由备份恢复"
    add(fumin, layers, "530124", FUMIN, "市库恢复期间")
    assert not join(kunming.cluster, invite(fumin, "530124", tmp_path))
    assert settled(kunming, fumin, HOME)
    assert settled(yunnan, fumin, HOME)


def test_a_county_out_of_reach_is_not_forgotten_before_it_can_be_copied(chain: Chain, layers: Layers) -> None:
    fumin, kunming, _ = chain
    before = names(kunming, layers)
    kill(fumin)
    assert what_is_the_matter(kunming.cluster, "530124")[0] == "连不上县库"
    with pytest.raises(Unavailable, match="连不上县库"):
        recopy(kunming.cluster, "530124")
    assert names(kunming, layers) == before
    with pytest.raises(BadInput, match="没有接着 530181"):
        recopy(kunming.cluster, "530181")
    fumin.cluster.start()
    assert settled(kunming, fumin, HOME)
