"""Tiles: live over HTTP against the same statements bare, from the cache, and what rights and the past cost."""

import math
import random
from collections.abc import Iterator
from functools import partial

from sqlalchemy import text

from bench.bare import Question, questions_per_second
from bench.load import answers_per_second
from bench.row import Row, compare
from bench.server import ADDRESS, cookie_of, served
from bench.stage import PERSON, Stage
from geo_app import tiles
from geo_app.features import Selection

ADDRESSES, DEEPEST = 500, 14
LAYERS = {
    "risk_point": 6,
    "hazard_source": 2,
    "protected_target": 1,
    "tailings_pond": 1,
}  # how often each is asked
Address = tuple[str, int, int, int]


def measure(stage: Stage) -> Iterator[Row]:
    addresses = addresses_of(stage)
    near = [address for address in addresses if address[1] >= tiles.WHOLE_FROM]
    cookie = cookie_of(stage)
    with served(stage, GEO_APP_TILE_CACHE_MB="0"):
        for name, chosen, zooms in (
            ("tiles_live_vs_sql", addresses, "z6-z14"),
            ("tiles_live_z10_z14_vs_sql", near, "z10-z14"),
        ):
            did = (
                f"{zooms}, nothing cut. Ours: drawn anew over HTTP for an editor of the province. "
                "Other: the same statements by pgbench under the same role and rights."
            )
            yield compare(name, "tiles/s", did, partial(_over_http, cookie, chosen), partial(_bare, stage, chosen))
        live = _over_http(cookie, addresses)
    with served(stage):
        _over_http(cookie, addresses)  # every tile once at least
        did = "z6-z14 over HTTP. Ours: from the memory of the server. Other: drawn anew, once before."
        yield compare("tiles_cached_vs_live", "tiles/s", did, lambda: _over_http(cookie, addresses), lambda: live)
    url, asked = stage.database.url, [_asked(stage, address) for address in addresses]
    did = "Bare statements, a tile. Ours: for an editor of the province. Other: for the owner, without policies."
    yield compare("rls_cost_tiles", "ms", did, lambda: _ms(url, asked), lambda: _ms(url, asked, owner=True))
    did = (
        "Bare statements, time a tile, no instant asked for. Ours: the views for any instant (QGIS, SQL by hand). "
        "Other: the views for now alone, which all doors read when no instant is asked for."
    )
    yield compare("as_of_idle_cost", "ms", did, lambda: _ms(url, asked, any_instant=True), lambda: _ms(url, asked))


def _ms(url: str, asked: list[Question], *, owner: bool = False, any_instant: bool = False) -> float:
    return 1000 / questions_per_second(url, None if owner else PERSON, asked, any_instant=any_instant)


def _over_http(cookie: str, addresses: list[Address]) -> float:
    return answers_per_second(ADDRESS, cookie, [f"/tiles/{layer}/{z}/{x}/{y}.mvt" for layer, z, x, y in addresses])


def _bare(stage: Stage, addresses: list[Address]) -> float:
    return questions_per_second(stage.database.url, PERSON, [_asked(stage, address) for address in addresses])


def _asked(stage: Stage, address: Address) -> Question:
    layer, *place = address
    return (tiles.tile(Selection(stage.layers[layer]), *place),)


def addresses_of(stage: Stage) -> list[Address]:
    """Tiles around sites drawn by lot: where there is more, people look more."""
    with stage.database.transaction(PERSON) as session:
        found = session.execute(
            text(
                "SELECT map_x / 1073741824.0, map_y / 1073741824.0 FROM site"
                " WHERE id % (SELECT max(id) / 1000 + 1 FROM site) = 0 ORDER BY id"
            )
        )
        places = [(float(x), float(y)) for x, y in found]
    lot = random.Random(5301)
    drawn = []
    for number in range(ADDRESSES):
        z = 6 + number % (DEEPEST - 5)
        x, y = (math.floor(share * (1 << z)) for share in lot.choice(places))
        (layer,) = lot.choices(list(LAYERS), list(LAYERS.values()))
        drawn.append((layer, z, x, y))
    return drawn
