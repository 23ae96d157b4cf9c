"""One machine of a bureau: `geo-app serve` on its own database, started again as by systemd, and what kills it."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo_app.cluster import Cluster
from tests.conftest import PASSWORD

PATIENCE_S = 120
REST_S = 3  # RestartSec of deploy/geo-app.service
GEO_APP = str(Path(sys.executable).with_name("geo-app"))
EDITOR = "storm"


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Machine:
    """`folder` is its data folder; `more` are settings on top of the usual ones."""

    folder: Path
    more: dict[str, str] = field(default_factory=dict)
    port: int = 0
    restarts: int = 0

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder.mkdir(parents=True, exist_ok=True)
        self.environment = {**os.environ, "GEO_APP_DATA_DIR": str(self.folder), **self.more}
        self.environment.pop("GEO_APP_DATABASE_URL", None)
        self.cluster = Cluster(self.folder / "postgis")
        self._wanted = False
        self._server: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def command(self, *words: str, said: str = "") -> None:
        """One command on this machine."""
        subprocess.run(
            [GEO_APP, *words], env=self.environment, input=said, text=True, check=True, capture_output=True
        )

    def start(self) -> None:
        self._wanted = True
        self._keeper.start()
        self.until_well()

    def _keep(self) -> None:
        """What systemd does: start it again when it ended."""
        command = [GEO_APP, "serve", "--port", str(self.port), "--workers", "2"]
        with self.folder.with_suffix(".log").open("ab") as log:
            while self._wanted:
                self._server = subprocess.Popen(
                    command, env=self.environment, stdout=log, stderr=log, start_new_session=True
                )
                self._server.wait()
                if self._wanted:
                    self.restarts += 1
                    time.sleep(REST_S)

    def stop(self) -> None:
        self._wanted = False
        if self._server and self._server.poll() is None:
            self._server.terminate()
        self._keeper.join(30)
        self.cluster.stop()

    def processes(self) -> list[int]:
        """The processes of the server, the first one and those that serve."""
        assert self._server
        asked = subprocess.run(
            ["pgrep", "--session", str(self._server.pid)], capture_output=True, text=True, check=False
        )
        return [int(each) for each in asked.stdout.split()]

    def kill_server(self) -> None:
        """SIGKILL to all processes of the server."""
        assert self._server
        os.killpg(self._server.pid, signal.SIGKILL)

    def kill_worker(self) -> None:
        """SIGKILL to one process that serves."""
        os.kill(max(self.serving()), signal.SIGKILL)

    def serving(self) -> list[int]:
        """The processes that serve: they hold connections of the database."""
        return [each for each in self.processes() if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]

    def kill_database(self) -> None:
        """SIGKILL to the database's first process; its others follow."""
        pid = int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)

    def kill_backend(self) -> None:
        """SIGKILL to one process of the database that works for the server, as when memory runs out."""
        pid = int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0])
        asked = subprocess.run(
            ["pgrep", "--parent", str(pid), "--full", "geo_app_owner"], capture_output=True, text=True, check=False
        )
        if found := asked.stdout.split():
            os.kill(int(found[0]), signal.SIGKILL)

    def ask(
        self,
        verb: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        patience: float = 30,
    ) -> Answer:
        """One request on a connection of its own. Raises OSError or HTTPException where there was no answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
        try:
            content = None if body is None else json.dumps(body).encode()
            line.request(verb, path, content, {"Content-Type": "application/json", **(headers or {})})
            answer = line.getresponse()
            return Answer(answer.status, answer.read(), {name.lower(): text for name, text in answer.getheaders()})
        finally:
            line.close()

    def log_in(self, username: str = EDITOR) -> dict[str, str]:
        """The header that keeps this person logged in."""
        answer = self.ask("POST", "/api/session", {"username": username, "password": PASSWORD})
        assert answer.status == 200, answer.body
        return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}

    def is_well(self) -> bool:
        try:
            return self.ask("GET", "/ready", patience=2).status == 200
        except (OSError, http.client.HTTPException):
            return False

    def until_well(self) -> float:
        """Seconds until it is ready."""
        began = time.monotonic()
        while not self.is_well():
            assert time.monotonic() < began + PATIENCE_S, "it did not come back"
            time.sleep(0.05)
        return time.monotonic() - began

    def memory_mb(self) -> float:
        """What the serving processes hold, together, proportionally shared."""
        texts = (Path(f"/proc/{each}/smaps_rollup").read_text() for each in self.serving())
        lines = (line for text in texts for line in text.splitlines() if line.startswith("Pss:"))
        return sum(int(line.split()[1]) for line in lines) / 1024
