"""Live word of changes: an endless answer that names the layers, to whoever may see them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from geo_app.db import Database
from tests.api.phone import PLACE

PATIENCE_S = 20


class Following:
    """One page that listens, until it goes away."""

    def __init__(self, app: FastAPI, who: TestClient) -> None:
        self.heard, self.status, self.headers = "", 0, dict[str, str]()
        self._app, self._cookie = app, "; ".join(f"{name}={value}" for name, value in who.cookies.items())
        self._gone, self._more = asyncio.Event(), asyncio.Condition()

    async def run(self) -> None:
        headers = [(b"host", b"testserver"), (b"cookie", self._cookie.encode()), (b"accept-encoding", b"gzip")]
        scope = {"type": "http", "method": "GET", "path": "/api/changes", "headers": headers}
        more = {"query_string": b"", "http_version": "1.1", "scheme": "http", "client": ("test", 1)}
        await self._app(scope | more, self._receive, self._send)

    async def until(self, words: str) -> None:
        async with asyncio.timeout(PATIENCE_S), self._more:
            await self._more.wait_for(lambda: words in self.heard)

    def leave(self) -> None:
        self._gone.set()

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        async with self._more:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            self.heard += message.get("body", b"").decode()
            self._more.notify_all()


def test_a_page_that_follows_hears_which_layer_changed_and_nothing_of_the_row(
    app: FastAPI, office: TestClient, database: Database
) -> None:
    async def follow() -> Following:
        page = Following(app, office)
        running = asyncio.create_task(page.run())
        await page.until("retry: 3000")
        async with app.state.wire.listening(database.url):
            await page.until("data: []")  # the line to the database stands: what was before, nobody knows
            body = {"layer": "fuel_station", "geometry": PLACE, "fields": {"name": "甲加油站"}}
            answer = await asyncio.to_thread(office.post, "/api/sites", json=body)
            assert answer.status_code == 201, answer.text
            await page.until("fuel_station")
        page.leave()
        async with asyncio.timeout(PATIENCE_S):
            await running
        return page

    with ThreadPoolExecutor(1) as aside:  # the thread of a browser test before may hold a loop already
        page = aside.submit(lambda: asyncio.run(follow())).result()
    assert (page.status, page.headers["content-type"].split(";")[0]) == (200, "text/event-stream")
    assert (page.headers["cache-control"], page.headers["x-accel-buffering"]) == ("no-store", "no")
    assert "甲加油站" not in page.heard, "what changed, the page asks with its own rights"
    assert "530181" not in page.heard


def test_live_word_needs_a_login(app: FastAPI, door: Callable[..., TestClient]) -> None:
    assert TestClient(app).get("/api/changes").status_code == 401
