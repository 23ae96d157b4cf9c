"""A city and a county each lose their machine, and come back from a backup, by the commands that people type."""

import os
from pathlib import Path

from geo_app.cluster import Cluster
from geo_app.layers import Layers
from tests.eventually import eventually
from tests.federation.conftest import SMALL, Office
from tests.federation.offices import FUMIN, add, invite, kill, names, rename, settled, standing_of

HOME = 530124


def backed_up(office: Office, to: Path) -> Path:
    made = office.geo_app("backup", "--to", to)
    assert "已备份到" in made.stdout, made.stderr
    return max(to.glob("geo_app-*.tar"), key=os.path.getmtime)


def on_a_new_machine(office: Office, package: Path) -> Office:
    """The machine is lost with all that lay on it; another one gets the backup and the address."""
    kill(office)
    office.database.close()
    office.cluster.folder.rename(office.folder / "lost")
    again = Office(Cluster(office.cluster.folder, SMALL), office.address)
    again.cluster.start()
    told = again.geo_app("restore", package)
    assert "与备份时一致" in told.stdout, told.stderr
    return again


def test_a_city_back_from_its_backup_joins_its_counties_again(
    pair: list[Office], layers: Layers, tmp_path: Path
) -> None:
    fumin, kunming = pair
    assert "本库没有联网" in fumin.geo_app("federation", "status").stdout
    invite(fumin, "530124", tmp_path)
    assert "还没有人汇入" in fumin.geo_app("federation", "status").stdout
    plant = add(fumin, layers, "530124", FUMIN, "旧名")
    rename(fumin, layers, "530124", plant, "甲厂")
    assert "已汇入 530124" in kunming.geo_app("federation", "join", tmp_path / "530124").stdout
    package = backed_up(kunming, tmp_path)
    add(fumin, layers, "530124", FUMIN, "市库备份之后")
    pair[1] = kunming = on_a_new_machine(kunming, package)
    assert names(kunming, layers) == ["甲厂"]
    told = kunming.geo_app("federation", "status").stdout
    assert "没有接上" in told
    assert "请用汇入文件再运行一次 geo-app federation join" in told
    assert "没有接着 530124" in kunming.geo_app("federation", "recopy", "530124").stderr
    assert "早已汇入" in kunming.geo_app("federation", "join", tmp_path / "530124").stdout
    assert settled(kunming, fumin, HOME)
    assert "530124 富民县" in kunming.geo_app("federation", "status").stdout


def test_what_a_county_lost_stays_at_the_city_until_a_person_let_it_go(
    pair: list[Office], layers: Layers, tmp_path: Path
) -> None:
    fumin, kunming = pair
    package = backed_up(fumin, tmp_path)
    add(fumin, layers, "530124", FUMIN, "县库备份之后")
    assert settled(kunming, fumin, HOME)
    pair[0] = fumin = on_a_new_machine(fumin, package)
    assert "没有接上" in kunming.geo_app("federation", "status").stdout
    invite(fumin, "530124", tmp_path)
    add(fumin, layers, "530124", FUMIN, "县库恢复之后")
    kunming.geo_app("federation", "join", tmp_path / "530124")
    assert eventually(lambda: not standing_of(kunming, "530124").working)
    assert "请运行 geo-app federation recopy 530124" in kunming.geo_app("federation", "status").stdout
    refused = kunming.geo_app("federation", "recopy", "530124")
    assert "有 1 条只有本库还有(点位 1)" in refused.stderr, refused.stdout
    assert "县库备份之后" in names(kunming, layers)
    assert "已移走" in kunming.geo_app("federation", "recopy", "530124", "--yes").stdout
    assert settled(kunming, fumin, HOME)
    assert names(kunming, layers) == ["县库恢复之后", "市库备份之后", "甲厂"]
