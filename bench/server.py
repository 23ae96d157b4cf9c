"""The server as it is run: uvicorn with two worker processes, a person logged in."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy import select

from bench.stage import DATA, PERSON, PORT, Stage
from geo_app.actor import operator
from geo_app.auth.accounts import add_account
from geo_app.auth.login import COOKIE, Arrival, begin_session
from geo_app.auth.models import Account

ADDRESS = f"http://127.0.0.1:{PORT}"
WORKERS = 2
PASSWORD = "not-for-people-7"  # of the account that the bench makes on its own province


@contextmanager
def served(stage: Stage, **settings: str) -> Iterator[int]:
    """The map over the province while the block runs, its process; `settings` such as GEO_APP_TILE_CACHE_MB."""
    chosen = {"GEO_APP_DATABASE_URL": stage.database.url, "GEO_APP_DATA_DIR": str(DATA), **settings}
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--factory",
        "geo_app.app:from_environment",
        "--log-level",
        "warning",
    ]
    command += ["--port", str(PORT), "--workers", str(WORKERS)]
    process = subprocess.Popen(command, env=os.environ | chosen)
    try:
        for _ in range(300):
            time.sleep(0.2)
            if _is_up():
                break
        else:
            raise RuntimeError("the server did not start; what it said stands above")
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def workers_of(server: int) -> list[int]:
    """The processes that a server answers with."""
    return [int(each) for each in Path(f"/proc/{server}/task/{server}/children").read_text().split()]


def peak_mb(process: int) -> float:
    """The most memory that a process ever held, its share of libraries included."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def cookie_of(stage: Stage) -> str:
    """The cookie of a logged-in editor of the province."""
    with stage.database.transaction(operator("bench")) as session:
        account = session.scalar(select(Account).where(Account.username == PERSON.name))
        if account is None:
            account = add_account(session, PERSON.name, "压测", PERSON.role, list(PERSON.divisions), PASSWORD)
            session.flush()
        return f"{COOKIE}={begin_session(session, account.id, Arrival())}"


def _is_up() -> bool:
    try:
        with urlopen(f"{ADDRESS}/api/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
