"""OGC API Features Part 1 (17-069r4): core, GeoJSON, HTML, OpenAPI 3.0. Each row is a requirement."""

import json
from typing import Any

import geopandas
import pytest
from fastapi.testclient import TestClient
from shapely.geometry import shape

from geo_app.order import cursor
from tests.contracts.conftest import MINES
from tests.contracts.requirement import Requirement, is_problem, links, refused, rows

GEOJSON = {"Accept": "application/geo+json"}
PAGE = {"Accept": "text/html"}
ITEMS = "/collections/mine/items"


def ids(answer: Any) -> list[int]:
    return [feature["id"] for feature in answer.json()["features"]]


def ended(answer: Any, status: str) -> bool:
    """Whether every door of reading says that it may end so."""
    doors = [verbs["get"] for path, verbs in answer.json()["paths"].items() if "get" in verbs]
    return len(doors) > 20 and all(status in door["responses"] for door in doors)


CORE = [
    Requirement("7.2.1 /req/core/root-op", "/?f=json", lambda a: a.status_code == 200),
    Requirement(
        "7.2.2 /req/core/root-success",
        "/",
        lambda a: {"service-desc", "conformance", "data", "self"} <= {link["rel"] for link in a.json()["links"]},
        {"Accept": "application/json"},
    ),
    Requirement("7.3.1 /req/core/api-definition-op", "/api", lambda a: a.json()["openapi"].startswith("3.0")),
    Requirement(
        "7.4.2 /req/core/conformance-success",
        "/conformance",
        lambda a: any(uri.endswith("features-1/1.0/conf/core") for uri in a.json()["conformsTo"]),
    ),
    Requirement("7.8 /req/core/query-param-unknown", "/collections?nothing=1", refused),
    Requirement("7.8 /req/core/query-param-unknown", "/conformance?nothing=1", refused),
    Requirement("7.8 /req/core/query-param-unknown", f"{ITEMS}?nothing=1", refused),
    Requirement("7.8 /req/core/query-param-unknown", f"{ITEMS}/1?nothing=1", refused),
    Requirement("7.8 /req/core/query-param-invalid", "/collections?f=shapefile", refused),
    Requirement(
        "7.13.3 /req/core/fc-md-items-links",
        "/collections",
        lambda a: all(links(each, "items") for each in a.json()["collections"]),
    ),
    Requirement(
        "7.13.3 /req/core/fc-md-extent",
        "/collections/mine",
        lambda a: a.json()["extent"]["spatial"]["bbox"] == [[102.404, 24.9, 102.5, 24.9]],
    ),
    Requirement("7.14 /req/core/sfc-md-op", "/collections/nothing", lambda a: is_problem(a, 404)),
    Requirement("7.15.2 /req/core/fc-limit-definition", f"{ITEMS}?limit=3", lambda a: ids(a) == [1, 2, 3]),
    Requirement(
        "7.15.2 /req/core/fc-limit-response-1",
        f"{ITEMS}?limit=999999",
        lambda a: a.json()["numberReturned"] == MINES,
    ),
    Requirement("7.15.2 /req/core/fc-limit-definition", f"{ITEMS}?limit=0", refused),
    Requirement("7.15.2 /req/core/fc-limit-definition", f"{ITEMS}?limit=many", refused),
    Requirement(
        "7.15.3 /req/core/fc-bbox-response",
        f"{ITEMS}?bbox=102.403,24.8,102.409,25",
        lambda a: ids(a) == [1, 2],
    ),
    Requirement(
        "7.15.3 /req/core/fc-bbox-definition",
        f"{ITEMS}?bbox=102.403,24.8,0,102.409,25,9",
        lambda a: ids(a) == [1, 2],
    ),
    Requirement("7.15.3 /req/core/fc-bbox-definition", f"{ITEMS}?bbox=1,2,3", refused),
    Requirement("7.15.3 /req/core/fc-bbox-definition", f"{ITEMS}?bbox=1,2,3,nan", refused),
    Requirement(
        "7.15.4 /req/core/fc-time-response",
        f"{ITEMS}?datetime=2020-01-01T00:00:00Z/..",
        lambda a: a.json()["numberMatched"] == MINES,
    ),
    Requirement(
        "7.15.4 /req/core/fc-time-response",
        f"{ITEMS}?datetime=../2020-01-01T00:00:00Z",
        lambda a: a.json()["numberMatched"] == 0,
    ),
    Requirement("7.15.4 /req/core/fc-time-definition", f"{ITEMS}?datetime=yesterday", refused),
    Requirement("7.15.4 /req/core/fc-time-definition", f"{ITEMS}?datetime=2026-02-01/2026-01-01", refused),
    Requirement("7.15.7 /req/core/fc-links", ITEMS, lambda a: bool(links(a.json(), "self"))),
    Requirement("7.15.7 /req/core/fc-links", ITEMS, lambda a: bool(links(a.json(), "alternate"))),
    Requirement("7.15.7 /req/core/fc-timeStamp", ITEMS, lambda a: a.json()["timeStamp"].endswith("Z")),
    Requirement("7.15.7 /req/core/fc-numberMatched", ITEMS, lambda a: a.json()["numberMatched"] == MINES),
    Requirement(
        "7.16.2 /req/core/f-links",
        f"{ITEMS}/1",
        lambda a: {"self", "alternate", "collection"} <= {link["rel"] for link in a.json()["links"]},
    ),
    Requirement("7.16.1 /req/core/f-op", f"{ITEMS}/999999", lambda a: is_problem(a, 404)),
    Requirement("7.16.1 /req/core/f-op", f"{ITEMS}/one", refused),
    Requirement(
        "8.2 /req/html/definition",
        "/collections",
        lambda a: a.headers["content-type"].startswith("text/html"),
        PAGE,
    ),
    Requirement(
        "8.2 /req/html/content", f"{ITEMS}?f=html", lambda a: "演示 1 号矿 “引号” &lt;b&gt;&amp;" in a.text
    ),
    Requirement("8.2 /req/html/content", f"{ITEMS}/1?f=html&lang=en", lambda a: "Show on the map" in a.text),
    Requirement("8.2 /req/html/content", "/?f=html", lambda a: "QGIS" in a.text and "<script" not in a.text),
    Requirement(
        "8.3 /req/geojson/definition",
        ITEMS,
        lambda a: a.headers["content-type"].startswith("application/geo+json"),
        GEOJSON,
    ),
    Requirement("9.1 /req/oas30/oas-definition-1", "/api", lambda a: "3.0" in a.headers["content-type"]),
    Requirement(
        "9.1 /req/oas30/oas-impl",
        "/api",
        lambda a: {"/", "/conformance", "/collections", "/collections/{layer}/items"} <= set(a.json()["paths"]),
    ),
    Requirement("7.3.2 /req/core/api-definition-success", "/api", lambda a: bool(a.json()["paths"])),
    Requirement("7.4.1 /req/core/conformance-op", "/conformance", lambda a: a.status_code == 200),
    Requirement("7.5 /req/core/http", "/conformance", lambda a: is_problem(a, 405), verb="DELETE"),
    Requirement(
        "7.12 /req/core/crs84", f"{ITEMS}/1", lambda a: a.json()["geometry"]["coordinates"] == [102.404, 24.9]
    ),
    Requirement("7.13.1 /req/core/fc-md-op", "/collections", lambda a: a.status_code == 200),
    Requirement(
        "7.13.2 /req/core/fc-md-success",
        "/collections",
        lambda a: {"mine", "chemical_plant", "pipeline"} <= {each["id"] for each in a.json()["collections"]},
    ),
    Requirement(
        "7.13.2 /req/core/fc-md-links",
        "/collections",
        lambda a: all(links(a.json(), rel)[0]["type"] for rel in ("self", "alternate")),
    ),
    Requirement(
        "7.13.3 /req/core/fc-md-items",
        "/collections",
        lambda a: all({"id", "title", "links"} <= set(each) for each in a.json()["collections"]),
    ),
    Requirement(
        "7.14 /req/core/sfc-md-success",
        "/collections/mine",
        lambda a: a.json()["id"] == "mine" and all(links(a.json(), rel) for rel in ("self", "items")),
    ),
    Requirement(
        "common 2 /req/collections/rc-md-success",
        "/collections/mine",
        lambda a: {"id", "title", "links", "extent"} <= set(a.json()),
    ),
    Requirement("7.15.1 /req/core/fc-op", ITEMS, lambda a: a.status_code == 200),
    Requirement("7.15.7 /req/core/fc-response", ITEMS, lambda a: ids(a) == list(range(1, MINES + 1))),
    Requirement(
        "7.15.7 /req/core/fc-rel-type",
        f"{ITEMS}?limit=3",
        lambda a: all(link["type"] for link in a.json()["links"] if link["rel"] in ("self", "alternate", "next")),
    ),
    Requirement(
        "7.15.7 /req/core/fc-numberReturned", f"{ITEMS}?limit=3", lambda a: a.json()["numberReturned"] == 3
    ),
    Requirement(
        "7.16.2 /req/core/f-success",
        f"{ITEMS}/1",
        lambda a: (a.json()["type"], a.json()["id"]) == ("Feature", 1) and a.status_code == 200,
    ),
    Requirement(
        "8.3 /req/geojson/content",
        ITEMS,
        lambda a: (
            a.json()["type"] == "FeatureCollection" and a.json()["features"][0]["geometry"]["type"] == "Point"
        ),
    ),
    Requirement(
        "9.1 /req/oas30/oas-definition-2",
        "/api",
        lambda a: {"openapi", "info", "paths", "servers"} <= set(a.json()) and '"type": "null"' not in a.text,
    ),
    Requirement("9.2 /req/oas30/completeness", "/api", lambda a: ended(a, "200")),
    Requirement("9.3 /req/oas30/exception-codes", "/api", lambda a: ended(a, "400") and ended(a, "401")),
    Requirement(
        "9.4 /req/oas30/security",
        "/api",
        lambda a: (
            {name for each in a.json()["security"] for name in each}
            == set(a.json()["components"]["securitySchemes"])
        ),
    ),
]


