"""How the machine stands: what waits, how old the last backup and the last seal are, how full the disk is."""

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import DateTime, cast, func, null, select, true
from sqlalchemy.orm import Session

from geo_app import meters
from geo_app.actor import SYSTEM
from geo_app.backups.backup import PATTERN
from geo_app.classification.models import RecomputeDue
from geo_app.db import Database
from geo_app.desk.models import Delivery
from geo_app.export.models import ExportJob
from geo_app.federation.status import JoinedCounty, Reader, links, readers
from geo_app.ingest.models import ImportRun
from geo_app.seals import book as seal_book
from geo_app.settings import Settings
from geo_app.siting.models import OpinionDue


@dataclass(frozen=True)
class Waiting:
    """Work that is due: how much, and for how many seconds the oldest of it (None where that is not kept)."""

    name: str
    count: int
    oldest_s: float | None


@dataclass(frozen=True)
class Standing:
    """All of it. Ages are seconds; None: there is none, or no folder is set."""

    version: str
    python: str
    postgresql: str
    postgis: str
    database_bytes: int
    disk_free_bytes: int
    disk_total_bytes: int
    backup_age_s: float | None
    seal_age_s: float | None
    waiting: list[Waiting]
    links: list[JoinedCounty]
    readers: list[Reader]
    requests: int
    failures: int
    slow_statements: int


def standing(database: Database, settings: Settings) -> Standing:
    """How this machine stands now."""
    with database.transaction(SYSTEM) as session:
        postgres, postgis, size = session.execute(
            select(
                func.current_setting("server_version"),
                func.postgis_lib_version(),
                func.pg_database_size(func.current_database()),
            )
        ).one()
        waiting = list(_waiting(session))
        joined, reading = links(session), readers(session)
    disk = shutil.disk_usage(settings.data_dir)
    return Standing(
        version=version("geo_app"),
        python=platform.python_version(),
        postgresql=postgres.split()[0],
        postgis=postgis,
        database_bytes=size,
        disk_free_bytes=disk.free,
        disk_total_bytes=disk.total,
        backup_age_s=_age(_newest(settings.backup_dir)),
        seal_age_s=_age(_sealed(settings.seal_book)),
        waiting=waiting,
        links=joined,
        readers=reading,
        requests=int(meters.total("geo_app_requests_total")),
        failures=int(sum(meters.total("geo_app_requests_total", status=str(each)) for each in (500, 503))),
        slow_statements=int(meters.total("geo_app_slow_statements_total")),
    )


class Gauges(Collector):
    """The same as figures for Prometheus, looked up when it asks."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings = database, settings

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = standing(self.database, self.settings)
        due = GaugeMetricFamily("geo_app_waiting", "Work that is due.", labels=["work"])
        oldest = GaugeMetricFamily("geo_app_waiting_oldest_seconds", "How old the oldest is.", labels=["work"])
        for each in now.waiting:
            due.add_metric([each.name], each.count)
            if each.oldest_s is not None:
                oldest.add_metric([each.name], each.oldest_s)
        yield from (due, oldest, *_of_links(now), *_of_readers(now))
        for name in ("database_bytes", "disk_free_bytes", "disk_total_bytes", "backup_age_s", "seal_age_s"):
            if (value := getattr(now, name)) is not None:
                title = name.replace("_age_s", "_age_seconds")
                yield GaugeMetricFamily(f"geo_app_{title}", title.replace("_", " "), value=value)


def _of_links(now: Standing) -> Iterator[GaugeMetricFamily]:
    lag = GaugeMetricFamily("geo_app_joined_lag_seconds", "How far behind a joined county is.", labels=["county"])
    works = GaugeMetricFamily("geo_app_joined_working", "Whether its changes come.", labels=["county"])
    left = GaugeMetricFamily("geo_app_joined_tables_to_copy", "Tables not copied yet.", labels=["county"])
    for each in now.links:
        works.add_metric([each.code], each.working)
        left.add_metric([each.code], each.tables - each.copied)
        if each.lag_s is not None:
            lag.add_metric([each.code], each.lag_s)
    yield from (lag, works, left)


def _of_readers(now: Standing) -> Iterator[GaugeMetricFamily]:
    kept = GaugeMetricFamily("geo_app_reader_kept_bytes", "Changes kept for who joined us.", labels=["reader"])
    active = GaugeMetricFamily("geo_app_reader_active", "Whether they are reading.", labels=["reader"])
    for each in now.readers:
        kept.add_metric([each.slot], each.kept_bytes)
        active.add_metric([each.slot], each.active)
    yield from (kept, active)


def _waiting(session: Session) -> Iterator[Waiting]:
    now = func.clock_timestamp()
    tables = {
        "assessments": (RecomputeDue.site_id, RecomputeDue.asked_at, true()),
        "opinions": (OpinionDue.id, cast(null(), DateTime(timezone=True)), true()),
        "notices": (Delivery.notice_id, Delivery.due_at, Delivery.due_at.is_not(None)),
        "exports": (ExportJob.id, ExportJob.started_at, ExportJob.status == "running"),
        "imports": (ImportRun.id, ImportRun.started_at, ImportRun.status == "loading"),
    }
    for name, (row, since, due) in tables.items():
        oldest_s = func.extract("epoch", now - func.min(since))
        count, oldest = session.execute(select(func.count(row), oldest_s).where(due)).one()
        yield Waiting(name, count, None if oldest is None else max(0.0, float(oldest)))


def _newest(folder: Path | None) -> datetime | None:
    times = [path.stat().st_mtime for path in folder.glob(PATTERN)] if folder else []
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _sealed(book: Path | None) -> datetime | None:
    written = seal_book.lines(book) if book and book.is_file() else []
    return seal_book.read(written[-1]).period.until if written else None


def _age(then: datetime | None) -> float | None:
    return None if then is None else max(0.0, (datetime.now(UTC) - then).total_seconds())
