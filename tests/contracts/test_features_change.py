"""OGC API Features Part 4 (20-002r1, a draft): create, replace, update, delete; optimistic locking by ETags."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pyproj import Transformer

from geo_app.db import Database
from tests.conftest import log_in
from tests.contracts.requirement import CRS as URI
from tests.contracts.requirement import is_problem, links

ITEMS = "/collections/mine/items"
GEOJSON = {"Content-Type": "application/geo+json"}
MERGE = {"Content-Type": "application/merge-patch+json"}
QGIS = {"User-Agent": "Mozilla/5.0 QGIS/34008/Debian"}
ZONE = f"{URI}EPSG/0/4543"


def feature(lon: float = 102.42, lat: float = 24.3, **properties: Any) -> dict[str, Any]:
    place = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "id": 1, "geometry": place, "properties": {"name": "新矿", **properties}}


@pytest.fixture
def made(api: TestClient) -> str:
    """The address of a feature of its own."""
    answer = api.post(ITEMS, json=feature(mineral="煤", capacity=30), headers=GEOJSON)
    assert answer.status_code == 201, answer.text
    address: str = answer.headers["location"]
    return address


def tag(api: TestClient, address: str) -> dict[str, str]:
    return {"If-Match": api.get(address).headers["etag"]}


def test_post_op_assigns_a_new_identifier_and_tells_where_it_is(api: TestClient, made: str) -> None:
    """6.2 /req/create-replace-delete/post-op, post-response-rid, post-response."""
    told = api.get(made).json()
    assert told["id"] != 1
    assert told["properties"]["mineral"] == "煤"
    assert told["geometry"]["coordinates"] == [102.42, 24.3]
    assert made.endswith(f"{ITEMS}/{told['id']}")


def test_post_content_type_tells_the_media_type(api: TestClient) -> None:
    """6.2.3 /req/create-replace-delete/post-content-type."""
    assert is_problem(api.post(ITEMS, content="<gml/>", headers={"Content-Type": "application/gml+xml"}), 415)
    assert is_problem(api.post(ITEMS, content="{", headers=GEOJSON), 400)
    assert is_problem(api.post(ITEMS, json={"type": "Point"}, headers=GEOJSON), 400)


@pytest.mark.parametrize(
    "wrong",
    [
        feature(name=""),
        feature(capacity="many"),
        feature(nothing=1),
        feature(lon=24.3, lat=102.4),
        feature() | {"geometry": {"type": "Point"}},
        feature() | {"geometry": {"type": "Point", "coordinates": ["a", None]}},
        feature() | {"geometry": {"type": "GeometryCollection", "geometries": []}},
    ],
)
def test_a_feature_that_cannot_be_is_refused_in_words(api: TestClient, made: str, wrong: dict[str, Any]) -> None:
    assert is_problem(api.post(ITEMS, json=wrong, headers=GEOJSON), 400)
    assert is_problem(api.put(made, json=wrong, headers=GEOJSON | tag(api, made)), 400)


def test_put_op_replaces_the_whole_and_ignores_an_identifier(api: TestClient, made: str) -> None:
    """6.3 /req/create-replace-delete/put-op, put-response, put-rid."""
    whole = feature(lon=102.43, mining_method="open_pit", version=77, colour="red", division="530115")
    answer = api.put(made, json=whole, headers=GEOJSON | tag(api, made))
    assert answer.status_code == 204, answer.text
    told = api.get(made).json()
    said = told["properties"]
    assert (said["mineral"], said["capacity"], said["mining_method"]) == (None, None, "open_pit")
    assert (said["version"], said["colour"]) == (2, None)
    assert told["geometry"]["coordinates"] == [102.43, 24.3]


def test_put_rid_exception(api: TestClient) -> None:
    """6.3.6 /req/create-replace-delete/put-rid-exception: with If-Match what is not there does not match."""
    answer = api.put(f"{ITEMS}/999999", json=feature(), headers=GEOJSON | {"If-Match": '"1"'})
    assert is_problem(answer, 412)


def test_delete_op_retires_and_what_was_there_is_gone(api: TestClient, made: str) -> None:
    """6.4 /req/create-replace-delete/delete-op, delete-response; the last version stays readable."""
    assert api.delete(made, params={"reason": "关闭"}, headers=tag(api, made)).status_code == 204
    gone = api.get(made)
    assert is_problem(gone, 410)
    (last,) = links(gone.json(), "predecessor-version")
    assert api.get(last["href"]).json()["properties"]["name"] == "新矿"
    for answer in (
        api.delete(made, headers={"If-Match": "*"}),
        api.put(made, json=feature(), headers=GEOJSON | {"If-Match": "*"}),
        api.patch(made, json={"properties": {}}, headers=MERGE | {"If-Match": "*"}),
    ):
        assert is_problem(answer, 410)
    history = api.get(f"/api/sites/{made.rsplit('/', 1)[1]}/history").json()
    assert history[0]["reason"] == "关闭"


def test_delete_no_feature(api: TestClient) -> None:
    """6.4.4 /rec/delete/no-feature."""
    assert is_problem(api.delete(f"{ITEMS}/999999", headers={"If-Match": "*"}), 404)
    assert is_problem(api.delete("/collections/risk_point/items/1", headers={"If-Match": "*"}), 404)


def test_options_response_lists_what_is_permitted_here(api: TestClient, made: str) -> None:
    """6.5 /req/create-replace-delete/options-op, options-response; 7.1 /req/update/methods."""
    for address, allowed in ((ITEMS, {"GET", "POST"}), (made, {"GET", "PUT", "PATCH", "DELETE"})):
        answer = api.options(address)
        assert answer.status_code == 200
        assert allowed <= set(answer.headers["allow"].split(", "))
    assert api.options("/collections/division/items").headers["allow"] == "GET, OPTIONS"
    assert is_problem(api.post("/collections/division/items", json=feature(), headers=GEOJSON), 400)


def test_update_patch_op_changes_what_it_names_alone(api: TestClient, made: str) -> None:
    """7.2 /req/update/update-patch-op, update-patch-body, rid; JSON Merge Patch: null takes a value away."""
    patch = {"id": 5, "properties": {"capacity": None, "workers": 120}}
    answer = api.patch(made, json=patch, headers=MERGE | tag(api, made), params={"reason": "年检"})
    assert answer.status_code == 204, answer.text
    said = api.get(made).json()["properties"]
    assert (said["mineral"], said["capacity"], said["workers"]) == ("煤", None, 120)
    moved = {"geometry": {"type": "Point", "coordinates": [102.44, 24.31]}}
    assert api.patch(made, json=moved, headers=MERGE | tag(api, made)).status_code == 204
    assert api.get(made).json()["geometry"]["coordinates"] == [102.44, 24.31]
    assert is_problem(api.patch(made, json={"properties": None}, headers=MERGE | {"If-Match": "*"}), 400)
    assert is_problem(api.patch(made, json={"properties": {"name": None}}, headers=MERGE | {"If-Match": "*"}), 400)


def test_etags_keep_one_person_from_overwriting_another(api: TestClient, made: str) -> None:
    """8.3 /req/optimistic-locking-etags/etag, ifmatch: each change tells an ETag; If-Match is evaluated first."""
    seen = tag(api, made)
    first = api.patch(made, json={"properties": {"workers": 1}}, headers=MERGE | seen)
    assert first.headers["etag"] == '"2"'
    late = api.patch(made, json={"properties": {"workers": 2}}, headers=MERGE | seen)
    assert is_problem(late, 412)
    assert is_problem(api.put(made, json=feature(), headers=GEOJSON | seen), 412)
    assert is_problem(api.delete(made, headers=seen), 412)
    again = api.put(made, json=feature(), headers=GEOJSON | {"If-Match": first.headers["etag"]})
    assert again.headers["etag"] == '"3"'


def test_a_change_without_if_match_is_asked_for_one_but_from_qgis_which_has_none(
    api: TestClient, made: str
) -> None:
    """8.3.3 /per/optimistic-locking-etags/ifmatch-missing, ifmatch-star."""
    patch = {"properties": {"workers": 7}}
    assert is_problem(api.patch(made, json=patch, headers=MERGE), 428)
    assert is_problem(api.put(made, json=feature(), headers=GEOJSON), 428)
    assert is_problem(api.delete(made), 428)
    assert api.patch(made, json=patch, headers=MERGE | QGIS).status_code == 204
    assert api.put(made, json=feature(), headers=GEOJSON | {"If-Match": "*"}).status_code == 204


@pytest.mark.parametrize("number", [4490, 4543, 3857])
def test_the_header_content_crs_names_the_system_of_the_place(api: TestClient, number: int) -> None:
    """9.5 /req/features/content-crs-header, crs-other-crs: the axes are those of the system."""
    first, second = Transformer.from_crs(4490, number).transform(24.3, 102.42)
    sent = feature(first, second)
    answer = api.post(ITEMS, json=sent, headers=GEOJSON | {"Content-Crs": f"<{URI}EPSG/0/{number}>"})
    assert answer.status_code == 201, answer.text
    place = api.get(answer.headers["location"]).json()["geometry"]["coordinates"]
    assert place == pytest.approx([102.42, 24.3], abs=1e-8)


def test_a_system_that_is_not_offered_is_refused(api: TestClient) -> None:
    for header in (f"<{URI}EPSG/0/2000>", "nonsense"):
        assert is_problem(api.post(ITEMS, json=feature(), headers=GEOJSON | {"Content-Crs": header}), 400)
    beyond = feature(9e99, 9e99)
    assert is_problem(api.post(ITEMS, json=beyond, headers=GEOJSON | {"Content-Crs": f"<{ZONE}>"}), 400)


def test_a_token_writes_where_it_was_made_for_that(api: TestClient, made: str) -> None:
    cookies = dict(api.cookies)
    tokens = {
        writes: api.post("/api/tokens", json={"name": "QGIS", "writes": writes, "layers": ["mine"]}).json()[
            "token"
        ]
        for writes in (False, True)
    }
    api.cookies.clear()
    try:
        for writes, status in ((False, 403), (True, 204)):
            shown = {"Authorization": f"Bearer {tokens[writes]}"}
            patch = {"properties": {"workers": 9}}
            answer = api.patch(made, json=patch, headers=MERGE | shown | {"If-Match": "*"})
            assert answer.status_code == status, answer.text
            assert ("PATCH" in api.options(made, headers=shown).headers["allow"]) is writes
        elsewhere = {"Authorization": f"Bearer {tokens[True]}"}
        assert is_problem(api.options("/collections/risk_point/items", headers=elsewhere), 404)
    finally:
        api.cookies.update(cookies)
    history = api.get(f"/api/sites/{made.rsplit('/', 1)[1]}/history").json()
    assert history[0]["reason"] == "经令牌“QGIS”修改"


def test_a_viewer_changes_nothing(api: TestClient, made: str, land: Database) -> None:
    cookies = dict(api.cookies)
    api.cookies.clear()
    try:
        log_in(api, land, "viewer", [""])
        for answer in (
            api.post(ITEMS, json=feature(), headers=GEOJSON),
            api.patch(made, json={"properties": {"workers": 1}}, headers=MERGE | {"If-Match": "*"}),
            api.delete(made, headers={"If-Match": "*"}),
        ):
            assert is_problem(answer, 403)
        assert api.options(made).headers["allow"] == "GET, OPTIONS"
    finally:
        api.cookies.clear()
        api.cookies.update(cookies)


def test_what_has_not_changed_is_not_sent_again(api: TestClient, made: str) -> None:
    for address in (made, f"{ITEMS}?limit=5", f"{made}?crs={ZONE}"):
        first = api.get(address)
        assert "no-store" not in first.headers["cache-control"]
        seen = {"If-None-Match": first.headers["etag"]}
        again = api.get(address, headers=seen)
        assert (again.status_code, again.content) == (304, b"")
    seen = {"If-None-Match": api.get(made).headers["etag"]}
    assert (
        api.patch(made, json={"properties": {"workers": 3}}, headers=MERGE | {"If-Match": "*"}).status_code == 204
    )
    assert api.get(made, headers=seen).status_code == 200
