"""A network that breaks: requests byte by byte, cut anywhere, sent several times, answered by nobody; and a server
that is killed in between."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE_S = 60
SPOILT = (OSError, http.client.HTTPException, ValueError)  # no answer, half an answer


@dataclass(frozen=True)
class Trouble:
    """What goes wrong with a request: how often it is sent at once, after which share of its bytes the line
    breaks, whether its answer is lost, and after how many milliseconds the server is killed."""

    times: int = 1
    cut: float | None = None
    deaf: bool = False
    kill_ms: int | None = None


CLEAN = Trouble()


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any


@dataclass
class Server:
    """`geo-app` on a socket of its own."""

    port: int
    host: subprocess.Popen[str]
    serving: int = 0
    kills: int = 0
    unheard: list["Line"] = field(default_factory=list)  # requests whose answers nobody waits for

    def come_to_rest(self) -> None:
        """Until nothing is on its way any more."""
        for line in self.unheard:
            line.answer()
        self.unheard.clear()

    def kill(self) -> None:
        """As if the power had gone; its successor is there at once."""
        os.kill(self.serving, signal.SIGKILL)
        self.kills += 1
        self.follow()

    def follow(self) -> None:
        """Until the next process that serves is known."""
        assert self.host.stdout
        self.serving = int(self.host.stdout.readline())

    def ask(self, request: bytes, trouble: Trouble = CLEAN) -> Answer | None:
        """Send a request through this trouble; the first answer that comes back whole."""
        whole = len(request) if trouble.cut is None else int(trouble.cut * len(request))
        lines = [self.begin(request[:whole]) for _ in range(trouble.times)]
        if trouble.kill_ms is not None:
            time.sleep(trouble.kill_ms / 1000)
            self.kill()
        if trouble.cut is not None:
            for line in lines:
                line.close()
            return None
        if trouble.deaf:
            self.unheard += lines
            return None
        answers = [line.answer() for line in lines]
        return next((answer for answer in answers if answer), None)

    def begin(self, request: bytes) -> "Line":
        """Send a request, and do not wait for its answer yet."""
        line = socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)
        with suppress(OSError):
            line.sendall(request)
        return Line(line)


@dataclass(frozen=True)
class Line:
    """A request on its way."""

    socket: socket.socket

    def answer(self) -> Answer | None:
        """The answer, or None where the line broke before its end."""
        with self.socket:
            try:
                told = http.client.HTTPResponse(self.socket)
                told.begin()
                return Answer(told.status, json.loads(told.read()))
            except SPOILT:
                return None

    def answer_until(self, end: int) -> bool:
        """Read so many bytes of the answer and hear no more; whether it was that long."""
        with self.socket:
            left = end
            while left and (heard := self.socket.recv(left)):
                left -= len(heard)
        return not left

    def close(self) -> None:
        self.socket.close()


def request(method: str, path: str, cookie: str, body: bytes = b"") -> bytes:
    """A request as it goes over the line."""
    head = f"{method} {path} HTTP/1.1\r\nHost: here\r\nCookie: {cookie}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


@contextmanager
def serving(database_url: str, folder: Path) -> Iterator[Server]:
    """A server over this database, photos in this folder."""
    settings = {"GEO_APP_DATABASE_URL": database_url, "GEO_APP_DATA_DIR": str(folder)}
    with socket.create_server(("127.0.0.1", 0), backlog=64) as door, (folder / "log").open("w") as log:
        host = subprocess.Popen(
            [sys.executable, "-m", "tests.histories.server", str(door.fileno())],
            env=os.environ | settings,
            pass_fds=[door.fileno()],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        server = Server(door.getsockname()[1], host)
        server.follow()
        try:
            yield server
        finally:
            os.killpg(host.pid, signal.SIGKILL)
            host.communicate()
    assert "Traceback" not in (told := (folder / "log").read_text()), told[-3000:]
