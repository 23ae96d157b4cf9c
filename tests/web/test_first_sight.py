"""The first map on a slow line: a sketch is there before the program that draws the map, and gives way to it."""

from playwright.sync_api import Route, expect

from tests.web.conftest import IN_THE_FIELD
from tests.web.screen import Screen

INK = """[...document.querySelector('[data-sketch]').getContext('2d').getImageData(0, 0, 780, 1200).data]
    .reduce((seen, value, n, all) => n % 4 ? seen : seen.add(all.slice(n, n + 3).join()), new Set()).size"""
COLOURS = 20  # borders, areas, marks and their edges; an empty ground has one


@IN_THE_FIELD
def test_a_sketch_of_the_same_places_is_seen_until_the_map_itself_is_there(screen: Screen) -> None:
    late = list[Route]()

    def hold_back(program: Route) -> None:
        late.append(program)

    screen.page.route("**/assets/areaTiles-*.js", hold_back)
    screen.enter("grid")
    expect(screen.page.get_by_text("可移动的地图正在载入")).to_be_visible()
    assert len(late) == 1, "it is asked for once"
    assert screen.page.evaluate(INK) > COLOURS
    screen.shot("first-sight")
    late[0].continue_()
    screen.at_rest()
    expect(screen.page.locator("[data-sketch]")).to_have_count(0)
    screen.shot("first-sight-map")
