"""The demonstration shows photographs of its hidden dangers: drawn, marked as such, kept like those of a phone."""

from pathlib import Path

from sqlalchemy import select

from geo_app.actor import SYSTEM
from geo_app.db import Database
from geo_app.demo.pictures import DONE, SCENES, drawn, hang_pictures
from geo_app.layers import Layers
from geo_app.patrol.models import Finding, PhotoUse
from geo_app.patrol.photos import picture


def test_what_was_put_right_has_a_picture_of_before_and_after_and_a_second_run_adds_none(
    county_clone: Database, layers: Layers, tmp_path: Path
) -> None:
    for _ in range(2):
        hang_pictures(county_clone, layers, tmp_path)
    with county_clone.transaction(SYSTEM) as session:
        uses = session.scalars(select(PhotoUse)).all()
        of = {(use.of, use.phase): use.hash for use in uses}
        assert len(of) == len(uses) > 10
        done = session.scalars(select(Finding).where(Finding.demo, Finding.state.in_(DONE))).all()
        whole = [each for each in done if (each.uid, "before") in of]
        assert len(whole) > 2
        for each in whole:
            shown = {picture(session, tmp_path, of[each.uid, phase]) for phase in ("before", "after")}
            assert len(shown) == 2


def test_a_picture_shows_what_was_found_and_only_that_is_put_right() -> None:
    found = (*SCENES, "安全出口堆放纸箱")
    seen = {drawn(phase, 7, what) for what in found for phase in ("before", "after")}
    assert len(seen) == 2 * (len(found) - 1), "the wires are one scene under two names"
