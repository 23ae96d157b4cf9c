"""What the bureau of the demonstration enforces: draws, listings, tests at workplaces."""

from sqlalchemy import select

from geo_app.db import Database
from geo_app.demo.changes import BUREAU
from geo_app.demo.enforced import INSPECTED, UNDER_WAY
from geo_app.enforcement import draws
from geo_app.instant import today_in_china
from geo_app.sites.models import Site


def test_a_draw_is_inspected_in_part_another_waits_and_some_entries_have_expired(county_clone: Database) -> None:
    today = today_in_china().isoformat()
    with county_clone.transaction(BUREAU) as session:
        waiting, under_way = draws.lines(session)
        assert waiting.drawn_at is None
        assert (under_way.number, under_way.inspected) == (UNDER_WAY.number, INSPECTED)
        for layer, ends in (("credit_listing", "listed_until"), ("occupational_hazard", "test_until")):
            until = session.scalars(select(Site.attributes[ends].astext).where(Site.kind == layer)).all()
            assert {day and day < today for day in until} == {True, False, None}
        due = session.scalars(select(Site.attributes["due_again"].astext).where(Site.kind == "drill")).all()
        assert {day < today for day in due} == {True, False}
