"""A real browser before a real server that serves the demonstration county, on a phone and on a desktop."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Page, Playwright, StorageState, expect

from geo_app.app import FRONT_END
from geo_app.db import Database
from geo_app.demo.accounts import EVERYBODYS
from tests.conftest import clone
from tests.web.faults import Faults
from tests.web.screen import PATIENCE, Screen, Viewport

FLAGS = (  # one fixed set: pictures stay the same from run to run
    *("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
    *("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"),
    "--disable-gpu-compositing",  # there is no graphics card: only the map is worth drawing as if there were one
)
PHONE, DESKTOP = Viewport("phone", 390, 844), Viewport("desktop", 1440, 900)
CHEAP = Viewport("cheap", 360, 640)
# `make test` walks the whole way of each user on both screens, the rest on the desktop; `make test-phone` the rest
ON_BOTH = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"], indirect=True)
IN_THE_FIELD = pytest.mark.parametrize("viewport", [PHONE], ids=["phone"], indirect=True)
ON_A_CHEAP_PHONE = pytest.mark.parametrize("viewport", [CHEAP], ids=["cheap"], indirect=True)
AT_A_DESK = pytest.mark.parametrize("viewport", [DESKTOP], ids=["desktop"], indirect=True)
ACCOUNTS = ("admin", "bureau", "approver", "township", "grid", "viewer")
START_SECONDS = 90
CSP_ALARM = (
    "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective, e.blockedURI))"
)


@pytest.fixture(scope="session")
def county_database(cluster_url: str, county: str) -> Iterator[Database]:
    """The county that the server of this run serves; tests may change it."""
    yield from clone(cluster_url, county)


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """An identity provider on this machine that knows two people, one of whom has an account."""
    known = [User(sub=name, claims={"preferred_username": name}) for name in ("bureau", "stranger")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        with run_server_in_thread(require_nonce=True, user_claims=known) as server:
            yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="session")
def base_url(county_database: Database, issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    (folder / "secret").write_text("ours")
    provider = {"ISSUER": issuer, "CLIENT_ID": "geo_app", "SECRET_FILE": str(folder / "secret")}
    with serving(
        county_database, folder, {f"GEO_APP_OIDC_{name}": is_ for name, is_ in provider.items()}
    ) as address:
        yield address


@contextmanager
def serving(database: Database, folder: Path, more: dict[str, str] | None = None) -> Iterator[str]:
    """The address of `geo-app serve`, one process on a free port."""
    assert (FRONT_END / "index.html").is_file(), "the front end is not built: run `make web` first"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [str(Path(sys.executable).with_name("geo-app")), "serve", "--port", str(port), "--workers", "1"]
    settings = {"GEO_APP_DATABASE_URL": database.url, "GEO_APP_DATA_DIR": str(folder)}
    settings |= {"GEO_APP_PUBLIC_URL": address} | (more or {})
    with (folder / "log").open("w+") as log:
        server = subprocess.Popen(command, env=os.environ | settings, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(f"{address}/api/health", server)
            yield address
        finally:
            server.terminate()
            server.wait(20)
        log.seek(0)
        assert "Traceback" not in (told := log.read()), told[-3000:]


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until the server answers; a plain sentence when it ended or never does."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended before it answered"
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.URLError:
            time.sleep(0.1)  # there is nothing else to wait on: it does not listen yet
        else:
            return
    raise AssertionError(f"the server did not answer within {START_SECONDS} s")


@pytest.fixture(scope="session")
def sessions(playwright: Playwright, base_url: str) -> dict[str, StorageState]:
    """The cookie of each demonstration account."""
    cookies = {}
    for username in ACCOUNTS:
        door = playwright.request.new_context(base_url=base_url)
        answer = door.post("/api/session", data={"username": username, "password": EVERYBODYS})
        assert answer.ok, answer.text()
        cookies[username] = door.storage_state()
        door.dispose()
    return cookies


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = shutil.which("chromium-headless-shell")
    assert chromium, "there is no Chromium: run `make packages-test` first"
    return browser_type_launch_args | {"executable_path": chromium, "args": list(FLAGS)}


@pytest.fixture(params=[pytest.param(PHONE, marks=pytest.mark.phone), DESKTOP], ids=["phone", "desktop"])
def viewport(request: pytest.FixtureRequest) -> Viewport:
    """The screen that a person sits or stands before."""
    return request.param


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], viewport: Viewport) -> dict[str, Any]:
    here = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
    here["service_workers"] = "block"  # keeping the app costs time; test_offline.py allows it
    finger = {"has_touch": viewport.is_phone, "is_mobile": viewport.is_phone}
    return browser_context_args | here | finger | {"viewport": viewport.size, "accept_downloads": True}


@pytest.fixture
def faults(base_url: str) -> Iterator[Faults]:
    """A test fails when its page asks another host, throws, or says an error on the console."""
    faults = Faults(base_url)
    yield faults
    assert not faults.found, faults.found


@pytest.fixture
def screen(page: Page, viewport: Viewport, sessions: dict[str, StorageState], faults: Faults) -> Screen:
    """The browser of somebody who is not logged in yet."""
    expect.set_options(timeout=PATIENCE)
    page.set_default_timeout(PATIENCE)
    page.context.add_init_script(CSP_ALARM)
    faults.watch(page)
    return Screen(page, viewport, sessions, faults)
