"""Sixteen browsers that never pause: how many answers a second come back over HTTP."""

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import NamedTemporaryFile

from geo_app.errors import Unavailable

CONNECTIONS, THREADS, SECONDS = 16, 2, 8
SCRIPT = Path(__file__).parent / "addresses.lua"


def answers_per_second(server: str, cookie: str, addresses: list[str]) -> float:
    """Ask a server for these addresses over kept connections, with wrk. Raises where one is refused."""
    found = re.search(r"Requests/sec:\s+([\d.]+)", _asked(server, cookie, addresses))
    assert found
    return float(found[1])


def percentiles(server: str, cookie: str, addresses: list[str]) -> dict[int, float]:
    """Within how many milliseconds 50, 75, 90 and 99 of a hundred answers are there."""
    found = re.findall(r"^ +(\d\d)% +([\d.]+)(us|ms|s) *$", _asked(server, cookie, addresses), re.MULTILINE)
    return {int(share): float(time) * {"us": 0.001, "ms": 1, "s": 1000}[unit] for share, time, unit in found}


def _asked(server: str, cookie: str, addresses: list[str]) -> str:
    """What wrk says."""
    if not shutil.which("wrk"):
        raise Unavailable("没有负载工具 wrk", "请执行 sudo apt-get install wrk")
    with NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(addresses))
        file.flush()
        command = ["wrk", f"-c{CONNECTIONS}", f"-t{THREADS}", f"-d{SECONDS}s", "--latency", "--timeout", "30s"]
        command += ["-H", f"Cookie: {cookie}", "-s", str(SCRIPT), server, "--", file.name]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    return said
