"""An empty database becomes the newest one, twice is once, and the models say what the migrations make."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import sql
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from geo_app.actor import Actor
from geo_app.db import Base, Database, psycopg_url
from geo_app.layers import Layers, load_layers
from geo_app.settings import shipped
from geo_app.sites import record
from geo_app.upgrade import is_current, upgrade
from tests.conftest import at, drop

PLANT = {"type": "Point", "coordinates": [102.45, 24.9]}


@pytest.fixture
def empty(cluster_url: str) -> Iterator[str]:
    """The address of a database with nothing in it but PostGIS."""
    name = f"empty_{secrets.token_hex(4)}"
    with psycopg.connect(at(cluster_url, "postgres"), autocommit=True) as connection:
        base = sql.Identifier(make_url(cluster_url).database or "")
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), base))
        yield make_url(cluster_url).set(database=name).render_as_string(hide_password=False)
        drop(connection, sql.Identifier(name))


def test_an_empty_database_becomes_the_newest_and_twice_is_once(empty: str, layers: Layers) -> None:
    assert not is_current(empty, layers)
    assert upgrade(empty, layers)
    assert is_current(empty, layers)
    assert not upgrade(empty, layers)


def test_the_models_say_what_the_migrations_make(empty: str, layers: Layers) -> None:
    upgrade(empty, layers)
    with create_engine(psycopg_url(empty), poolclass=NullPool).connect() as connection:
        ours = set(Base.metadata.tables)
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or name in ours}
        )
        differences = compare_metadata(context, Base.metadata)
    assert differences == []


def test_a_layer_added_by_a_deployment_is_there_after_the_next_upgrade(
    database: Database, admin: Actor, tmp_path: Path
) -> None:
    (tmp_path / "dust_workshop.toml").write_text(
        dedent("""
            title = "粉尘涉爆"
            title_en = "Dust explosion"
            description = "涉爆粉尘作业场所。"
            description_en = "Workshops with explosive dust."
            source = "site"
            geometry = "point"
            group = "hazard"
            order = 99
            glyph = "尘"
            colour = "risk"
            methods = ["lec"]

            [[fields]]
            name = "dust"
            title = "粉尘种类"
            title_en = "Dust"
            type = "text"
        """),
        encoding="utf-8",
    )
    layers = load_layers([shipped("layers"), tmp_path])
    assert upgrade(database.url, layers)
    with database.transaction(admin) as session:
        record.add(session, admin, layers["dust_workshop"], PLANT, {"name": "甲厂", "dust": "铝镁"})
        assert session.execute(text("SELECT name, dust FROM layer.dust_workshop")).all() == [("甲厂", "铝镁")]


def test_a_ring_changed_in_a_layer_file_redraws_the_buffers(
    database: Database, admin: Actor, layers: Layers, tmp_path: Path
) -> None:
    with database.transaction(admin) as session:
        record.add(session, admin, layers["chemical_plant"], PLANT, {"name": "甲厂"})
    shipped_file = (shipped("layers") / "chemical_plant_buffer.toml").read_text(encoding="utf-8")
    changed = shipped_file.replace("metres = 1000", "metres = 1500")
    (tmp_path / "chemical_plant_buffer.toml").write_text(changed, encoding="utf-8")
    assert upgrade(database.url, load_layers([shipped("layers"), tmp_path]))
    with database.transaction(admin) as session:
        metres = session.execute(text("SELECT metres FROM layer.chemical_plant_buffer ORDER BY 1")).scalars()
        assert list(metres) == [500, 1500]


def test_rows_survive_an_upgrade(database: Database, admin: Actor, layers: Layers) -> None:
    with database.transaction(admin) as session:
        site = record.add(session, admin, layers["mine"], PLANT, {"name": "甲矿"})
        record.change(session, admin, layers, site.id, 1, {"name": "乙矿"})
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("DELETE FROM schema_state")
    assert upgrade(database.url, layers)
    with database.transaction(admin) as session:
        rows = session.execute(text("SELECT name FROM site UNION ALL SELECT name FROM history.site")).scalars()
        assert list(rows) == ["乙矿", "甲矿"]
