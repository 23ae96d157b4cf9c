"""What the API promises: the conformance classes of the OGC whose tests stand in tests/contracts."""

FEATURES = "http://www.opengis.net/spec/ogcapi-features-{part}/1.0/conf/{name}"
PROMISES = {
    1: ("core", "oas30", "html", "geojson"),
    2: ("crs",),
}
CLASSES = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    *(FEATURES.format(part=part, name=name) for part, names in PROMISES.items() for name in names),
]
