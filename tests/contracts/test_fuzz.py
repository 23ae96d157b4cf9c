"""Whatever is asked: an answer or a refusal in words, never a fault of ours and never a word of SQL.

Requests are drawn by lot from the description of the API, with values that people mistype and intruders try.
"""

import json
import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import psycopg
from fastapi.testclient import TestClient

from geo_app.db import Database
from tests.contracts.heard import Heard
from tests.eventually import eventually

TOLD = re.compile(r"\bselect\b.*\bfrom\b|psycopg|sqlalchemy|traceback|syntax error|relation \"|pg_", re.IGNORECASE)
HOSTILE = [
    *("", "0", "-1", "1", "5", "99999999999999999999", "1e308", "NaN", "inf", "true", "null", "\x00", "\ud7ff"),
    *("'", "';DROP TABLE site--", '" OR 1=1', "%00", "%27", "../../etc/passwd", "<script>", "{}", "[]", "(" * 200),
    *(
        "mine",
        "mine,risk_point",
        "nothing",
        "矿山",
        "id",
        "-id",
        "name,name",
        "geom",
        "5301",
        "红",
        "red",
        "a" * 5000,
    ),
    *("2026-01-01", "2026-01-01T00:00:00Z/..", "../..", "0000-00-00", "9999-12-31T23:59:59Z", "yesterday"),
    *(
        "102,24,103,25",
        "103,25,102,24",
        "1,2,3",
        "-180,-90,180,90",
        "1e400,0,1,1",
        "24,102,25,103",
        "nan,nan,nan,nan",
    ),
    *(
        "http://www.opengis.net/def/crs/EPSG/0/4543",
        "EPSG:4490",
        "http://www.opengis.net/def/crs/EPSG/0/9",
        "EPSG:0",
    ),
    *("cql2-text", "cql2-json", "html", "json", "zh", "en", "WebMercatorQuad", "CGCS2000Quad", "map"),
    *("name='x'", "id>1 AND", "NOT NOT id=1", "capacity/0=1", "id=9999999999999999999999", "name LIKE '%'"),
    *("S_INTERSECTS(geom,POINT(1 2))", "S_WITHIN(geom,POLYGON((0 0,1 1,0 0)))", "S_INTERSECTS(geom,BBOX(1,2))"),
    *(
        '{"op":"=","args":[]}',
        '{"op":"and"}',
        '{"op":"in","args":[{"property":"id"},[]]}',
        "T_AFTER(changed_at,1)",
    ),
    *("changed_at>TIMESTAMP('x')", "id BETWEEN 1 AND 'a'", "CASEI(id)=CASEI(1)", "id^9999>1", "id%0=1", "a()=1"),
]
BODIES: list[Any] = [
    *(None, 1, "x", [], {}, {"type": "Feature"}, {"type": "Feature", "geometry": None, "properties": None}),
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1e308, 1e308]}, "properties": {"name": "x"}},
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [[[]]]}, "properties": {"name": []}},
    {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[[102, 24]]]},
        "properties": {"name": "x"},
    },
    {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [102.4, 24.9]},
        "properties": {"name": "\x00"},
    },
    {"properties": {"capacity": "1e999", "workers": 1e300, "nothing": {}}},
    {"geometry": {"type": "Point", "coordinates": "102 24"}, "properties": {"name": {"a": 1}}},
]
KINDS = ["application/json", "application/geo+json", "application/merge-patch+json", "text/plain", ""]
SEED = 5301


