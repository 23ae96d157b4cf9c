"""Items: a page of a thousand features in a box, over HTTP against the same statements bare."""

import json
import random
from collections.abc import Iterator
from urllib.parse import quote
from urllib.request import Request, urlopen

from sqlalchemy import text

from bench.bare import Question, questions_per_second
from bench.load import answers_per_second
from bench.row import Row, compare
from bench.server import ADDRESS, cookie_of, served
from bench.stage import PERSON, Stage
from geo_app import items
from geo_app.cql2.apart import Filter
from geo_app.features import Box, Selection
from geo_app.items import Wanted

LAYER, PAGE, BOXES, MORE, LATER = "risk_point", 1000, 100, 8, 20


def measure(stage: Stage) -> Iterator[Row]:
    boxes = boxes_of(stage)
    url, asked = stage.database.url, [_asked(stage, box) for box in boxes]
    cookie = cookie_of(stage)
    paths = [f"/collections/{LAYER}/items?limit={PAGE}&bbox={','.join(map(str, box))}" for box in boxes]
    did = (
        "A box of 0.4 degrees, 1000 features with all fields in the order of the map, matches counted up to "
        "10,000. Ours: over HTTP, not counted where one page holds all. Other: both statements by pgbench under "
        "the same role and rights."
    )
    with served(stage):
        yield compare(
            "items_vs_sql",
            "pages/s",
            did,
            lambda: answers_per_second(ADDRESS, cookie, paths),
            lambda: questions_per_second(url, PERSON, asked),
        )
        did = "A filter in CQL2 (a place and two conditions), else as items_vs_sql."
        filters = [filtered(box) for box in boxes]
        asked_for = [_asked(stage, None, text) for text in filters]
        with_filter = [f"/collections/{LAYER}/items?limit={PAGE}&filter={quote(text)}" for text in filters]
        yield compare(
            "cql2_vs_sql",
            "pages/s",
            did,
            lambda: answers_per_second(ADDRESS, cookie, with_filter),
            lambda: questions_per_second(url, PERSON, asked_for),
        )
        yield _far_on(stage, cookie)
    did = "Bare statements, a page. Ours: for an editor of the province. Other: for the owner, without policies."
    yield compare("rls_cost_items", "ms", did, lambda: _ms(url, asked), lambda: _ms(url, asked, owner=True))
    did = "As as_of_idle_cost, time a page."
    yield compare(
        "as_of_idle_cost_items", "ms", did, lambda: _ms(url, asked, any_instant=True), lambda: _ms(url, asked)
    )


def _far_on(stage: Stage, cookie: str) -> Row:
    """The twentieth page beside the first."""
    wide = [",".join(map(str, box)) for box in boxes_of(stage, MORE, 1.5)]
    first = [f"/collections/{LAYER}/items?limit={PAGE}&bbox={box}" for box in wide]
    later = [_later(cookie, path) for path in first]
    did = (
        f"Over HTTP, 1000 features in a box of 3 degrees in the order of the map, by the links of the pages "
        f"before. Ours: page {LATER}. Other: the first, which counts as well."
    )
    return compare(
        "items_page_20_vs_first",
        "pages/s",
        did,
        lambda: answers_per_second(ADDRESS, cookie, later),
        lambda: answers_per_second(ADDRESS, cookie, first),
    )


def filtered(box: Box) -> str:
    """A filter in CQL2: within the box as a polygon, red, of the county's level."""
    west, south, east, north = box
    ring = f"{west} {south},{east} {south},{east} {north},{west} {north},{west} {south}"
    return f"colour='red' AND control_level='county' AND S_INTERSECTS(geom,POLYGON(({ring})))"


def _ms(url: str, asked: list[Question], *, owner: bool = False, any_instant: bool = False) -> float:
    return 1000 / questions_per_second(url, None if owner else PERSON, asked, any_instant=any_instant)


def _asked(stage: Stage, box: Box | None, cql: str = "") -> Question:
    selection = Selection(stage.layers[LAYER], box=box, cql=Filter.read(cql) if cql else None)
    wanted = Wanted(selection)
    return items.page(wanted, PAGE + 1), items.matches(wanted)


def _later(cookie: str, path: str) -> str:
    """Where the links of the pages lead to, as the path of a page further on."""
    for _ in range(LATER - 1):
        with urlopen(
            Request(ADDRESS + path, headers={"Cookie": cookie, "Accept": "application/geo+json"})
        ) as answer:
            links = json.load(answer)["links"]
        path = next(link["href"] for link in links if link["rel"] == "next").removeprefix(ADDRESS)
    return path


def boxes_of(stage: Stage, boxes: int = BOXES, half: float = 0.2) -> list[Box]:
    """Boxes around sites drawn by lot."""
    with stage.database.transaction(PERSON) as session:
        found = session.execute(
            text(
                "SELECT st_x(st_centroid(geom)), st_y(st_centroid(geom)) FROM site"
                " WHERE id % (SELECT max(id) / 1000 + 1 FROM site) = 0 ORDER BY id"
            )
        )
        places = [(round(lon, 4), round(lat, 4)) for lon, lat in found]
    chosen = random.Random(5301).choices(places, k=boxes)
    return [(lon - half, lat - half, lon + half, lat + half) for lon, lat in chosen]
