"""The files of the app: packed small for whoever takes them packed, plain for the others."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from geo_app.app import FRONT_END


@pytest.fixture
def script() -> str:
    """The largest script of the front end."""
    return max((FRONT_END / "assets").glob("*.js"), key=lambda each: each.stat().st_size).name


def test_a_script_comes_packed_and_may_be_kept_for_ever(app: FastAPI, script: str) -> None:
    client = TestClient(app)
    plain = client.get(f"/assets/{script}", headers={"Accept-Encoding": "identity"})
    assert (plain.status_code, "content-encoding" in plain.headers) == (200, False)
    assert plain.content == (FRONT_END / "assets" / script).read_bytes()
    with client.stream("GET", f"/assets/{script}", headers={"Accept-Encoding": "gzip, br"}) as answer:
        assert answer.headers["content-encoding"] == "br"
        assert answer.headers["content-type"].split(";")[0] == "text/javascript"
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["vary"] == "Accept-Encoding"
        assert sum(map(len, answer.iter_raw())) < len(plain.content) / 3


def test_a_file_of_an_older_version_is_missed_in_words(app: FastAPI) -> None:
    """A page that was open during an update asks for it; the page itself instead would be read as a script."""
    missed = TestClient(app).get("/assets/MapPage-00000000.js")
    assert (missed.status_code, missed.json()["remedy"]) == (404, "请刷新页面")
