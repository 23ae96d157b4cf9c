"""What ten times the data cost: the same tiles and pages of the province and of one with a tenth of its sites."""

from collections.abc import Iterator
from functools import partial

from bench.items import LAYER, PAGE, boxes_of
from bench.load import percentiles
from bench.row import Row, compare
from bench.server import ADDRESS, cookie_of, served
from bench.stage import Stage, smaller
from bench.tiles import addresses_of

FACTOR = 10


def measure(stage: Stage) -> Iterator[Row]:
    tenth = smaller(stage, FACTOR)
    tiles = [f"/tiles/{layer}/{z}/{x}/{y}.mvt" for layer, z, x, y in addresses_of(tenth)]
    pages = [f"/collections/{LAYER}/items?limit={PAGE}&bbox={','.join(map(str, box))}" for box in boxes_of(tenth)]
    for name, paths in (("tiles", tiles), ("items", pages)):
        did = f"Half of the answers take no longer. Ours: {stage.sites:,} sites. Other: {tenth.sites:,}."
        yield compare(f"growth_10x_{name}", "ms", did, partial(_p50, stage, paths), partial(_p50, tenth, paths))
    with served(stage):
        p99 = percentiles(ADDRESS, cookie_of(stage), [*tiles, *pages])[99]
    did = "Tiles and pages mixed, 16 connections, 8 s. Ours: 99 of 100 answers. Other: the bar."
    yield Row("mixed_p99", p99, 1000, p99 / 1000, "ms", did)


def _p50(stage: Stage, paths: list[str]) -> float:
    with served(stage, GEO_APP_TILE_CACHE_MB="0"):
        return percentiles(ADDRESS, cookie_of(stage), paths)[50]
