"""Whoever declares a conformance class shows the tests of its requirements: each stands here by its name."""

import re
from pathlib import Path

import pytest

from geo_app.ogc.conformance import CLASSES

HERE = Path(__file__).parent
NAMED = re.compile(r"/(?:req|rec|per)/([\w-]+)/([\w-]+(?:, [\w-]+)*)")
CORE = (
    "test_features_core",
    {
        "core": "root-op root-success api-definition-op api-definition-success conformance-op"
        " conformance-success http"
        " query-param-unknown query-param-invalid crs84 fc-md-op fc-md-success fc-md-links fc-md-items"
        " fc-md-items-links"
        " fc-md-extent sfc-md-op sfc-md-success fc-op fc-bbox-definition fc-bbox-response fc-limit-definition"
        " fc-limit-response-1 fc-time-definition fc-time-response fc-response fc-links fc-rel-type fc-timeStamp"
        " fc-numberMatched fc-numberReturned f-op f-success f-links",
        "html": "definition content",
        "geojson": "definition content",
        "oas30": "oas-definition-1 oas-definition-2 oas-impl completeness exception-codes security",
    },
)
CRS = (
    "test_features_crs",
    {
        "crs": "crs-uri fc-md-crs-list fc-md-storageCrs fc-md-storageCrs-valid-value fc-md-crs-list-global"
        " fc-bbox-crs-definition fc-bbox-crs-valid-value fc-bbox-crs-valid-defaultValue fc-bbox-crs-action"
        " fc-crs-definition fc-crs-valid-value fc-crs-default-value fc-crs-action ogc-crs-header"
        " ogc-crs-header-value"
        " geojson",
    },
)
FILTER = (
    "test_filter",
    {
        "queryables": "queryables-link get-queryables-op get-queryables-response",
        "filter": "filter-param filter-lang-param filter-crs-wgs84 filter-crs-param expression-construction"
        " mixing-expressions response",
        "features-filter": "filter-param response",
    },
)
CHANGE = (
    "test_features_change",
    {
        "create-replace-delete": "post-op post-content-type post-response post-response-rid put-op"
        " put-rid put-response"
        " put-rid-exception delete-op delete-response options-op options-response",
        "update": "methods update-patch-op update-patch-body rid",
        "features": "content-crs-header crs-other-crs",
        "optimistic-locking-etags": "etag ifmatch",
    },
)
CQL2 = (
    "test_filter",
    {
        "cql2-text": "basic-cql2 escaping",
        "cql2-json": "basic-cql2 advanced-comparison-operators basic-spatial-functions temporal-functions",
        "basic-cql2": "cql2-filter property binary-comparison-predicate null-predicate",
        "advanced-comparison-operators": "like-predicate between-predicate in-predicate",
        "case-insensitive-comparison": "casei-function",
        "accent-insensitive-comparison": "accenti-function",
        "property-property": "property-property",
        "arithmetic": "arithmetic",
        "basic-spatial-functions": "spatial-predicate",
        "basic-spatial-functions-plus": "spatial-data-types",
        "spatial-functions": "spatial-predicate",
        "temporal-functions": "temporal-predicate",
    },
)
TILES = (
    "test_tiles",
    {
        "core": "tc-op tc-success tc-error",
        "tileset": "desc-links tileset-tms",
        "tilesets-list": "links",
        "dataset-tilesets": "landingpage",
        "geodata-tilesets": "desc-links",
        "collections-selection": "collections-parameter",
        "mvt": "content",
        "oas30": "completeness",
    },
)
STYLES = "test_tiles", {"core": "style-set style style-md", "mapbox-styles": "content"}
PARTS = {
    "ogcapi-features-1/1.0": CORE,
    "ogcapi-features-2/1.0": CRS,
    "ogcapi-features-3/1.0": FILTER,
    "ogcapi-features-4/1.0": CHANGE,
    "cql2/1.0": CQL2,
    "ogcapi-tiles-1/1.0": TILES,
    "ogcapi-styles-1/1.0": STYLES,
    "tms/2.0": ("test_tiles", {"json-tilematrixset": "content"}),
    "ogcapi-common-1/1.0": ("test_features_core", {"core": "root-success conformance-success"}),
    "ogcapi-common-2/1.0": ("test_features_core", {"collections": "rc-md-success"}),
}


@pytest.mark.parametrize("uri", CLASSES)
def test_each_requirement_of_a_declared_class_has_a_test(uri: str) -> None:
    standard, _, name = uri.removeprefix("http://www.opengis.net/spec/").partition("/conf/")
    file, classes = PARTS[standard]
    text = (HERE / f"{file}.py").read_text()
    tested = {(each, one) for each, names in NAMED.findall(text) for one in names.split(", ")}
    assert not {(name, one) for one in classes[name].split()} - tested


def test_no_class_is_tested_that_is_not_declared() -> None:
    known = {f"http://www.opengis.net/spec/{part}/conf/{name}" for part in PARTS for name in PARTS[part][1]}
    assert known == set(CLASSES)
