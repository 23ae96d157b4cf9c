"""Tiles are kept in memory, for nobody else and not one change too long."""

import gzip
from dataclasses import replace
from functools import partial

import psycopg
import pytest
from fastapi.testclient import TestClient
from shapely import MultiPolygon, box, to_wkt
from sqlalchemy import text

from geo_app.actor import Actor, Role
from geo_app.app import create_app
from geo_app.db import Database
from geo_app.features import Selection
from geo_app.layers import Layers
from geo_app.ogc.tile_cache import ENTRY_BYTES, Tile, TileCache
from geo_app.settings import Settings
from geo_app.sites import record
from tests.conftest import at, log_in
from tests.eventually import eventually

HERE = "/tiles/mine/8/200/109.mvt"  # around 安宁市
PLACE = {"type": "Point", "coordinates": [102.45, 24.9]}
ADDRESS = ("WebMercatorQuad", 8, 200, 109)


def shows_mines(client: TestClient, expected: bool) -> bool:
    return (b"mine" in client.get(HERE).content) is expected


def cache_of(client: TestClient) -> TileCache:
    return client.app.state.tile_cache  # type: ignore[attr-defined]


@pytest.fixture
def warm(as_admin: TestClient, admin: Actor, layers: Layers) -> TestClient:
    """The app, listening to its database."""
    assert eventually(lambda: cache_of(as_admin).key(admin, Selection(layers["mine"]), ADDRESS) is not None)
    return as_admin


def add_mine(database: Database, actor: Actor, layers: Layers, name: str = "甲矿") -> int:
    with database.transaction(actor) as session:
        return record.add(session, actor, layers["mine"], PLACE, {"name": name}).id


