"""The app on a real port, for programs of others, and the addresses that they asked for."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote_plus

import uvicorn
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send


class Heard:
    """The app, its address, and the addresses that it was asked for, in plain words."""

    def __init__(self, app: FastAPI, port: int) -> None:
        self._app = app
        self.address = f"http://127.0.0.1:{port}"
        self.lines: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.lines.append(f"{scope['method']} {scope['path']}?{unquote_plus(scope['query_string'].decode())}")
        await self._app(scope, receive, send)


@contextmanager
def on_a_port(app: FastAPI) -> Iterator[Heard]:
    """The app, served on a port of its own by a thread of this process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    heard = Heard(app, port)
    server = uvicorn.Server(uvicorn.Config(heard, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.01)
    try:
        yield heard
    finally:
        server.should_exit = True
        thread.join(10)
