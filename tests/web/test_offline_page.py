"""The map page that travels on a stick: opened as a file with the network cut, it is searched and read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert

from geo_app.actor import operator
from geo_app.db import Database
from geo_app.export.package import Order, export, format_named
from geo_app.features import Selection
from geo_app.geo.crs import outgoing
from geo_app.layers import Layers
from geo_app.sites.models import Site
from tests.conftest import clone
from tests.web.conftest import ON_BOTH
from tests.web.screen import SHOTS, Viewport

POINTS = 5_000
COLOURS = ("red", "orange", "yellow", "blue", None)


@pytest.fixture(scope="module")
def stick(
    cluster_url: str, template: str, layers: Layers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The file of a layer of five thousand points, a fifth of them of each colour."""
    for database in clone(cluster_url, template):
        _fill(database)
        order, folder = Order(format_named("html"), outgoing("4490")), tmp_path_factory.mktemp("stick")
        yield export(database, operator("test"), Selection(layers["risk_point"]), order, folder).path


def _fill(database: Database) -> None:
    rows = [
        {
            "kind": "risk_point",
            "name": f"演示点{n:04}",
            "colour": COLOURS[n % 5],
            "geom": f"SRID=4490;POINT({102 + n % 100 / 200} {24.5 + n // 100 / 100})",
        }
        for n in range(POINTS)
    ]
    with database.transaction(operator("test")) as session:
        session.execute(insert(Site), rows)


@ON_BOTH
def test_five_thousand_points_are_searched_and_switched_without_a_network(
    page: Page, stick: Path, viewport: Viewport
) -> None:
    asked, said = list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.context.set_offline(True)
    page.goto(stick.as_uri())
    panel = page.locator("#panel")
    expect(panel.get_by_role("listitem").filter(has_text="红 重大风险")).to_contain_text("1000")
    page.screenshot(path=SHOTS / f"stick-{viewport.name}.png")
    page.locator("#search").fill("演示点1234")
    page.keyboard.press("Enter")
    card = page.locator(".leaflet-popup-content")
    expect(card).to_contain_text("演示点1234")
    expect(card).to_contain_text("未评")
    page.screenshot(path=SHOTS / f"stick-found-{viewport.name}.png")
    page.locator("#search").fill("没有的名字")
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有找到“没有的名字”")).to_be_visible()
    red = page.get_by_role("checkbox", name="红 重大风险(1000)")
    red.uncheck()
    expect(red).not_to_be_checked()
    page.locator("#search").fill("演示点0000")  # a red one: what is looked for is shown again
    page.keyboard.press("Enter")
    expect(red).to_be_checked()
    assert asked == [stick.as_uri()]
    assert said == []
