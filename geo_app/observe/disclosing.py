"""Every answer that may name a person or tell a telephone is noted: to whom, by which door, asked for what."""

from functools import cache
from urllib.parse import unquote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo_app.auth.tokens import Caller
from geo_app.observe.requests import door_of
from geo_app.reckoning.tables import rows

Title = tuple[str, str]


@cache
def titles() -> dict[tuple[str, str], Title]:
    """The doors that tell of persons (verb, pattern), each in Chinese and English words."""
    return {(row["verb"], row["door"]): (row["title"], row["title_en"]) for row in rows("disclosures/doors")}


class Disclosing:
    """Around all doors: notes before the answer begins, nothing of what was refused or had not changed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] // 100 == 2:
                _note(scope)
            await send(message)

        await self.app(scope, receive, send_noted if scope["type"] == "http" else send)


def _note(scope: Scope) -> None:
    caller = scope.get("state", {}).get("caller")
    verb, door = scope["method"], door_of(scope)
    if not isinstance(caller, Caller) or (verb, door) not in titles():
        return
    query = unquote(scope["query_string"].decode("latin-1"))
    told = {"verb": verb, "door": door, "asked": scope["path"] + (f"?{query}" if query else "")}
    address = scope["client"][0] if scope.get("client") else ""
    scope["app"].state.disclosures.note(caller.actor, caller.token, address=address, **told)
