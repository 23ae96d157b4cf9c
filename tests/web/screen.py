"""What a person does on the screen, the same on a phone and on a desktop."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, StorageState, ViewportSize, expect

from tests.web.faults import Faults

PATIENCE = 30_000  # milliseconds; a loaded machine draws slowly
SHOTS = Path(__file__).parent / "shots"
MAP = "document.querySelector('[data-map-idle]').map"
RESTS = "document.querySelector('[data-map-idle]')?.dataset.mapIdle === '1'"
DRAWN = f"""(layer) => {MAP}.queryRenderedFeatures({{ layers: [layer] }})
    .map((one) => ({{ ...one.properties, id: one.id, at: one.geometry.coordinates }}))"""

LONELIEST = f"""(layer) => {{
    const map = {MAP}
    const box = map.getCanvas().getBoundingClientRect()
    const seen = map.queryRenderedFeatures()
        .filter((one) => one.geometry.type === 'Point' && one.layer.id.endsWith('-mark'))
        .map((one) => ({{ one, at: map.project(one.geometry.coordinates) }}))
    const free = ({{ x, y }}) => document.elementFromPoint(box.x + x, box.y + y) === map.getCanvas()
    const room = (mine) => Math.min(...seen.filter(({{ one }}) => one.id !== mine.one.id)
        .map(({{ at }}) => Math.hypot(at.x - mine.at.x, at.y - mine.at.y)))
    const mine = seen.filter(({{ one, at }}) => one.layer.metadata?.layer === layer && free(at))
    const [best] = mine.sort((a, b) => room(b) - room(a))
    return best && {{ ...best.one.properties, id: best.one.id, at: best.one.geometry.coordinates }}
}}"""


@dataclass(frozen=True)
class Viewport:
    name: str
    width: int
    height: int

    @property
    def is_phone(self) -> bool:
        return self.width < 840

    @property
    def mark(self) -> str:
        """Told apart in names that a test gives on both screens."""
        return "乙" if self.is_phone else "甲"

    @property
    def size(self) -> ViewportSize:
        return {"width": self.width, "height": self.height}


@dataclass(frozen=True)
class Screen:
    """One browser page of one person."""

    page: Page
    viewport: Viewport
    sessions: dict[str, StorageState]
    faults: Faults

    def enter(self, username: str, path: str = "/", **query: object) -> None:
        """Come in as a demonstration account that logged in before, and open a page."""
        self.become(username)
        self.go(path, **query)

    def become(self, username: str) -> None:
        """Be a demonstration account that logged in before; which page to open comes later."""
        self.page.context.clear_cookies()
        self.page.context.add_cookies(self.sessions[username]["cookies"])  # type: ignore[arg-type]

    def go(self, path: str = "/", **query: object) -> None:
        self.page.goto(f"{path}?{urlencode(query)}" if query else path)

    def get(self, path: str, **query: str | float | bool) -> Any:
        """What the server answers to the person of this page."""
        answer = self.page.request.get(path, params=query, max_retries=1)  # a kept connection may just have ended
        assert answer.ok, answer.text()
        return answer.json()

    def sites(self, layer: str, **properties: object) -> list[dict[str, Any]]:
        """Sites of a layer with these properties: every other one, so that phone and desktop change others."""
        found = self.get(f"/collections/{layer}/items", limit=1000)["features"]
        mine = found[self.viewport.is_phone :: 2]
        return [one for one in mine if one["properties"].items() >= properties.items()]

    def marked(self, name: str) -> Locator:
        """The visible part of the page that the front end marked with this name for tests."""
        return self.page.locator(f"[data-test='{name}']:visible")

    def button(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=True)

    def choose(self, field: str, option: str) -> None:
        """Choose from a list. A dialog that comes in takes the focus, which would close a list opened before."""
        self.marked(field).wait_for()  # the dialog itself may still be on its way
        self.until("[...document.querySelectorAll('.q-dialog')].at(-1)?.contains(document.activeElement) ?? true")
        self.marked(field).click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def until(self, condition: str, argument: object = None) -> Any:
        """Until an expression of the page, which may name `given`, is true; the page forbids eval."""
        look = f"""(given) => new Promise((done, fail) => {{
            const end = Date.now() + {PATIENCE}
            const look = () => {{
                const found = {condition}
                if (found) done(found)
                else if (Date.now() > end) fail(new Error('never became true'))
                else setTimeout(look, 50)
            }}
            look()
        }})"""
        return self.page.evaluate(look, argument)

    def at_rest(self) -> None:
        """Until everything of the map is loaded and drawn."""
        self.until(RESTS)

    def drawn(self, layer: str) -> list[dict[str, Any]]:
        """Properties and place of all that the map shows of a layer of its style."""
        self.at_rest()
        return self.page.evaluate(DRAWN, layer)

    def lone_mark(self, layer: str) -> dict[str, Any]:
        """The mark of a layer that lies furthest from all others, and under no button: a finger cannot miss it."""
        self.at_rest()
        mark: dict[str, Any] | None = self.page.evaluate(LONELIEST, layer)
        assert mark, f"the map shows no mark of {layer}"
        return mark

    def in_the_open(self, lon: float, lat: float) -> bool:
        """Whether a place of the map is on the screen and under no button."""
        within: bool = self.page.evaluate(
            f"""(place) => {{
                const box = {MAP}.getCanvas().getBoundingClientRect()
                const at = {MAP}.project(place)
                return document.elementFromPoint(box.x + at.x, box.y + at.y) === {MAP}.getCanvas()
            }}""",
            [lon, lat],
        )
        return within

    def until_drawn(self, layer: str, condition: str) -> None:
        """Until the map rests and a condition on `shown`, what it shows of a layer of its style, holds."""
        self.until(f"{RESTS} && ((shown) => {condition})(({DRAWN})(given))", layer)

    def bounds(self) -> str:
        """The edges of the map as a bbox."""
        self.at_rest()
        edges: list[float] = self.page.evaluate(f"{MAP}.getBounds().toArray().flat()")
        return ",".join(f"{edge:.6f}" for edge in edges)

    def click_place(self, lon: float, lat: float) -> None:
        """Click, or put a finger, on a place of the map."""
        self.at_rest()
        x, y = self.page.evaluate(
            f"""(place) => {{
                const box = {MAP}.getCanvas().getBoundingClientRect()
                const at = {MAP}.project(place)
                return [box.x + at.x, box.y + at.y]
            }}""",
            [lon, lat],
        )
        self.tap(x, y)

    def tap(self, x: float, y: float) -> None:
        if self.viewport.is_phone:
            self.page.touchscreen.tap(x, y)
        else:
            self.page.mouse.click(x, y)

    def open_layers(self) -> None:
        """The panel with filter and layers: always there on a desktop, a sheet on a phone."""
        if self.viewport.is_phone:
            self.marked("open-layers").click()

    def legend(self) -> Locator:
        return self.page.get_by_role("region", name="图例")

    def open_card(self, site: int, **query: object) -> Locator:
        """The card of a site, in full; of the layers only the divisions are drawn, unless told otherwise."""
        self.go("/", **{"site": site, "layers": "division"} | query)
        return self.card()

    def card(self) -> Locator:
        """The card on the screen, drawn up to its full height on a phone."""
        card = self.marked("card")
        expect(card.get_by_role("heading", level=2)).to_be_visible()
        if self.viewport.is_phone:
            for _ in ("half", "full"):
                self.marked("sheet-handle").press("Enter")
        return card

    def shot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}-{self.viewport.width}.png", animations="disabled")
