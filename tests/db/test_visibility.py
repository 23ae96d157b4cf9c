"""Who sees what is decided by the database, for every door alike."""

import re

import pytest
from shapely import MultiPolygon, box, to_wkt
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from geo_app import features
from geo_app.actor import Actor, Role
from geo_app.db import Database
from geo_app.errors import Forbidden, NotFound
from geo_app.features import Selection
from geo_app.layers import Layers
from geo_app.sites import record
from geo_app.sites.models import Site

ANNING, FUMIN = 530181, 530124  # 安宁市 and 富民县, each with a square for a polygon
INSIDE = {ANNING: (102.45, 24.9), FUMIN: (102.55, 25.3)}


@pytest.fixture
def two_counties(database: Database, admin: Actor) -> Database:
    with database.transaction(admin) as session:
        for code, (lon, lat) in INSIDE.items():
            square = to_wkt(MultiPolygon([box(lon - 0.1, lat - 0.1, lon + 0.1, lat + 0.1)]))
            session.execute(
                text(
                    "INSERT INTO division (id, code, name, full_name, level, source, geom)"
                    " VALUES (:id, :code, :code, :code, 3, 'test', :square)"
                ),
                {"id": code * 1_000_000, "code": str(code), "square": f"SRID=4490;{square}"},
            )
    return database


def mine(database: Database, actor: Actor, layers: Layers, lon: float, lat: float, name: str = "演示矿") -> Site:
    with database.transaction(actor) as session:
        place = {"type": "Point", "coordinates": [lon, lat]}
        return record.add(session, actor, layers["mine"], place, {"name": name, "telephone": "0871-1"})


def test_a_site_gets_its_division_from_its_place(two_counties: Database, admin: Actor, layers: Layers) -> None:
    assert mine(two_counties, admin, layers, *INSIDE[ANNING]).division == ANNING * 1_000_000
    assert mine(two_counties, admin, layers, 110.0, 30.0).division == 0


def test_a_person_sees_the_sites_of_the_own_divisions_only(
    two_counties: Database, admin: Actor, layers: Layers
) -> None:
    for place in INSIDE.values():
        mine(two_counties, admin, layers, *place)
    for divisions, expected in [(("530181",), 1), (("5301",), 2), ((), 0), (("",), 2), (("530181", "530124"), 2)]:
        actor = Actor("x", Role.VIEWER, divisions)
        with two_counties.transaction(actor) as session:
            assert features.count(session, Selection(layers["mine"])) == expected
            assert session.scalar(select(func.count()).select_from(Site)) == expected


def test_without_an_actor_nothing_is_visible(two_counties: Database, admin: Actor, layers: Layers) -> None:
    mine(two_counties, admin, layers, *INSIDE[ANNING])
    with two_counties.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM site")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM layer.mine")).scalar() == 0


def test_nobody_writes_outside_the_own_divisions(two_counties: Database, layers: Layers) -> None:
    editor = Actor("editor", Role.EDITOR, ("530181",))
    assert mine(two_counties, editor, layers, *INSIDE[ANNING]).version == 1
    with pytest.raises(Forbidden, match="不在您的管辖区划"):
        mine(two_counties, editor, layers, *INSIDE[FUMIN])


def test_a_viewer_cannot_write_and_does_not_see_telephones(
    two_counties: Database, admin: Actor, layers: Layers
) -> None:
    site = mine(two_counties, admin, layers, *INSIDE[ANNING])
    viewer, inspector = (Actor("x", role, ("530181",)) for role in (Role.VIEWER, Role.INSPECTOR))
    with pytest.raises(Forbidden):
        mine(two_counties, viewer, layers, *INSIDE[ANNING])
    for actor, telephone in ((viewer, None), (inspector, "0871-1")):
        with two_counties.transaction(actor) as session:
            seen = features.frame(session, Selection(layers["mine"], ids=(site.id,)))
            assert list(seen["telephone"]) == [telephone]


def test_the_app_role_cannot_delete_a_site(two_counties: Database, admin: Actor, layers: Layers) -> None:
    mine(two_counties, admin, layers, *INSIDE[ANNING])
    with pytest.raises(ProgrammingError, match="permission denied"), two_counties.transaction(admin) as session:
        session.execute(text("DELETE FROM site"))


def test_history_obeys_the_same_rights(two_counties: Database, admin: Actor, layers: Layers) -> None:
    site = mine(two_counties, admin, layers, *INSIDE[ANNING])
    with two_counties.transaction(admin) as session:
        record.change(session, admin, layers, site.id, 1, {"name": "改名矿"})
    for divisions, expected in ((("530181",), 1), (("530124",), 0)):
        with two_counties.transaction(Actor("x", Role.VIEWER, divisions)) as session:
            assert session.execute(text("SELECT count(*) FROM history.site")).scalar() == expected


def test_a_site_of_another_county_is_not_found(two_counties: Database, admin: Actor, layers: Layers) -> None:
    site = mine(two_counties, admin, layers, *INSIDE[ANNING])
    neighbour = Actor("x", Role.EDITOR, ("530124",))
    with pytest.raises(NotFound), two_counties.transaction(neighbour) as session:
        record.change(session, neighbour, layers, site.id, 1, {"name": "x"})


def test_the_spatial_index_is_used_under_row_level_security(
    two_counties: Database, admin: Actor, layers: Layers
) -> None:
    many = (
        "INSERT INTO site (kind, name, initials, geom) SELECT 'mine', 'm' || n, '', st_setsrid("
        "st_makepoint(102.35 + (n % 100) * 0.002, 24.8 + (n / 100) * 0.008), 4490)"
        " FROM generate_series(0, 1999) AS n"
    )
    explain = (
        "EXPLAIN SELECT id FROM layer.mine"
        " WHERE geom_3857 && st_transform(st_makeenvelope(102.4, 24.9, 102.401, 24.901, 4490), 3857)"
    )
    with two_counties.transaction(admin) as session:
        session.execute(text(many))
    with two_counties.transaction(Actor("x", Role.VIEWER, ("530181",))) as session:
        plan = "\n".join(row[0] for row in session.execute(text(explain)))
    assert re.search(r"Index Cond: .*geom_3857 &&", plan), plan
