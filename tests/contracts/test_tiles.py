"""OGC API Tiles Part 1 (20-057), Two Dimensional Tile Matrix Set (17-083r4) and Styles (20-009, a draft)."""

from typing import Any

import pyogrio
import pytest
from fastapi.testclient import TestClient
from pyproj import Transformer

from geo_app.ogc.grids import DEGREES, GRIDS, WEB
from tests.contracts.requirement import Requirement, is_problem, links, rows

MVT = "application/vnd.mapbox-vector-tile"
REL = "http://www.opengis.net/def/rel/ogc/1.0/"
MINES = [(102.40 + n * 0.004, 24.9) for n in range(1, 26)]


def missing(answer: Any) -> bool:
    return is_problem(answer, 404)


TILES = [
    Requirement("7 /req/core/tc-success", "/collections/mine/tiles/WebMercatorQuad/0/0/0", lambda a: a.content),
    Requirement("7 /req/core/tc-error", "/collections/mine/tiles/WebMercatorQuad/2/4/0", missing),
    Requirement("7 /req/core/tc-error", "/collections/mine/tiles/WebMercatorQuad/99/0/0", missing),
    Requirement("7 /req/core/tc-error", "/collections/mine/tiles/CGCS2000Quad/1/1/0", missing),
    Requirement("7 /req/core/tc-error", "/collections/mine/tiles/NoQuad/1/0/0", missing),
    Requirement("7 /req/core/tc-error", "/collections/nothing/tiles/CGCS2000Quad/1/0/0", missing),
    Requirement(
        "8 /req/tileset/desc-links",
        "/collections/mine/tiles/WebMercatorQuad",
        lambda a: all(links(a.json(), rel) for rel in ("self", "item", f"{REL}tiling-scheme")),
    ),
    Requirement(
        "8 /req/tileset/tileset-tms",
        "/tiles/CGCS2000Quad",
        lambda a: a.json()["crs"].endswith("EPSG/0/4490") and a.json()["dataType"] == "vector",
    ),
    Requirement(
        "9 /req/tilesets-list/links",
        "/collections/mine/tiles",
        lambda a: [each["tileMatrixSetId"] for each in a.json()["tilesets"]] == list(GRIDS),
    ),
    Requirement("10 /req/dataset-tilesets/landingpage", "/", lambda a: links(a.json(), f"{REL}tilesets-vector")),
    Requirement(
        "11 /req/geodata-tilesets/desc-links",
        "/collections/mine",
        lambda a: links(a.json(), f"{REL}tilesets-vector"),
    ),
    Requirement(
        "13 /req/collections-selection/collections-parameter",
        "/tiles/WebMercatorQuad/0/0/0?collections=nothing",
        missing,
    ),
    Requirement(
        "19 /req/mvt/content",
        "/collections/mine/tiles/CGCS2000Quad/1/0/1",
        lambda a: a.headers["content-type"] == MVT,
    ),
    Requirement("a mistyped parameter", "/tiles?nothing=1", lambda a: is_problem(a, 400)),
    Requirement("a mistyped parameter", "/styles/map?nothing=1", lambda a: is_problem(a, 400)),
    Requirement("styles 7 /req/core/style", "/styles/nothing", missing),
    Requirement(
        "styles 7 /req/core/style-set",
        "/styles",
        lambda a: {"map", "mine", "chemical_plant"} <= {each["id"] for each in a.json()["styles"]},
    ),
    Requirement(
        "a legend is a drawing",
        "/styles/mine/legend",
        lambda a: a.headers["content-type"] == "image/svg+xml" and "红" in a.text,
    ),
    Requirement("a legend in English", "/styles/map/legend?lang=en", lambda a: "not assessed" in a.text),
    Requirement(
        "styles 7 /req/core/style-md",
        "/styles/mine/metadata",
        lambda a: links(a.json(), "preview") and a.json()["stylesheets"][0]["version"] == "8",
    ),
]


@rows(TILES)
def test_a_requirement_of_tiles_and_styles_holds(api: TestClient, requirement: Requirement) -> None:
    answer = api.get(requirement.address)
    assert requirement.holds(answer), f"{answer.status_code} {answer.text[:600]}"


