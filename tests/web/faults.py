"""What must not happen in a page: a request to another host, a thrown error, an error on the console."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Page, Request

CUT = "net::ERR_INTERNET_DISCONNECTED"
REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


@dataclass
class Faults:
    """The faults of one test's pages; `expected` are the statuses that the test provokes, `is_cut`: it cuts the
    network, `elsewhere`: a host that a page sends the person to."""

    base_url: str
    expected: set[int] = field(default_factory=set)
    is_cut: bool = False
    elsewhere: str | None = None
    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.found.append(f"thrown: {error}"))

    def _asked(self, request: Request) -> None:
        ours = (f"{self.base_url}/", "data:", f"blob:{self.base_url}/", self.elsewhere or "data:")
        if not (request.url.startswith(ours) or self._is_elsewhere(request.frame.url)):
            self.found.append(f"asked another host: {request.url}")

    def _is_elsewhere(self, url: str) -> bool:
        return self.elsewhere is not None and url.startswith(self.elsewhere)

    def _said(self, message: ConsoleMessage) -> None:
        if (
            message.type != "error"
            or (self.is_cut and CUT in message.text)
            or self._is_elsewhere(message.page.url)
        ):
            return
        where = message.location["url"]
        refused = REFUSAL.match(message.text)
        status = int(refused[1]) if refused else 0
        nobody_there = status == 401 and where.endswith("/api/session")  # how the page learns that it must ask
        if not nobody_there and status not in self.expected:
            self.found.append(f"said: {message.text} ({where})")
