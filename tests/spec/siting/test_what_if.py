"""What if: moved, shrunk, with other numbers, a neighbour gone or elsewhere; and nothing of it is kept."""

import pytest
from shapely import Point, box, get_coordinates
from sqlalchemy import func, select

from geo_app.errors import BadInput, NotFound
from geo_app.geo.measure import EARTH
from geo_app.sites.models import Site
from geo_app.siting.project import Project, read_project
from geo_app.siting.what_if import Elsewhere, Trial, Tried, try_out
from tests.spec.siting.conftest import EAST, NORTH, SIZE, SOUTH, Ground, away, footprint, values


def tried(ground: Ground, project: Project, **trial: object) -> Tried:
    return try_out(ground.session, ground.layers, project, Trial(**trial))


def shop(ground: Ground) -> Project:
    return read_project(ground.layers, "fireworks_shop", footprint(), {})


def rules(found: Tried) -> dict[str, tuple[str, str]]:
    sides = [(each.then or each.now, each.then, each.now) for each in found.changes]
    return {
        known["rule"]: (str(then["answer"]) if then else "", str(now["answer"]) if now else "")
        for known, then, now in sides
        if known
    }


def test_a_project_moved_west_keeps_the_distance_it_fell_short_of(ground: Ground) -> None:
    ground.put_at(40, "risk_point", "category=fireworks")
    found = tried(ground, shop(ground), east_m=-15)
    assert (found.base.verdict, found.then.verdict) == ("refused", "clear")
    assert "FW65-1" in rules(found)
    corners = get_coordinates(found.then.project.footprint)
    _, _, metres = EARTH.inv(*corners[0], *get_coordinates(footprint())[0])
    assert metres == pytest.approx(15, abs=0.01)


def test_a_shrunken_footprint_keeps_off_by_what_it_lost(ground: Ground) -> None:
    ground.put_at(45, "risk_point", "category=fireworks")
    assert tried(ground, shop(ground), shrink_m=4).then.verdict == "refused"
    assert tried(ground, shop(ground), shrink_m=6).then.verdict == "clear"
    with pytest.raises(BadInput, match="没有用地了"):
        tried(ground, shop(ground), shrink_m=60)


def test_a_smaller_number_changes_the_answer(ground: Ground) -> None:
    project = read_project(ground.layers, "tailings_pond", footprint(), {"dam_height": 201})
    found = tried(ground, project, fields={"dam_height": 150})
    assert rules(found)["dam-200"] == ("fails", "holds")


def test_a_neighbour_that_is_gone_or_moved_away_is_no_longer_in_the_way_and_stays_where_it_is(
    ground: Ground,
) -> None:
    near = ground.put_at(20, "risk_point", "category=fireworks")
    gone = tried(ground, shop(ground), neighbour=Elsewhere(near.id))
    moved = tried(ground, shop(ground), neighbour=Elsewhere(near.id, Point(away(70), NORTH)))
    closer = tried(ground, shop(ground), neighbour=Elsewhere(near.id, Point(away(5), NORTH)))
    assert [each.then.verdict for each in (gone, moved, closer)] == ["clear", "clear", "refused"]
    (line,) = [each for each in moved.then.lines if each.rule == "FW65-1"]
    assert line.measured == pytest.approx(70, abs=0.01)
    place, retired = ground.session.execute(
        select(func.st_xmin(Site.geom), Site.retired).where(Site.id == near.id)
    ).one()
    assert place == pytest.approx(away(20), abs=1e-9)
    assert not retired


def test_a_park_that_moves_over_the_project_takes_it_in(ground: Ground) -> None:
    park = ground.put("chemical_park", box(EAST + 0.01, SOUTH, EAST + 0.02, NORTH))
    plant = read_project(ground.layers, "chemical_production", footprint(), values("products=甲醇"))
    around = box(EAST - 2 * SIZE, SOUTH - SIZE, EAST + SIZE, NORTH + SIZE)
    assert rules(tried(ground, plant, neighbour=Elsewhere(park.id, around)))["HC18"] == ("fails", "holds")


def test_a_trial_that_cannot_be_is_refused(ground: Ground) -> None:
    with pytest.raises(NotFound, match="没有编号为 999999"):
        tried(ground, shop(ground), neighbour=Elsewhere(999_999))
    with pytest.raises(BadInput, match="50 公里"):
        tried(ground, shop(ground), north_m=60_000)
    with pytest.raises(BadInput, match="不需要"):
        tried(ground, shop(ground), fields={"dam_height": 3})
