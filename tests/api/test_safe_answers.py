"""What every answer tells the browser, whatever the answer is; and who may make a browser ask."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from geo_app.app import FRONT_END
from geo_app.db import Database
from tests.conftest import log_in


def policy(client: TestClient, path: str) -> dict[str, list[str]]:
    header = client.get(path).headers["content-security-policy"]
    return {name: sources for name, *sources in (part.split() for part in header.split(";") if part.strip())}


@pytest.mark.parametrize("path", ["/", "/api/session", "/api/nothing", "/styles/map", "/health"])
def test_no_page_runs_a_script_that_is_not_our_own_file(client: TestClient, path: str) -> None:
    found = policy(client, path)
    assert found.get("script-src", found["default-src"]) == ["'self'"]
    assert found["frame-ancestors"] == ["'none'"]
    assert client.get(path).headers["x-content-type-options"] == "nosniff"


def test_our_pages_hold_no_inline_script_and_none_of_another_host() -> None:
    for page in FRONT_END.rglob("*.html"):
        scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page.read_text(), re.DOTALL)
        assert scripts, page
        assert all(re.search(r'src="/', attributes) and not inside.strip() for attributes, inside in scripts), page


def test_a_fault_of_ours_tells_a_number_and_nothing_of_the_inside(app: FastAPI) -> None:
    quiet = TestClient(app, raise_server_exceptions=False)
    broken = app.state.database
    app.state.database = None
    try:
        answer = quiet.get("/ready", headers={"X-Request-ID": "asked-by-us"})
    finally:
        app.state.database = broken
    assert answer.status_code == 500
    assert "asked-by-us" in answer.json()["detail"]
    assert "NoneType" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"] == "asked-by-us"


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_a_page_of_another_site_makes_no_browser_change_anything(
    client: TestClient, database: Database, headers: dict[str, str]
) -> None:
    log_in(client, database, "editor", ["530181"])
    assert client.post("/api/tokens", json={"name": "x"}, headers=headers).status_code == 403
    assert client.get("/api/tokens").json() == []
