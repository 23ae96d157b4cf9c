"""Ours beside tipg and pygeoapi, over HTTP, on the same points: each row says what either side does."""

import random
from collections.abc import Iterator
from urllib.parse import quote

from sqlalchemy import text

from bench import peers
from bench.items import PAGE, boxes_of, filtered
from bench.load import answers_per_second
from bench.row import Measure, Row, compare
from bench.server import ADDRESS, WORKERS, cookie_of, served
from bench.stage import PERSON, Stage
from bench.tiles import addresses_of
from geo_app.features import COUNTED, Box

LAYER, FEATURES = peers.LAYER, 500
ITEMS, THEIRS = f"/collections/{LAYER}/items", "/collections/peers.points/items"
OURS = "Ours: for an editor of the province, under row-level security, "


def measure(stage: Stage) -> Iterator[Row]:
    peers.prepare(stage)
    with peers.tipg(stage) as tipg, peers.pygeoapi(stage) as pygeoapi:
        with served(stage, GEO_APP_TILE_CACHE_MB="0"):
            yield from _tiles(stage, tipg, "live", "drawn anew")
        with served(stage):
            _warm(stage)
            yield from _tiles(stage, tipg, "cached", "from the memory of the server")
            yield from _items(stage, tipg, pygeoapi)
            yield from _single(stage, tipg, pygeoapi)


def _warm(stage: Stage) -> None:
    """Every tile is drawn once before, in each worker."""
    places = [f"/tiles/{LAYER}/{z}/{x}/{y}.mvt" for _, z, x, y in addresses_of(stage)]
    for _ in range(2 * WORKERS):
        answers_per_second(ADDRESS, cookie_of(stage), places)


def _asked(server: str, addresses: list[str], cookie: str = "none=1") -> Measure:
    return lambda: answers_per_second(server, cookie, addresses)


def _tiles(stage: Stage, tipg: str, name: str, how: str) -> Iterator[Row]:
    places = [(z, x, y) for _, z, x, y in addresses_of(stage)]
    ours = _asked(ADDRESS, [f"/tiles/{LAYER}/{z}/{x}/{y}.mvt" for z, x, y in places], cookie_of(stage))
    for table, suffix, laid_out in (
        ("points", "", "as installed, EPSG:4490, 12 columns"),
        ("tuned", "_tuned", "tuned, EPSG:3857 in Morton order, 3 columns"),
    ):
        if name == "cached" and suffix:
            continue
        address = f"/collections/peers.{table}/tiles/WebMercatorQuad"
        theirs = [f"{address}/{z}/{x}/{y}" for z, x, y in places]
        did = (
            f"z6-z14, 500 addresses. {OURS}{how}, five columns, nothing cut, counts of cells below z10. "
            f"Other: tipg {laid_out}, ordered by id and cut at 10,000."
        )
        yield compare(f"tiles_{name}_vs_tipg{suffix}", "tiles/s", did, ours, _asked(tipg, theirs))


def _items(stage: Stage, tipg: str, pygeoapi: str) -> Iterator[Row]:
    cookie, boxes = cookie_of(stage), boxes_of(stage)
    counted = [box for box in boxes if _matches(stage, box) <= COUNTED]
    work = "A box of 0.4 degrees, 1000 features with all columns"
    exact = " in the order of their ids; only boxes whose matches both count exactly."
    capped = (
        f". {OURS}in the order of the map, matches counted up to 10,000 and said so. Other: by id, all counted."
    )

    def pages(address: str, chosen: list[Box], more: str = "") -> list[str]:
        return [f"{address}?limit={PAGE}&bbox={','.join(map(str, box))}{more}" for box in chosen]

    ours = _asked(ADDRESS, pages(ITEMS, boxes), cookie)
    theirs = pages(THEIRS, boxes, "&f=geojson&sortby=id")
    if counted:
        same = _asked(tipg, pages(THEIRS, counted, "&f=geojson&sortby=id"))
        mine = _asked(ADDRESS, pages(ITEMS, counted, "&sortby=id"), cookie)
        yield compare("items_vs_tipg_same_work", "pages/s", work + exact, mine, same)
    yield compare("items_vs_tipg", "pages/s", work + capped, ours, _asked(tipg, theirs))
    theirs = pages("/collections/points/items", boxes, "&f=json")
    yield compare("items_vs_pygeoapi", "pages/s", work + capped, ours, _asked(pygeoapi, theirs))
    did = "A box as a polygon, red, county level, CQL2, 1000 at most, by id. Ours: matches counted up to 10,000."
    conditions = [f"{ITEMS}?limit={PAGE}&filter={quote(filtered(box))}" for box in boxes]
    for name, server, address, spatial, more in (
        ("cql2_vs_tipg", tipg, THEIRS, "S_INTERSECTS", "&f=geojson&sortby=id&filter-lang=cql2-text"),
        # its release for Python 3.11 knows the draft's words alone
        ("cql2_vs_pygeoapi", pygeoapi, "/collections/points/items", "INTERSECTS", "&f=json&filter-lang=cql-text"),
    ):
        conditions_there = [quote(filtered(box).replace("S_INTERSECTS", spatial)) for box in boxes]
        others = [f"{address}?limit={PAGE}&filter={condition}{more}" for condition in conditions_there]
        yield compare(name, "pages/s", did, _asked(ADDRESS, conditions, cookie), _asked(server, others))


def _single(stage: Stage, tipg: str, pygeoapi: str) -> Iterator[Row]:
    with stage.database.transaction(PERSON) as session:
        ids = list(session.scalars(text("SELECT id FROM site WHERE kind = :kind"), {"kind": LAYER}))
    chosen = random.Random(5301).choices(ids, k=FEATURES)
    ours = _asked(ADDRESS, [f"{ITEMS}/{number}" for number in chosen], cookie_of(stage))
    did = "One feature with all its columns by its number."
    for name, server, address, form in (
        ("feature_vs_tipg", tipg, THEIRS, "geojson"),
        ("feature_vs_pygeoapi", pygeoapi, "/collections/points/items", "json"),
    ):
        others = [f"{address}/{number}?f={form}" for number in chosen]
        yield compare(name, "features/s", did, ours, _asked(server, others))


def _matches(stage: Stage, box: Box) -> int:
    with stage.database.transaction(PERSON) as session:
        counted = text(
            "SELECT count(*) FROM site WHERE kind = :kind AND geom && st_makeenvelope(:w, :s, :e, :n, 4490)"
        )
        sides = dict(zip(("w", "s", "e", "n"), box, strict=True))
        return int(session.scalar(counted, {"kind": LAYER, **sides}) or 0)
