"""Whatever is asked: an answer or a refusal in words, never a fault of ours and never a word of SQL.

Requests are drawn by lot from the description of the API, with values that people mistype and intruders try.
"""

import json
import random
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import httpx2
import psycopg
import pytest
from fastapi.testclient import TestClient

from bench.crowd import Request, ask, change, glyphs, left_open, login, mixed
from geo_app.auth.login import COOKIE
from geo_app.db import Database
from tests.conftest import PASSWORD
from tests.contracts.heard import Heard

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


MOST_CONNECTIONS = 31  # two apps with pools of 4 and 8, their listeners, and a few beyond the pools
TILES = ["9/401/219", "12/3213/1757", "14/12853/7030"]
INSERT = (
    "INSERT INTO site (kind, name, initials, geom) SELECT 'risk_point', '点', 'd',"
    " st_setsrid(st_makepoint(102.4 + n * 0.001, 24.9), 4490) FROM generate_series(1, 30) AS n RETURNING id"
)


@pytest.fixture
def kinds(api: TestClient, land: Database) -> dict[str, Callable[[random.Random], Request]]:
    """What is asked, of risk points that the requests by lot have not touched."""
    with psycopg.connect(land.url) as owner:
        ids = [number for (number,) in owner.execute(INSERT)]
    username = api.get("/api/session").json()["username"]
    items = "/collections/risk_point/items"
    chosen = quote("暴露人数 > 2 OR name = 'x'")
    return {
        "tile": lambda lot: Request("GET", f"/tiles/mine,risk_point/{lot.choice(TILES)}.mvt"),
        "page": lambda lot: Request("GET", f"{items}?limit={lot.randint(1, 20)}&bbox=102,24,103,25"),
        "feature": lambda lot: Request("GET", f"{items}/{lot.choice(ids)}"),
        "filter": lambda lot: Request("GET", f"{items}?filter={chosen}&limit={lot.randint(1, 20)}"),
        "change": lambda lot: change("risk_point", lot.choice(ids), exposed_people=lot.randint(0, 99)),
        "glyphs": lambda _: glyphs(0),
        "login": lambda _: login(username, PASSWORD),
    }


@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.clients)])
def test_mixed_requests_at_once_all_succeed_and_leave_no_connection_behind(
    heard: Heard, api: TestClient, land: Database, kinds: Any, count: int
) -> None:
    """Sixteen people without a pause: tiles, pages, features, filters, changes, logins."""
    shown = {"Cookie": f"{COOKIE}={api.cookies[COOKIE]}"}
    told = ask(heard.address, shown, mixed(kinds, count))
    print(f"{count} requests, {told.statuses}: 99 of 100 within {told.within_ms(0.99):.0f} ms")
    assert sum(told.statuses.values()) == count
    assert set(told.statuses) == {200, 204}
    assert not left_open(land.url)[0]
    assert left_open(land.url)[1] <= MOST_CONNECTIONS


def test_who_does_not_wait_for_the_answer_leaves_no_connection_behind(
    heard: Heard, token: str, land: Database
) -> None:
    shown = {"Authorization": f"Bearer {token}"}
    with httpx2.Client(base_url=heard.address, headers=shown) as client, ThreadPoolExecutor(16) as crowd:

        def leave(number: int) -> None:
            with suppress(httpx2.TimeoutException):
                client.get("/collections/mine/items", params={"bbox": f"102,24,103,{25 + number}"}, timeout=0.005)

        list(crowd.map(leave, range(50)))
    assert not left_open(land.url)[0], "what nobody waits for ends by itself"
    assert left_open(land.url)[1] <= MOST_CONNECTIONS
