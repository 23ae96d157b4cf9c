"""What the server counts of itself, over all its processes; Prometheus and the page of operations read it.

Nothing counted here names a person, a place or a value: doors by their pattern, statuses, durations.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from time import perf_counter

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = (
    "PROMETHEUS_MULTIPROC_DIR"  # of the figures of all processes; prometheus_client reads it when it is imported
)
BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

request_id: ContextVar[str] = ContextVar("request_id", default="")

REQUESTS = Counter("geo_app_requests", "Requests by verb, door and status.", ["verb", "door", "status"])
SECONDS = Histogram("geo_app_request_seconds", "How long a door took.", ["door"], buckets=BUCKETS)
SLOW = Counter("geo_app_slow_statements", "Statements that took longer than GEO_APP_SLOW_MS.")
LOGINS = Counter("geo_app_logins", "Tries to log in, by the status that answered.", ["status"])
UNWRITTEN = Counter("geo_app_disclosures_lost", "Disclosures that the database did not take for too long.")


def share(folder: Path) -> None:
    """Before the processes of a server start: they count into this folder, from nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink()
    os.environ[FOLDER] = str(folder)


def registry() -> CollectorRegistry:
    """All that was counted, by every process."""
    if FOLDER not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together


def total(name: str, **labels: str) -> float:
    """The sum of one counter over all processes, of those with these labels.

    >>> before = total("geo_app_logins_total", status="418")
    >>> LOGINS.labels("418").inc()
    >>> total("geo_app_logins_total", status="418") - before
    1.0
    """
    samples = (sample for metric in registry().collect() for sample in metric.samples if sample.name == name)
    return sum(sample.value for sample in samples if labels.items() <= sample.labels.items())


@contextmanager
def timed() -> Iterator[list[float]]:
    """How many seconds the block took, when it is over."""
    took: list[float] = []
    began = perf_counter()
    try:
        yield took
    finally:
        took.append(perf_counter() - began)
