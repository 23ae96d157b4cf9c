"""What is due among thousands of sites is found by reading them a few times, not once for each that is due."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.db import Database
from geo_app.desk.month import Month, month_figures
from geo_app.desk.overdue import Asked, counts
from geo_app.instant import today_in_china
from geo_app.layers import Layers
from geo_app.patrol.work import Wanted, due_work
from geo_app.sites.models import Site
from geo_app.supervision.frequency import shipped_rules
from geo_app.supervision.plan import Span, list_visits
from tests.conftest import clone

OFFICE = Actor("township", Role.EDITOR, ("530181",))
YEAR = 366
TIMES = 10  # so often at most is a site read; once for each of 500 that are due would be 500 times


@pytest.fixture(scope="module")
def county_of_many(cluster_url: str, county: str) -> Iterator[Database]:
    yield from clone(cluster_url, county)


def read(session: Session) -> int:
    """How many rows of sites this transaction has read."""
    counted = (
        "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = 'site'"
    )
    found = session.scalar(text(f"{counted} AND schemaname = 'public'"))
    assert isinstance(found, int)
    return found


@pytest.mark.parametrize("asked", ["my work", "the plan", "the month", "what is overdue"])
def test_no_list_of_visits_reads_all_sites_for_each_of_its_lines(
    county_of_many: Database, layers: Layers, asked: str
) -> None:
    kinds, table, today = [layer.name for layer in layers if layer.graded], shipped_rules(), today_in_china()
    later = today + timedelta(YEAR)
    with county_of_many.transaction(OFFICE) as session:
        sites = session.scalar(select(func.count()).select_from(Site))
        before = read(session)
        if asked == "my work":
            assert len(due_work(session, layers, table, Wanted("township", today, YEAR))) > 100
        elif asked == "the plan":
            assert len(list_visits(session, Span(today, later), table, kinds, 500)) == 500
        elif asked == "the month":
            assert month_figures(session, Month(today.replace(month=12, day=1)), table, kinds)[-1].figures["due"]
        else:
            assert counts(session, Asked(later, "", table, kinds)).total.visits
        assert sites
        assert read(session) - before < TIMES * sites
