"""What ten times the data cost: the same tiles and pages of a province, of ten such side by side, and of one that
is ten times as dense; then everything at once."""

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from urllib.parse import quote

from sqlalchemy import text

from bench.crowd import Request, ask, change, glyphs, left_open, login, mixed
from bench.items import LAYER, PAGE, boxes_of
from bench.load import percentiles
from bench.row import Row, compare, told
from bench.server import ADDRESS, PASSWORD, cookie_of, peak_mb, served, workers_of
from bench.stage import PERSON, Stage, smaller, wider
from bench.tiles import addresses_of
from geo_app.actor import operator

FACTOR = 10
REQUESTS = 10_000
LETTERS = range(0x4E00, 0x5600, 256)
MOST_CONNECTIONS = 2 * (4 + 8 + 2) + 8  # of each worker the two pools and two listeners; the overflow of both


def measure(stage: Stage) -> Iterator[Row]:
    tenth = smaller(stage, FACTOR)
    tiles = [f"/tiles/{layer}/{z}/{x}/{y}.mvt" for layer, z, x, y in addresses_of(tenth)]
    pages = [f"/collections/{LAYER}/items?limit={PAGE}&bbox={','.join(map(str, box))}" for box in boxes_of(tenth)]
    country = wider(tenth, FACTOR)
    for name, paths in (("tiles", tiles), ("items", pages)):
        did = f"Half of the answers take no longer. Other: a province of {tenth.sites:,} sites. Ours: {{}}."
        beside = did.format(f"{country.sites:,} in ten such provinces side by side, the same answers of one")
        closer = did.format(f"{stage.sites:,} in the same province, ten times as many in each answer")
        other = partial(_p50, tenth, paths)
        yield compare(f"growth_10x_{name}", "ms", beside, partial(_p50, country, paths), other)
        yield compare(f"growth_10x_closer_{name}", "ms", closer, partial(_p50, stage, paths), other)
    yield from _mixed(stage, tiles, pages)


def _mixed(stage: Stage, tiles: list[str], pages: list[str]) -> Iterator[Row]:
    """Everything at once. Raises where one request fails or a connection is left behind."""
    of_layer = text("SELECT id FROM site WHERE kind = :layer ORDER BY id LIMIT 20000")
    with stage.database.transaction(operator("bench")) as session:
        ids = list(session.scalars(of_layer, {"layer": LAYER}))
    items = f"/collections/{LAYER}/items"
    chosen = quote("colour = 'red' AND control_level = 'county'")
    kinds: dict[str, Callable[[Random], Request]] = {
        "tile": lambda lot: Request("GET", lot.choice(tiles)),
        "page": lambda lot: Request("GET", lot.choice(pages).replace(f"limit={PAGE}", "limit=100")),
        "feature": lambda lot: Request("GET", f"{items}/{lot.choice(ids)}"),
        "filter": lambda lot: Request("GET", f"{lot.choice(pages)}&filter={chosen}"),
        "change": lambda lot: change(LAYER, lot.choice(ids), exposed_people=lot.randint(0, 500)),
        "glyphs": lambda lot: glyphs(lot.choice(LETTERS)),
        "login": lambda _: login(PERSON.name, PASSWORD),
    }
    with served(stage) as server:
        cookie = {"Cookie": cookie_of(stage)}
        heard = ask(ADDRESS, cookie, mixed(kinds, REQUESTS))
        idle, connections = left_open(stage.database.url)
        most_mb = max(map(peak_mb, workers_of(server)))
    if any(status >= 400 for status in heard.statuses) or idle or connections > MOST_CONNECTIONS:
        raise RuntimeError(f"{heard.statuses}, {idle} transactions left open, {connections} connections")
    p50, p99 = (heard.within_ms(share) for share in (0.5, 0.99))
    did = (
        f"{REQUESTS:,} requests of 16 people without a pause: 38% tiles, 20% pages of 100, 20% features, "
        f"10% CQL2, 8% changes, 2% letters, 2% logins; none failed, no transaction left open, "
        f"{connections} connections left, half within {p50:.0f} ms. Ours: 99 of 100 answers. Other: the bar."
    )
    yield told(Row("mixed_p99", p99, 1000, p99 / 1000, "ms", did))
    did = "The same requests. Ours: the most that one of the two processes ever held, RSS. Other: the bar."
    yield told(Row("worker_memory", most_mb, 200, most_mb / 200, "MB", did))


def _p50(stage: Stage, paths: list[str]) -> float:
    with served(stage, GEO_APP_TILE_CACHE_MB="0"):
        return percentiles(ADDRESS, cookie_of(stage), paths)[50]
