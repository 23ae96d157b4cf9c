"""A crowd that logs in leaves no memory behind."""

import subprocess
import sys

CROWD = """
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from geo_app.auth.passwords import hashed, matches
from geo_app.observe.memory import give_back_large


def held_mb(which: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(which))


give_back_large()
stored, before = hashed("矿山 安全 2026"), held_mb("RssAnon")
with ThreadPoolExecutor(16) as crowd:
    assert all(crowd.map(lambda _: matches("矿山 安全 2026", stored), range(64)))
print(held_mb("RssAnon") - before, held_mb("VmHWM") - held_mb("VmRSS"))
"""


def test_a_crowd_that_logs_in_takes_the_memory_of_one_at_a_time_and_leaves_none() -> None:
    done = subprocess.run([sys.executable, "-c", CROWD], capture_output=True, text=True, check=True)
    kept_mb, passing_mb = map(int, done.stdout.split())
    assert kept_mb < 15
    assert passing_mb < 2 * 19
