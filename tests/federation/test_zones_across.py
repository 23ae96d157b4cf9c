"""Two neighbouring counties, each with a server, see of each other the zones that reach over the border."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest
import shapely
from fastapi.testclient import TestClient
from geoalchemy2.shape import to_shape
from sqlalchemy import select, text

from geo_app.actor import SYSTEM, Actor, Role
from geo_app.app import create_app
from geo_app.db import Database
from geo_app.divisions.models import Division
from geo_app.errors import BadInput, NotFound
from geo_app.federation.border import PATH, Pass, let_in
from geo_app.federation.neighbours import fetch_due, forget, know, listed
from geo_app.layers import Layers
from geo_app.settings import Settings
from geo_app.sites import record
from geo_app.siting.project import read_project
from geo_app.siting.screen import screen
from tests.conftest import log_in
from tests.contracts.heard import Heard, on_a_port
from tests.eventually import eventually
from tests.federation.conftest import Office

FUMIN, XISHAN = "530124", "530112"
NEAR_BORDER = {FUMIN: [102.4929, 25.1607], XISHAN: [102.4966, 25.156]}  # some 320 m from it, on either side
FAR_INSIDE = [102.5, 25.22]
PERSON, TELEPHONE = "赵不外传", "13800138000"
Offices = tuple[Office, Office, Office]


@contextmanager
def server(office: Office, layers: Layers, folder: Path) -> Iterator[Heard]:
    database = Database(office.cluster.url)  # a pool is opened once
    with on_a_port(create_app(Settings(data_dir=folder), database, layers)) as heard:
        yield heard
    database.close()


def plant(office: Office, layers: Layers, code: str, place: list[float], name: str) -> None:
    by = Actor("keeper", Role.EDITOR, (code,))
    said = {"name": name, "code": name, "person": PERSON, "telephone": TELEPHONE}
    with office.database.transaction(by) as session:
        record.add(session, by, layers["chemical_plant"], {"type": "Point", "coordinates": place}, said)


def introduce(giver: Office, county: str, taker: Office, neighbour: str, folder: Path, address: str) -> Pass:
    """`giver` lets the neighbour in, and the neighbour takes the pass over."""
    with giver.database.transaction(SYSTEM) as session:
        given = Pass(county, neighbour, address, let_in(session, county, neighbour))
    with taker.database.transaction(SYSTEM) as session:
        know(session, folder, given)
    return given


def seen_by(office: Office, *codes: str) -> list[tuple[str, str, float]]:
    """The zones of neighbours on this map, for somebody of these divisions."""
    with office.database.transaction(Actor("reader", Role.VIEWER, codes)) as session:
        rows = session.execute(
            text("SELECT name, what, metres FROM layer_now.neighbour_zone ORDER BY name, metres")
        )
        return [tuple(row) for row in rows]


def outline(office: Office, code: str) -> shapely.Geometry:
    with office.database.transaction(SYSTEM) as session:
        return to_shape(session.scalars(select(Division.geom).where(Division.code == code)).one())


def siting_line(office: Office, layers: Layers) -> tuple[str, str]:
    """What a school at the border is told of the widest zone that reaches in, in both languages."""
    with office.database.transaction(SYSTEM) as session:
        spot = {"type": "Point", "coordinates": NEAR_BORDER[XISHAN]}
        found = screen(session, read_project(layers, "school", spot, {})).lines
        (said,) = (each for each in found if each.rule == "across" and each.measured is not None)
    return said.text, said.text_en


def test_neighbours_see_the_zones_that_reach_over_the_border_and_nothing_else(
    offices: Offices, layers: Layers, tmp_path: Path
) -> None:
    fumin, xishan, _ = offices
    plant(fumin, layers, FUMIN, NEAR_BORDER[FUMIN], "不外传化工")
    plant(fumin, layers, FUMIN, FAR_INSIDE, "远在县里的厂")
    plant(xishan, layers, XISHAN, NEAR_BORDER[XISHAN], "西山边界厂")
    folders = {code: tmp_path / code for code in (FUMIN, XISHAN)}
    for folder in folders.values():
        folder.mkdir()
    with ExitStack() as both:
        here = both.enter_context(server(fumin, layers, folders[FUMIN]))
        there = both.enter_context(server(xishan, layers, folders[XISHAN]))
        given = introduce(fumin, FUMIN, xishan, XISHAN, folders[XISHAN], here.address)
        introduce(xishan, XISHAN, fumin, FUMIN, folders[FUMIN], there.address)
        for office, code in ((xishan, XISHAN), (fumin, FUMIN)):
            fetch_due(office.database, folders[code])  # where its server has not done so already
        assert fetch_due(fumin.database, folders[FUMIN]) == 0, "not again at once"

        rings = [("化工企业周边", 500.0), ("化工企业周边", 1000.0)]
        assert eventually(lambda: seen_by(xishan, XISHAN) == [("富民县", *ring) for ring in rings])
        assert eventually(lambda: seen_by(fumin, FUMIN) == [("西山区", *ring) for ring in rings])
        assert seen_by(xishan, "530181") == [], "another county's people do not see them"

        shown = {"Authorization": f"Bearer {given.token}"}
        told = httpx2.get(here.address + PATH, headers=shown)
        ground = outline(xishan, XISHAN).buffer(1e-6)
        answer = told.json()
        assert set(answer) == {"type", "county", "neighbour", "told_at", "features"}
        for zone in answer["features"]:
            assert set(zone) == {"type", "geometry", "properties"}
            assert set(zone["properties"]) == {"what", "what_en", "metres", "basis", "basis_en", "since", "demo"}
            assert ground.covers(shapely.from_geojson(json.dumps(zone["geometry"]))), "cut at the border"
        for private in ("不外传", PERSON, TELEPHONE, "530124000", "远在县里"):
            assert private not in told.text


def test_the_last_that_a_neighbour_told_stays_while_it_is_away(
    offices: Offices, layers: Layers, tmp_path: Path
) -> None:
    fumin, xishan, _ = offices
    with server(fumin, layers, tmp_path) as here:
        given = introduce(fumin, FUMIN, xishan, XISHAN, tmp_path, here.address)
        assert fetch_due(xishan.database, tmp_path, all_of_them=True) == 1
        shown = {"Authorization": f"Bearer {given.token}"}
        for closed in (
            "/collections/chemical_plant/items",
            "/api/sites/1",
            "/api/federation/neighbours",
            "/api/layers",
        ):
            assert httpx2.get(here.address + closed, headers=shown).status_code == 401, closed
        for wrong in ({}, {"Authorization": "Bearer x"}):
            assert httpx2.get(here.address + PATH, headers=wrong).status_code == 401
    zh, en = siting_line(xishan, layers)
    assert "富民县的“化工企业周边”(1,000 米)伸进用地" in zh
    assert "“Around chemical plants” (1,000 m) of" in en

    assert fetch_due(xishan.database, tmp_path, all_of_them=True) == 0, "the neighbour is away"
    assert len(seen_by(xishan, XISHAN)) == 2, "the last that it told stays"
    assert siting_line(xishan, layers)[0] == zh
    app = create_app(Settings(data_dir=tmp_path), xishan.database, layers)
    (card,) = log_in(TestClient(app), xishan.database, "viewer", [XISHAN]).get("/api/federation/neighbours").json()
    assert (card["name"], card["zones"], card["fault"]) == ("富民县", 2, "连不上邻县的服务")
    assert card["fault_en"] == "The neighbour's server is out of reach"
    assert card["told_at"] is not None


def test_what_a_neighbour_told_follows_what_it_tells_now_and_goes_when_it_is_forgotten(
    offices: Offices, layers: Layers, tmp_path: Path
) -> None:
    fumin, xishan, _ = offices
    with server(fumin, layers, tmp_path) as here:
        given = introduce(fumin, FUMIN, xishan, XISHAN, tmp_path, here.address)
        fetch_due(xishan.database, tmp_path, all_of_them=True)
        before = versions(xishan)
        assert len(before) == 2
        fetch_due(xishan.database, tmp_path, all_of_them=True)
        assert versions(xishan) == before, "what stands as it was is the same row"
        with fumin.database.transaction(SYSTEM) as session:
            session.execute(text("UPDATE site SET retired = true WHERE name = '不外传化工'"))
        fetch_due(xishan.database, tmp_path, all_of_them=True)
        assert versions(xishan) == []
        with fumin.database.transaction(SYSTEM) as session:
            let_in(session, FUMIN, XISHAN)
        assert (
            httpx2.get(here.address + PATH, headers={"Authorization": f"Bearer {given.token}"}).status_code == 401
        )
    with xishan.database.transaction(SYSTEM) as session:
        forget(session, tmp_path, FUMIN)
        assert listed(session) == []
        with pytest.raises(NotFound, match="没有邻县"):
            forget(session, tmp_path, FUMIN)
        with pytest.raises(BadInput, match="不是 530112 的邻县"):
            let_in(session, XISHAN, "5301")
        with pytest.raises(BadInput, match="没有 539999 的边界"):
            let_in(session, XISHAN, "539999")
    assert not list((tmp_path / "neighbours").iterdir()), "the token is gone too"


def versions(office: Office) -> list[tuple[int, int]]:
    with office.database.transaction(SYSTEM) as session:
        return [tuple(row) for row in session.execute(text("SELECT id, version FROM neighbour_zone ORDER BY id"))]
