"""The start says so where the policies no longer leave the spatial index in use."""

import psycopg
import pytest

from geo_app.db import Database
from geo_app.spatial_index import remedy_for, watch


def test_the_index_is_used_under_the_policies(database: Database) -> None:
    assert remedy_for(database) is None


def test_the_log_says_what_to_do_where_it_is_not(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    with psycopg.connect(database.url) as owner:
        owner.execute("DROP INDEX site_kind_geom")  # to the planner the same as an operator that may leak
    watch(database)
    assert "ALTER FUNCTION public.geometry_overlaps(geometry, geometry) LEAKPROOF" in caplog.text