@rows(CORE)
def test_a_requirement_of_the_core_holds(api: TestClient, requirement: Requirement) -> None:
    answer = api.request(requirement.verb, requirement.address, headers=requirement.headers)
    assert requirement.holds(answer), f"{answer.status_code} {answer.text[:600]}"


def test_every_collection_links_to_its_items_and_every_item_is_geojson_in_degrees(api: TestClient) -> None:
    for collection in api.get("/collections").json()["collections"]:
        (items,) = [link["href"] for link in links(collection, "items") if "json" in link["type"]]
        page = api.get(items).json()
        assert page["type"] == "FeatureCollection"
        assert page["numberReturned"] == len(page["features"]) == page["numberMatched"]
        for feature in page["features"][:2]:
            west, south, east, north = shape(feature["geometry"]).bounds
            assert 102 < west <= east < 103
            assert 24 < south <= north < 25
            again = api.get(f"/collections/{collection['id']}/items/{feature['id']}").json()
            assert again.pop("links")
            assert again == feature


def test_geopandas_reads_a_page(api: TestClient) -> None:
    frame = geopandas.read_file(api.get("/collections/pipeline/items").text)
    assert list(frame.geometry.geom_type) == ["LineString"]


@pytest.mark.parametrize("sortby", ["", "capacity", "-capacity,mineral", "-name", "changed_at"])
def test_next_links_lead_through_all_features_once_and_in_order(api: TestClient, sortby: str) -> None:
    whole = api.get(ITEMS, params={"sortby": sortby, "limit": 100}).json()["features"]
    seen, address = [], f"{ITEMS}?limit=4&sortby={sortby}"
    while address:
        page = api.get(address).json()
        seen += page["features"]
        address = next((link["href"] for link in links(page, "next")), "")
        assert "offset" not in address
    assert [feature["id"] for feature in seen] == [feature["id"] for feature in whole]
    assert len(seen) == MINES


