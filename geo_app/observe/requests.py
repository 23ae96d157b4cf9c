"""Every request has a number, is counted and, where logs are JSON, told in one line."""

import re
import secrets
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo_app.meters import LOGINS, REQUESTS, SECONDS, request_id
from geo_app.observe.logs import ACCESS
from geo_app.observe.tracing import span_of

HEADER = "X-Request-ID"
GONE = 499  # whoever asked went away before the answer began
GIVEN = re.compile(r"[\w-]{8,64}", re.ASCII)  # by a proxy in front, so that its log and ours speak of the same


class Observed:
    """Around all doors, the outermost but for the handler of faults."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        number = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
        request_id.set(number)
        status = GONE

        async def send_numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = number
            await send(message)

        began = perf_counter()
        with span_of(scope) as span:
            try:
                await self.app(scope, receive, send_numbered)
            except Exception:
                status = 500
                raise
            finally:
                verb, door = scope["method"], door_of(scope)
                _count(verb, door, status, perf_counter() - began)
                span.tell(verb, door, status, number)


def door_of(scope: Scope) -> str:
    """The pattern of the door, which names no site and no person."""
    found = getattr(scope.get("route"), "path", None)
    if found:
        return str(found)
    patterns = {"names", "layer", "feature_id"} & scope.get("path_params", {}).keys()
    if scope["path"].startswith("/tiles/") and patterns:
        return "/tiles/{names}/{z}/{x}/{y}.mvt"
    if scope["path"].startswith("/collections/") and patterns:
        return "/collections/{layer}/items" + ("/{feature_id}" if "feature_id" in patterns else "")
    return "other"


def _count(verb: str, door: str, status: int, seconds: float) -> None:
    verb = verb if verb in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "other"
    REQUESTS.labels(verb, door, str(status)).inc()
    SECONDS.labels(door).observe(seconds)
    if (verb, door) == ("POST", "/api/session"):
        LOGINS.labels(str(status)).inc()
    told = {"verb": verb, "door": door, "status": status, "ms": round(seconds * 1000, 1)}
    ACCESS.info("%s %s", verb, door, extra={"told": told})
