"""OGC API Features Part 3 (19-079r2) and CQL2 (21-065r2): queryables and filters."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.contracts.conftest import MINES
from tests.contracts.requirement import CRS as URI
from tests.contracts.requirement import Requirement, links, refused, rows

ITEMS = "/collections/mine/items"
NEAR = "S_INTERSECTS(geom,BBOX(102.403,24.8,102.409,25))"
PLANE = "S_INTERSECTS(geom,BBOX(24.8,102.403,25,102.409))"
LEFT = json.dumps({"op": "<=", "args": [{"property": "id"}, 3]})
AS_JSON = "&filter-lang=cql2-json"
BETWEEN = json.dumps({"op": "between", "args": [{"property": "id"}, 2, 4]})
BOX = {"bbox": [102.403, 24.8, 102.409, 25]}
INTERSECTS = json.dumps({"op": "s_intersects", "args": [{"property": "geom"}, BOX]})
AFTER = json.dumps({"op": "t_after", "args": [{"property": "changed_at"}, {"date": "2020-01-01"}]})
IN_NOTHING = json.dumps({"op": "in", "args": [{"property": "id"}, []]})


def found(number: int) -> object:
    return lambda answer: answer.status_code == 200 and answer.json()["numberMatched"] == number


def filtered(number: str, text: str, holds: object, more: str = "") -> Requirement:
    return Requirement(number, f"{ITEMS}?filter={text.replace('+', '%2B')}{more}", holds)  # type: ignore[arg-type]


PART_3 = [
    Requirement(
        "6.2 /req/queryables/get-queryables-op, get-queryables-response",
        "/collections/mine/queryables",
        lambda a: (
            a.headers["content-type"].startswith("application/schema+json")
            and a.json()["properties"]["capacity"]["type"] == "number"
        ),
    ),
    Requirement(
        "6.2 /req/queryables/queryables-link",
        "/collections/mine",
        lambda a: bool(links(a.json(), "http://www.opengis.net/def/rel/ogc/1.0/queryables")),
    ),
    filtered("7 /req/filter/filter-param, response", "mineral='煤'", found(13)),
    filtered("7 /req/filter/filter-lang-param", "mineral='煤'", found(13), "&filter-lang=cql2-text"),
    filtered("7 /req/filter/filter-lang-param", LEFT, found(3), "&filter-lang=cql2-json"),
    filtered("7 /req/filter/filter-lang-param", "id<=3", refused, "&filter-lang=sql"),
    filtered("7 /req/filter/filter-crs-param", PLANE, found(2), f"&filter-crs={URI}EPSG/0/4490"),
    filtered("7 /req/filter/filter-crs-wgs84", NEAR, found(2)),
    filtered("7 /req/filter/expression-construction", "nothing=1", refused),
    filtered("8 /req/features-filter/filter-param, response", "id=1", found(1)),
    filtered("7 /req/filter/filter-crs-param", NEAR, refused, "&filter-crs=nonsense"),
    filtered("7 /req/filter/mixing-expressions", "mineral='煤'", found(1), "&bbox=102.403,24.8,102.409,25"),
    filtered("cql2 /req/basic-cql2/cql2-filter, property", "id=1 OR id=2 AND NOT mineral='煤'", found(2)),
    filtered("cql2 /req/basic-cql2/null-predicate", "capacity IS NULL", found(5)),
    filtered("cql2 /req/advanced-comparison-operators/like-predicate", "name LIKE '演示 1%'", found(11)),
    filtered("cql2 /req/advanced-comparison-operators/between-predicate", "id BETWEEN 2 AND 4", found(3)),
    filtered("cql2 /req/advanced-comparison-operators/in-predicate", "id IN (2,4,99)", found(2)),
    filtered("cql2 advanced in, an empty list", IN_NOTHING, found(0), "&filter-lang=cql2-json"),
    filtered("cql2 case-insensitive", "CASEI(kind)=CASEI('x')", refused),
    filtered(
        "cql2 /req/case-insensitive-comparison/casei-function", "CASEI(name) LIKE CASEI('演示%<B>%')", found(MINES)
    ),
    filtered(
        "cql2 /req/accent-insensitive-comparison/accenti-function",
        "ACCENTI('é')=ACCENTI('e') AND ACCENTI(mineral)='煤'",
        found(13),
    ),
    filtered("cql2 /req/arithmetic/arithmetic", "id*2+1=7 OR id^2=16 OR (id%25 25=0 AND id div 5=5)", found(3)),
    filtered(
        "cql2 /req/temporal-functions/temporal-predicate",
        "T_DURING(changed_at,INTERVAL('2020-01-01','..'))",
        found(MINES),
    ),
    filtered("cql2 temporal", "T_DURING(name,INTERVAL('2020-01-01','..'))", refused),
    filtered("cql2 /req/basic-spatial-functions/spatial-predicate", NEAR, found(2)),
    filtered(
        "cql2 /req/basic-spatial-functions-plus/spatial-data-types",
        "S_INTERSECTS(geom,MULTIPOINT((102.404 24.9),(102.408 24.9)))",
        found(2),
    ),
    filtered(
        "cql2 /req/spatial-functions/spatial-predicate",
        "S_WITHIN(geom,POLYGON((102.4 24,102.41 24,102.41 25,102.4 25,102.4 24)))",
        found(2),
    ),
    filtered("a distance holds its unit", "S_DWITHIN(geom,POINT(102.404 24.9),0.41,'km')", found(2)),
    filtered("a distance holds its unit", "S_DWITHIN(geom,POINT(102.404 24.9),400,meters)", found(1)),
    filtered(
        "cql2 /req/property-property/property-property",
        "version=version AND id>capacity AND name<>mineral",
        found(15),
    ),
    filtered(
        "cql2 /req/basic-cql2/binary-comparison-predicate", "id<3 AND id<=2 AND id>0 AND id>=1 AND id<>1", found(1)
    ),
    filtered("cql2 /req/cql2-text/basic-cql2, escaping", "name='it''s' OR id=1", found(1)),
    filtered("cql2 /req/cql2-json/basic-cql2, advanced-comparison-operators", BETWEEN, found(3), AS_JSON),
    filtered("cql2 /req/cql2-json/basic-spatial-functions", INTERSECTS, found(2), AS_JSON),
    filtered("cql2 /req/cql2-json/temporal-functions", AFTER, found(MINES), AS_JSON),
    filtered("a Chinese title names a field", "矿种='煤' AND 生产能力>=3", found(5)),
    filtered("brackets within brackets, as many as a person writes", f"{'(' * 12}id=1{')' * 12}", found(1)),
    filtered("brackets within brackets, more than the parser bears", "(" * 13, refused),
    filtered("brackets within brackets, more than the parser bears", f"{'(' * 200}id=1{')' * 200}", refused),
    filtered("brackets in a text are a text", f"name='{'(' * 40}'", found(0)),
    filtered("no SQL in any fault", "name='", refused),
    filtered("no SQL in any fault", "nothing=1", refused),
    filtered("no SQL in any fault", "capacity>1e308*1e308", refused),
    filtered("no SQL in any fault", "name;DROP TABLE site", refused),
]


@rows(PART_3)
def test_a_requirement_of_part_3_holds(api: TestClient, requirement: Requirement) -> None:
    answer = api.get(requirement.address)
    assert requirement.holds(answer), f"{answer.status_code} {answer.text[:600]}"


@pytest.mark.parametrize(
    "op", ["=", "in", "between", "like", "isNull", "not", "and", "casei", "s_intersects", "t_after"]
)
@pytest.mark.parametrize("args", [[], [{"property": "name"}]])
def test_a_comparison_that_lacks_a_side_is_refused_in_words(api: TestClient, op: str, args: list[Any]) -> None:
    asked = api.get("/collections/mine/items", params={"filter": json.dumps({"op": op, "args": args})})
    if op != "isNull" or not args:
        assert refused(asked), asked.text
