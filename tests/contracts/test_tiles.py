"""OGC API Tiles Part 1 (20-057), Two Dimensional Tile Matrix Set (17-083r4) and Styles (20-009, a draft)."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from fastapi.testclient import TestClient
from PIL import Image
from pyproj import Transformer

from geo_app.ogc.grids import DEGREES, GRIDS, WEB
from tests.contracts.requirement import Requirement, is_problem, links, rows

MVT = "application/vnd.mapbox-vector-tile"
REL = "http://www.opengis.net/def/rel/ogc/1.0/"
MINES = [(102.40 + n * 0.004, 24.9) for n in range(1, 26)]


def missing(answer: Any) -> bool:
    return is_problem(answer, 404)


TILES = [
    Requirement("7 /req/core/tc-op", "/tiles/WebMercatorQuad/0/0/0", lambda a: a.status_code == 200),
    Requirement(
        "20 /req/oas30/completeness",
        "/api",
        lambda a: {"/tiles/{grid}/{level}/{row}/{column}", "/styles/{style}"} <= set(a.json()["paths"]),
    ),
    Requirement(
        "tms /req/json-tilematrixset/content",
        "/tileMatrixSets/WebMercatorQuad",
        lambda a: {"id", "crs", "tileMatrices"} <= set(a.json()) and len(a.json()["tileMatrices"]) > 16,
    ),
    Requirement(
        "styles 12 /req/mapbox-styles/content",
        "/styles/mine",
        lambda a: (
            a.json()["version"] == 8 and a.headers["content-type"].startswith("application/vnd.mapbox.style")
        ),
    ),
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


def test_a_style_draws_with_our_tiles_letters_and_marks_alone(api: TestClient) -> None:
    whole = api.get("/styles/map").json()
    one = api.get("/styles/mine?lang=en").json()
    assert {part["metadata"]["layer"] for part in one["layers"] if "metadata" in part} == {"mine"}
    for style in (whole, one):
        (source,) = style["sources"].values()
        assert api.get(source["tiles"][0].format(z=8, x=200, y=109)).status_code == 200
        named = set(api.get(style["sprite"] + ".json").json())
        asked = set(re.findall(r"(?:mark|glyph)-[a-z_]+", str([part.get("layout") for part in style["layers"]])))
        assert asked
        assert not asked - named
        picture = Image.open(BytesIO(api.get(style["sprite"] + "@2x.png").content))
        assert picture.size == (60 * len(named), 60)
        assert picture.getpixel((0, 0)) == (0, 0, 0, 0), "what is no mark is not there"
    assert len(whole["layers"]) > len(one["layers"])


def test_a_mark_whose_review_is_overdue_is_hatched_and_every_mark_has_one_part(api: TestClient) -> None:
    style = api.get("/styles/mine").json()
    marks = {part["id"]: part for part in style["layers"] if part["id"].startswith("mine-mark")}
    assert marks["mine-mark"]["filter"] == ["!=", ["get", "stale"], True]
    assert marks["mine-mark-stale"]["filter"] == ["==", ["get", "stale"], True]
    assert "mark-red-stale" in marks["mine-mark-stale"]["layout"]["icon-image"]
    places = api.get(style["sprite"] + "@2x.json").json()
    picture = Image.open(BytesIO(api.get(style["sprite"] + "@2x.png").content)).convert("RGB")
    pale = {}
    for name in ("mark-orange", "mark-orange-stale"):
        left = int(places[name]["x"])
        shades = [shade for n, shade in picture.crop((left + 12, 12, left + 48, 48)).getcolors(9999) if n]
        pale[name] = sum(min(shade) > 150 for shade in shades)
    assert pale["mark-orange-stale"] > pale["mark-orange"]
    assert "复评过期" in api.get("/styles/mine/legend").text


def test_the_look_of_the_pages_comes_from_one_open_file(client: TestClient) -> None:
    told = client.get("/pages.css")
    assert told.headers["content-type"].startswith("text/css")
    assert ".red { background: #D1242F" in told.text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/tiles", "CGCS2000Quad"),
        ("/collections/mine/tiles", "矿山"),
        ("/collections/mine/tiles/WebMercatorQuad", "{tileMatrix}/{tileRow}/{tileCol}"),
        ("/styles", "整张地图"),
        ("/styles/mine/metadata", "/styles/mine/legend"),
    ],
)
def test_a_person_reads_tiles_and_styles_as_pages(api: TestClient, address: str, words: str) -> None:
    page = api.get(address, headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert "Accept" in page.headers["vary"]
    assert words in page.text
    assert 'lang="zh-CN"' in page.text
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    assert "style=" not in page.text
    assert "<style" not in page.text
    assert api.get(f"{address}?f=html&lang=en").text.startswith('<!doctype html>\n<html lang="en">')


def test_letters_of_the_style_come_from_here_with_the_chinese_ones(api: TestClient) -> None:
    address = api.get("/styles/map").json()["glyphs"]
    for letter in "安宁A":
        first = ord(letter) // 256 * 256
        told = api.get(address.format(fontstack="Noto Sans CJK SC", range=f"{first}-{first + 255}"))
        assert told.headers["cache-control"].startswith("public")
        (stack,) = fields(told.content)[1]
        (glyph,) = [each for each in map(fields, fields(stack)[3]) if each[1] == [ord(letter)]]
        wide, high, advance = (glyph[name][0] for name in (3, 4, 7))
        assert len(glyph[2][0]) == (wide + 6) * (high + 6)
        assert max(glyph[2][0]) > 192, "a pixel lies within the letter"
        assert glyph[2][0][0] < 128, "the corner lies outside"
        assert advance == 24 if letter != "A" else 12 < advance < 18
    for wrong in ("1-256", "0-100", "65536-65791"):
        assert missing(api.get(address.format(fontstack="any", range=wrong)))


def test_a_family_that_somebody_thinks_of_is_not_drawn_once_more(api: TestClient, data_dir: Path) -> None:
    one, other = (api.get(f"/fonts/{stack}/256-511.pbf").content for stack in ("Noto Sans CJK SC", "Nobody Sans"))
    assert one == other
    assert api.get("/fonts/Any Sans Bold/256-511.pbf").content != one
    kept = (data_dir / "glyphs").glob("*-256.pbf")
    assert sorted(each.name for each in kept) == ["bold-256.pbf", "regular-256.pbf"], (
        "on disk, one for each weight"
    )


def fields(content: bytes) -> dict[int, list[Any]]:
    """A message of the format protobuf: numbers and bytes by the numbers of their fields."""
    found: dict[int, list[Any]] = {}
    at = 0

    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = content[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(content):
        name = number()
        value: Any = number()
        if name & 7 == 2:
            value, at = content[at : at + value], at + value
        found.setdefault(name >> 3, []).append(value)
    return found
