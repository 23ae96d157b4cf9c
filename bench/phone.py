"""A township of 20,000 sites on a slow phone without a network: taken along, opened, moved about."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
from playwright.sync_api import Page, ViewportSize, sync_playwright
from psycopg import sql

from bench.row import ROUNDS, Row, told
from bench.server import ADDRESS, served
from bench.stage import HERE, NEIGHBOURLY, Stage, empty_database
from geo_app.demo.accounts import EVERYBODYS
from geo_app.demo.load import load_demo
from geo_app.upkeep import count_sites

SITES = 20_000
SLOWER = 4  # times slower than one of these cores
PATIENCE_MS = 180_000
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
INSTALLED = """async () => {
    while (!navigator.serviceWorker.controller) await new Promise((later) => setTimeout(later, 100))
}"""
RESTS = "[data-map-idle='1']"
EMPTY = """async () => {
    const { map } = document.querySelector('[data-map-idle]')
    const { layers } = map.getStyle()
    map.setStyle({ version: 8, sources: {}, layers: layers.slice(0, 1) }, { diff: false })
    await map.once('idle')
}"""
# there and back over the town for three seconds: frames a second, and the longest wait for one in milliseconds
PAN = """async (zoom) => {
    const { map } = document.querySelector('[data-map-idle]')
    const resting = map.once('idle')
    map.jumpTo({ center: [102.36, 24.93], zoom })
    await resting
    const began = performance.now()
    let frames = 0, last = began, longest = 0
    const seen = () => {
        const now = performance.now()
        longest = Math.max(longest, now - last)
        last = now
        frames += 1
    }
    map.on('render', seen)
    for (const x of [600, -600, 600]) {
        const there = map.once('moveend')
        map.panBy([x, x / 2], { duration: 1000, easing: (part) => part, essential: true })
        await there
    }
    map.off('render', seen)
    return [frames / (last - began) * 1000, longest]
}"""
ZOOMS = {"township": 12, "town": 14, "street": 16}


def measure(stage: Stage) -> Iterator[Row]:
    with _township(stage) as made, served(made), _phone() as page:
        about = _out_of_reach(page)
        for name, zoom in ZOOMS.items():
            yield told(_panned(page, name, zoom, about))


def _out_of_reach(page: Page) -> str:
    """Take the township along, lose the network, open the map and the work; what that took."""
    page.goto("/login")
    page.get_by_label("用户名").fill("township")
    page.get_by_label("密码").fill(EVERYBODYS)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda address: "/login" not in address)
    page.goto("/me")
    page.evaluate(INSTALLED)
    page.wait_for_selector("[data-test='area-size']")
    page.locator("[data-test='take']").click()
    taken = _until(page, "[data-test='area-kept']")
    size = page.locator("[data-test='area-kept'] .figures").inner_text().split(" · ")[0]
    page.context.set_offline(True)
    page.goto("/", wait_until="commit")
    opened = _until(page, "[data-test='from-file']", RESTS)
    page.goto("/my-work", wait_until="commit")
    work = _until(page, "[data-test='due']")
    return (
        f"{SITES:,} sites of one township, {SLOWER} times slower, no network. The file has {size}, taken along in "
        f"{taken:.1f} s; the map is there and at rest after {opened:.1f} s, my work after {work:.1f} s."
    )


def _until(page: Page, *shown: str) -> float:
    """Seconds from now until all of this is on the screen."""
    began = time.perf_counter()
    for each in shown:
        page.wait_for_selector(each)
    return time.perf_counter() - began


def _panned(page: Page, name: str, zoom: int, about: str) -> Row:
    """Ours and an empty map in turns: a busy machine slows both."""
    pairs: list[tuple[list[float], list[float]]] = []
    for _ in range(ROUNDS):
        page.goto("/")
        page.wait_for_selector(RESTS)
        ours = page.evaluate(PAN, zoom)
        page.evaluate(EMPTY)
        pairs.append((ours, page.evaluate(PAN, zoom)))
    pairs.sort(key=lambda pair: pair[0][0] / pair[1][0])
    ours, empty = pairs[ROUNDS // 2]
    did = f"{about} Ours: moving the map at zoom {zoom}, the longest frame {ours[1]:.0f} ms. Other: an empty map."
    return Row(f"phone_pan_{name}", ours[0], empty[0], ours[0] / empty[0], "frames/s", did)


@contextmanager
def _township(stage: Stage) -> Iterator[Stage]:
    """The demonstration county, one township of it full."""
    database = empty_database(stage, "township")
    load_demo(database, stage.layers)
    with psycopg.connect(database.url, autocommit=True) as owner:
        for trigger in NEIGHBOURLY:
            owner.execute(sql.SQL("ALTER TABLE site DISABLE TRIGGER {}").format(sql.Identifier(trigger)))
        owner.execute("SELECT set_config('bench.sites', %s, false)", (str(SITES),))
        owner.execute((HERE / "township.sql").read_bytes())
        owner.execute("VACUUM ANALYZE")
    count_sites(database)
    yield replace(stage, database=database)
    database.close()


@contextmanager
def _phone() -> Iterator[Page]:
    """A slow phone with a browser."""
    chromium = shutil.which("chromium-headless-shell")
    if not chromium:
        raise RuntimeError("there is no Chromium: run `make packages-test` first")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        size: ViewportSize = {"width": 390, "height": 844}
        context = browser.new_context(
            base_url=ADDRESS, locale="zh-CN", viewport=size, has_touch=True, is_mobile=True
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        yield page
        browser.close()