def test_a_tile_is_drawn_once(warm: TestClient, admin: Actor, layers: Layers) -> None:
    first = warm.get(HERE)
    kept = cache_of(warm).size
    assert kept == 2 * (len(first.content) + ENTRY_BYTES), "the layer, and the tile that it is the only layer of"
    assert warm.get(HERE).headers["etag"] == first.headers["etag"]
    assert warm.get(HERE, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert cache_of(warm).size == kept


def test_of_many_layers_in_a_tile_only_the_changed_one_is_drawn_anew(
    warm: TestClient, database: Database, admin: Actor, layers: Layers
) -> None:
    both = HERE.replace("mine", "mine,road")
    cache, empty = cache_of(warm), warm.get(both).content
    roads = cache.find(cache.key(admin, Selection(layers["road"]), ADDRESS))
    add_mine(database, admin, layers)
    assert eventually(lambda: warm.get(both).content != empty)
    assert roads
    assert cache.find(cache.key(admin, Selection(layers["road"]), ADDRESS)) is roads


def test_a_change_is_seen_by_the_next_tile(
    warm: TestClient, database: Database, admin: Actor, layers: Layers
) -> None:
    empty = warm.get(HERE).content
    site = add_mine(database, admin, layers)
    assert eventually(lambda: warm.get(HERE).content != empty)
    with_one = warm.get(HERE).content
    with database.transaction(admin) as session:
        record.retire(session, admin, layers, site, 1)
    assert eventually(lambda: warm.get(HERE).content == empty)
    with database.transaction(admin) as session:
        session.execute(text("UPDATE site SET retired = false, colour = 'red'"))
    assert eventually(lambda: warm.get(HERE).content not in (empty, with_one))


def add_anning(database: Database, admin: Actor) -> None:
    """A square for 安宁市."""
    square = to_wkt(MultiPolygon([box(102.3, 24.8, 102.6, 25)]))
    with database.transaction(admin) as session:
        session.execute(
            text(
                "INSERT INTO division (id, code, name, full_name, level, source, geom)"
                " VALUES (530181000000, '530181', '安宁市', '安宁市', 3, 'test', :square)"
            ),
            {"square": f"SRID=4490;{square}"},
        )


def test_rings_and_divisions_are_drawn_anew_when_they_change(
    warm: TestClient, database: Database, admin: Actor, layers: Layers
) -> None:
    def drawn(layer: str) -> bytes:
        return warm.get(HERE.replace("mine", layer)).content

    empty = drawn("chemical_plant_buffer"), drawn("division")
    add_anning(database, admin)
    with database.transaction(admin) as session:
        record.add(session, admin, layers["chemical_plant"], PLACE, {"name": "甲厂"})
    assert eventually(lambda: drawn("chemical_plant_buffer") != empty[0] and drawn("division") != empty[1])


def test_people_of_two_counties_never_get_the_same_tile(
    warm: TestClient, database: Database, admin: Actor, layers: Layers
) -> None:
    seeing = {}
    for code in ("530181", "530124"):
        warm.cookies.clear()  # a second login would end the session of the first
        seeing[log_in(warm, database, "viewer", [code]).cookies["geo_app_session"]] = code == "530181"
    add_anning(database, admin)
    add_mine(database, admin, layers)
    for token, sees in [*seeing.items(), *reversed(seeing.items())]:
        warm.cookies.clear()
        warm.cookies.set("geo_app_session", token)
        assert eventually(partial(shows_mines, warm, sees))


def test_what_tells_two_drawings_apart_is_in_the_key(warm: TestClient, layers: Layers) -> None:
    cache, mines = cache_of(warm), Selection(layers["mine"])
    viewer = Actor("x", Role.VIEWER, ("530181",))
    others = [
        (replace(viewer, role=Role.EDITOR), mines, ADDRESS),
        (replace(viewer, divisions=("530124",)), mines, ADDRESS),
        (viewer, replace(mines, colours=("red",)), ADDRESS),
        (viewer, replace(mines, equals={"mineral": "煤"}), ADDRESS),
        (viewer, Selection(layers["grid"]), ADDRESS),
        (viewer, mines, (8, 201, 109)),
    ]
    keys = [cache.key(viewer, mines, ADDRESS), *(cache.key(*other) for other in others)]
    assert len(set(keys)) == len(keys)
    assert cache.key(replace(viewer, name="y"), Selection(layers["mine"]), ADDRESS) == keys[0]
    cache.changed("mine")
    assert cache.key(viewer, mines, ADDRESS) != keys[0]


def test_the_past_is_never_kept(warm: TestClient) -> None:
    warm.get(HERE, params={"as_of": "2020-01-01"})
    assert cache_of(warm).size == 0


def test_memory_stays_within_its_bound() -> None:
    cache = TileCache(limit=100_000)
    for number in range(100):
        cache.keep(number, Tile(bytes(9_000)))
        cache.find(0)
    assert cache.size <= 100_000
    assert cache.find(99)
    assert cache.find(0), "what is asked for stays"
    assert not cache.find(1)
    cache.keep("large", Tile(bytes(50_000)))
    assert not cache.find("large"), "one tile does not drive out all others"


def test_a_browser_gets_the_packed_tile(
    warm: TestClient, database: Database, admin: Actor, layers: Layers
) -> None:
    with database.transaction(admin) as session:
        session.execute(
            text(
                "INSERT INTO site (kind, name, initials, geom) SELECT 'mine', '矿' || n, 'k',"
                " st_setsrid(st_makepoint(102.4 + n * 0.0001, 24.9), 4490) FROM generate_series(1, 200) AS n"
            )
        )
    near = "/tiles/mine/13/6426/3510.mvt"
    for _ in range(2):
        with warm.stream("GET", near, headers={"Accept-Encoding": "gzip"}) as packed:
            raw = b"".join(packed.iter_raw())
        plain = warm.get(near, headers={"Accept-Encoding": "identity"})
        assert (packed.headers["content-encoding"], plain.headers.get("content-encoding")) == ("gzip", None)
        assert gzip.decompress(raw) == plain.content
        assert len(raw) < len(plain.content)


def test_a_line_that_is_cut_drops_everything_and_is_made_again(
    warm: TestClient, database: Database, cluster_url: str, admin: Actor, layers: Layers
) -> None:
    cache, mines = cache_of(warm), Selection(layers["mine"])
    before = warm.get(HERE).content
    kept = cache.key(admin, mines, ADDRESS)
    with psycopg.connect(at(cluster_url, "postgres"), autocommit=True) as owner:
        owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND query LIKE 'LISTEN%%'",
            (database.engine.url.database,),
        )
    assert eventually(lambda: cache.size == 0)
    add_mine(database, admin, layers)
    assert warm.get(HERE).content != before, "while nobody listens, every tile is drawn"
    assert eventually(lambda: cache.key(admin, mines, ADDRESS) not in (None, kept))


def test_without_memory_for_it_nothing_is_kept(database: Database, layers: Layers) -> None:
    with TestClient(create_app(Settings(tile_cache_mb=0), database, layers)) as client:
        assert log_in(client, database, "admin", [""]).get(HERE).status_code == 200
        assert cache_of(client).size == 0