def test_what_has_no_value_comes_last_either_way(api: TestClient) -> None:
    for sortby, order in (("capacity", sorted), ("-capacity", lambda known: sorted(known, reverse=True))):
        features = api.get(ITEMS, params={"sortby": sortby}).json()["features"]
        known = [feature["properties"]["capacity"] for feature in features]
        assert known[-5:] == [None] * 5
        assert known[:-5] == order(known[:-5])


AFTER_NOTHING = [  # what stands in no link of ours: a word, a fraction, a number too large
    f"bbox=102,24,103,25&after={cursor(f'[{key}, 7]')}" for key in ('"x"', "1.5", "9" * 30)
]


@pytest.mark.parametrize(
    "asked", ["sortby=nothing", "sortby=id,name,code,mineral,colour", "sortby=name&after=x", *AFTER_NOTHING]
)
def test_an_order_that_cannot_be_is_refused(api: TestClient, asked: str) -> None:
    assert refused(api.get(f"{ITEMS}?{asked}"))


def test_only_the_properties_asked_for_are_told(api: TestClient) -> None:
    page = api.get(f"{ITEMS}?properties=name,capacity&limit=1").json()
    assert list(page["features"][0]["properties"]) == ["name", "capacity"]
    assert list(api.get(f"{ITEMS}/1?properties=name").json()["properties"]) == ["name"]
    assert refused(api.get(f"{ITEMS}?properties=geom"))


def test_a_retired_feature_is_gone_with_a_link_to_its_last_version(api: TestClient) -> None:
    body = {
        "layer": "mine",
        "geometry": {"type": "Point", "coordinates": [102.41, 24.2]},
        "fields": {"name": "旧矿"},
    }
    made = api.post("/api/sites", json=body).json()
    version = {"If-Match": f'"{made["version"]}"'}
    assert api.post(f"/api/sites/{made['id']}/retire", json={"reason": "关闭"}, headers=version).status_code == 200
    answer = api.get(f"{ITEMS}/{made['id']}")
    assert is_problem(answer, 410)
    (last,) = links(answer.json(), "predecessor-version")
    assert api.get(last["href"]).json()["properties"]["name"] == "旧矿"
    assert is_problem(api.get(f"{ITEMS}/{made['id']}?as_of=2020-01-01"), 404)


def test_the_description_is_openapi_30_with_the_greatest_limit(api: TestClient) -> None:
    said = api.get("/api").json()
    assert '"type": "null"' not in json.dumps(said)
    assert '"422"' not in api.get("/openapi.json").text, "what cannot be read is refused by 400"
    assert said["components"]["parameters"]["limit"]["schema"]["maximum"] == 10_000
    general, mine = (
        {each.get("name") for each in said["paths"][f"/collections/{layer}/items"]["get"]["parameters"]}
        for layer in ("{layer}", "mine")
    )
    assert mine - general >= {"name", "mineral", "capacity"}, "GDAL looks there for what it may leave to us"
    assert {"bbox", "bbox-crs", "crs", "datetime", "sortby", "properties"} <= general
    assert not any(path.startswith("/api/") for path in said["paths"])
