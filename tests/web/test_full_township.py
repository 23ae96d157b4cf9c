"""A township of 20,000 sites on a phone without a network: marks that would cover the screen are counted, none is
left out, and the file stays small."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, expect
from psycopg import sql

from geo_app.demo.accounts import EVERYBODYS
from tests.conftest import clone
from tests.web.conftest import CSP_ALARM, IN_THE_FIELD, PATIENCE, serving
from tests.web.faults import Faults
from tests.web.screen import MAP, Screen, Viewport
from tests.web.test_offline import CUT, INSTALLED

SITES, TOWN = 20_000, "102.36, 24.93"
FILL = Path(__file__).parents[2] / "bench" / "township.sql"
MOST_BYTES = 2_500_000
MOST_MARKS = 900  # more of this size than half the screen has room for
MARKS = f"""{MAP}.queryRenderedFeatures().filter(({{ layer, geometry }}) =>
    layer.id.endsWith('-mark') && !layer.id.startsWith('clusters') && geometry.type === 'Point').length"""


@pytest.fixture(scope="module")
def full(cluster_url: str, county: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with one full township."""
    for database in clone(cluster_url, county):
        with psycopg.connect(database.url, autocommit=True) as owner:
            for neighbours in ("gaps_inserted", "recompute_inserted"):  # nothing here reads what they write
                owner.execute(sql.SQL("ALTER TABLE site DISABLE TRIGGER {}").format(sql.Identifier(neighbours)))
            owner.execute("SELECT set_config('bench.sites', %s, false)", (str(SITES),))
            owner.execute(FILL.read_bytes())
        with serving(database, tmp_path_factory.mktemp("full")) as address:
            yield address


@pytest.fixture
def screen(
    browser: Browser, full: str, browser_context_args: dict[str, Any], viewport: Viewport
) -> Iterator[Screen]:
    expect.set_options(timeout=PATIENCE)
    context = browser.new_context(**browser_context_args | {"base_url": full, "service_workers": "allow"})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(CSP_ALARM)
    faults = Faults(full, {CUT})
    faults.watch(page)
    yield Screen(page, viewport, {}, faults)
    context.close()
    assert not faults.found, faults.found


@pytest.mark.phone  # 20,000 sites take their time: a part of `make test-phone`
@IN_THE_FIELD
def test_where_marks_would_cover_the_screen_they_are_counted_and_come_apart_closer_in(screen: Screen) -> None:
    screen.page.request.post("/api/session", data={"username": "township", "password": EVERYBODYS})
    screen.go("/me")
    screen.until(INSTALLED)
    screen.marked("take").click()
    expect(screen.marked("area-kept")).to_be_visible()
    head = screen.page.request.head("/tiles/risk_point/area/530181007.pmtiles")
    assert int(head.headers["content-length"]) < MOST_BYTES
    screen.page.context.set_offline(True)
    screen.go("/")
    expect(screen.marked("from-file")).to_be_visible()
    screen.until_drawn("clusters-near", f"shown.reduce((sum, {{ n }}) => sum + n, 0) >= {SITES}")
    assert screen.page.evaluate(MARKS) == 0
    screen.shot("full-township")
    screen.page.evaluate(f"{MAP}.jumpTo({{ center: [{TOWN}], zoom: 14 }})")
    screen.at_rest()
    assert screen.page.evaluate(MARKS) == 0
    screen.shot("full-town")
    screen.page.evaluate(f"{MAP}.jumpTo({{ center: [{TOWN}], zoom: 17 }})")
    screen.until_drawn("risk_point-mark", "shown.length > 3")
    assert screen.page.evaluate(MARKS) < MOST_MARKS
    assert screen.drawn("clusters-near") == []
    screen.shot("full-street")
