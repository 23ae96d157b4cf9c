"""What the API promises: the conformance classes of the OGC whose tests stand in tests/contracts."""

FEATURES = "http://www.opengis.net/spec/ogcapi-features-{part}/1.0/conf/{name}"
PROMISES = {
    1: ("core", "oas30", "html", "geojson"),
    2: ("crs",),
    3: ("queryables", "filter", "features-filter"),
    4: ("create-replace-delete", "update", "features", "optimistic-locking-etags"),
}
CQL2 = (
    *("cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators"),
    *("case-insensitive-comparison", "accent-insensitive-comparison", "property-property", "arithmetic"),
    *("basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions", "temporal-functions"),
)
TILES = (
    *("core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "collections-selection"),
    *("mvt", "oas30"),
)
STYLES = ("core", "mapbox-styles")
CLASSES = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    *(FEATURES.format(part=part, name=name) for part, names in PROMISES.items() for name in names),
    *(f"http://www.opengis.net/spec/cql2/1.0/conf/{name}" for name in CQL2),
    *(f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}" for name in TILES),
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
    *(f"http://www.opengis.net/spec/ogcapi-styles-1/1.0/conf/{name}" for name in STYLES),
]