def drawn(said: dict[str, Any], count: int) -> Iterator[tuple[str, str, dict[str, str], Any, dict[str, str]]]:
    """Requests by lot: verb, address, parameters, body, headers."""
    lot = random.Random(SEED)
    doors = [(path, verb, door) for path, verbs in said["paths"].items() for verb, door in verbs.items()]
    for _ in range(count):
        path, verb, door = lot.choice(doors)
        right = {"layer": "mine", "feature_id": "3", "grid": "CGCS2000Quad", "style": "mine"}
        for name in re.findall(r"{(\w+)}", path):
            value = right.get(name, "1") if lot.random() < 0.7 else lot.choice(HOSTILE)
            path = path.replace(f"{{{name}}}", re.sub(r"[/?#\x00]", "", value) or "1")
        known = [each["name"] for each in door.get("parameters", ()) if each.get("in") == "query"]
        asked = {name: lot.choice(HOSTILE) for name in lot.sample(known, min(len(known), lot.randint(0, 2)))}
        if lot.random() < 0.3 and verb == "get" and path.endswith("/items"):
            asked["filter"] = lot.choice(HOSTILE)
        if lot.random() < 0.1:
            asked["limit"] = lot.choice(HOSTILE)
        headers = {"Content-Type": lot.choice(KINDS), "If-Match": lot.choice(["*", '"1"', "x", ""])}
        headers |= {"Accept": lot.choice(["*/*", "text/html", "application/geo+json", "image/png"])}
        yield verb, path, asked, lot.choice(BODIES), headers


def ask_all(api: TestClient, count: int) -> None:
    quiet = TestClient(api.app, raise_server_exceptions=False, cookies=dict(api.cookies))
    statuses = set()
    for verb, path, asked, body, headers in drawn(api.get("/api").json(), count):
        content = json.dumps(body).encode() if verb in ("post", "put", "patch") else None
        answer = quiet.request(verb.upper(), path, params=asked, content=content, headers=headers)
        told = f"{verb} {path} {asked} {body} {headers}: {answer.status_code} {answer.text[:300]}"
        assert answer.status_code < 500, told
        if answer.status_code >= 400:
            assert answer.headers["content-type"].startswith("application/problem+json"), told
            assert not TOLD.search(answer.text), told
        statuses.add(answer.status_code)
    assert {200, 400, 404} <= statuses


def test_two_thousand_requests_by_lot(api: TestClient) -> None:
    ask_all(api, 2000)


MIXED = [
    *("/collections", "/collections/mine", "/collections/mine/items?limit=5", "/collections/mine/items/3"),
    *("/collections/mine/items?filter=capacity%3E2", "/collections/mine/items?bbox=102.4,24.8,102.5,25&limit=9"),
    *("/tiles/mine,pipeline/9/401/219.mvt", "/collections/mine/tiles/CGCS2000Quad/9/92/401", "/styles/map"),
    *("/collections/mine/items/999999", "/collections/mine/items?filter=nothing%3D1", "/conformance"),
]


OPEN = (
    "SELECT count(*) FILTER (WHERE state LIKE 'idle in transaction%'), count(*) FROM pg_stat_activity"
    " WHERE datname = current_database()"
)


def test_five_hundred_requests_at_once_leave_no_connection_behind(
    heard: Heard, token: str, land: Database
) -> None:
    """Sixteen clients, some of whom do not wait for the answer."""
    shown = {"Authorization": f"Bearer {token}"}

    with httpx2.Client(base_url=heard.address, headers=shown) as client, ThreadPoolExecutor(16) as crowd:

        def ask(number: int) -> int:
            try:
                wait = 0.005 if number % 50 == 49 else 60
                return client.get(MIXED[number % len(MIXED)], timeout=wait).status_code
            except httpx2.TimeoutException:
                return 0

        statuses = set(crowd.map(ask, range(500)))
    assert statuses <= {0, 200, 400, 404, 410}, "the requests by lot may have retired one"
    with psycopg.connect(land.url, autocommit=True) as owner:

        def left_open() -> tuple[int, int]:
            """Transactions that wait for nobody, and all connections."""
            idle, every = owner.execute(OPEN).fetchone() or (0, 0)
            return idle, every

        # who did not wait for the answer has left work behind that ends by itself
        assert eventually(lambda: left_open()[0] == 0)
        assert left_open()[1] < 32, "two apps with pools of 4 and 8, a listener each, and this one"