def points(body: bytes, layer: str) -> list[tuple[int, float, float]]:
    """The points of a tile, in units of the tile from its upper left corner."""
    if not body or layer not in [name for name, _ in pyogrio.list_layers(body)]:
        return []
    frame = pyogrio.read_dataframe(body, layer=layer)
    return [(n, place.x, place.y) for n, place in enumerate(frame.geometry)]


@pytest.mark.parametrize(
    ("grid", "level"),
    [(WEB, 12), (DEGREES, 12), (DEGREES, 15), (DEGREES, 6)],
    ids=lambda part: getattr(part, "id", str(part)),
)
def test_every_mine_lies_in_exactly_the_tile_that_the_grid_says(api: TestClient, grid: Any, level: int) -> None:
    """Where each ought to lie follows from what the grid tells of itself."""
    told = api.get(f"/tileMatrixSets/{grid.id}").json()
    matrix = next(each for each in told["tileMatrices"] if each["id"] == str(level))
    side = matrix["cellSize"] * matrix["tileWidth"]
    move = Transformer.from_crs(4490, grid.crs.rsplit("/", 1)[1], always_xy=True).transform
    left, top = matrix["pointOfOrigin"] if told["orderedAxes"][0] == "X" else matrix["pointOfOrigin"][::-1]
    expected: dict[tuple[int, int], int] = {}
    for lon, lat in MINES:
        x, y = move(lon, lat)
        place = (int((top - y) // side), int((x - left) // side))
        expected[place] = expected.get(place, 0) + 1
    for (row, column), count in expected.items():
        body = api.get(f"/collections/mine/tiles/{grid.id}/{level}/{row}/{column}").content
        found = points(body, "mine-point" if level >= 10 else "mine")
        assert len(found) == count if level >= 10 else found, (row, column)


def test_a_line_in_degrees_is_drawn_where_it_lies(api: TestClient) -> None:
    """The pipeline is 0.1 degrees long from west to east; a tile of level 10 is 0.352 degrees wide."""
    body = api.get("/collections/pipeline/tiles/CGCS2000Quad/10/185/803").content
    frame = pyogrio.read_dataframe(body, layer="pipeline")
    west, _, east, _ = frame.total_bounds
    side = 360 / 1024
    assert (east - west) / 4096 * side == pytest.approx(0.1, rel=0.01)


def test_tiles_of_the_web_map_are_those_of_the_map(api: TestClient) -> None:
    ours = api.get("/tiles/mine/8/200/109.mvt").content
    assert ours == api.get("/collections/mine/tiles/WebMercatorQuad/8/109/200").content
    assert ours == api.get("/tiles/WebMercatorQuad/8/109/200?collections=mine").content


def test_tianditus_grid_begins_with_two_tiles_of_half_the_world(api: TestClient) -> None:
    first = api.get("/tileMatrixSets/CGCS2000Quad").json()["tileMatrices"][0]
    assert (first["id"], first["matrixWidth"], first["matrixHeight"]) == ("1", 2, 1)
    assert first["cellSize"] == 0.703125
    assert first["scaleDenominator"] == pytest.approx(279541132.0143589)
    assert first["pointOfOrigin"] == [90, -180]


def test_tilejson_leads_to_tiles(api: TestClient) -> None:
    told = api.get("/collections/mine/tilejson").json()
    west, _, east, _ = told["bounds"]
    assert (west, east) == (102.404, 102.5)
    address = told["tiles"][0].format(z=8, x=200, y=109)
    assert api.get(address).status_code == 200
    assert {each["id"] for each in told["vector_layers"]} == {"mine", "mine-point"}


def test_a_style_draws_from_our_tiles_and_needs_no_images(api: TestClient) -> None:
    whole = api.get("/styles/map").json()
    one = api.get("/styles/mine?lang=en").json()
    assert {part["metadata"]["layer"] for part in one["layers"] if "metadata" in part} == {"mine"}
    for style in (whole, one):
        (source,) = style["sources"].values()
        assert api.get(source["tiles"][0].format(z=8, x=200, y=109)).status_code == 200
        assert "icon-image" not in str(style)
    assert len(whole["layers"]) > len(one["layers"])
