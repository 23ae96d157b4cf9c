"""What follows from a change: assessments reckoned anew, opinions looked at again; and from a new day: what has
run out of time is told.

The database notes in the transaction of a change what it touches; here that is worked off, right after the change
and every few seconds while the server runs. Nobody does the same work twice.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from geo_app.actor import SYSTEM
from geo_app.auth import disclosures
from geo_app.classification.recompute import BATCH, recompute_due
from geo_app.cluster import Cluster
from geo_app.db import Database
from geo_app.desk.leaving import send_notices
from geo_app.desk.webhooks import Webhook
from geo_app.export.jobs import settle
from geo_app.federation.neighbours import fetch_due
from geo_app.instant import today_in_china
from geo_app.layers import Layers
from geo_app.monitoring.watch import forget_old, watch_points
from geo_app.patrol.overdue import tell_late_findings
from geo_app.siting.watch import recheck_due
from geo_app.supervision.overdue import tell_overdue

WORK = (recompute_due, recheck_due)
PAUSE_S = 3
WATCH_S = 30  # between two looks at silent points and unanswered alarms
log = logging.getLogger(__name__)


def keep_up(database: Database, layers: Layers) -> None:
    """Work off all that is due, each batch in a transaction of its own."""
    for work in WORK:
        done = BATCH
        while done >= BATCH:
            with database.transaction(SYSTEM) as session:
                done = len(work(session, layers))


def follow_up(database: Database, layers: Layers) -> None:
    """Right after a change, one batch of each: the change stands whatever happens here; the watch goes on."""
    for work in WORK:
        try:
            with database.transaction(SYSTEM) as session:
                work(session, layers)
        except Exception:
            log.exception("%s could not be worked off", work.__name__)


def greet_the_day(database: Database, layers: Layers, last: date | None) -> date | None:
    """Once a day in China, and when the server starts: tell what has run out of time. The day that was greeted;
    what fails is logged and tried again."""
    today = today_in_china()
    if last == today:
        return last
    try:
        with database.transaction(SYSTEM) as session:
            tell_overdue(session, layers)
            tell_late_findings(session)
    except Exception:
        log.exception("what is overdue could not be told")
        return last
    return today


def count_sites(database: Database) -> None:
    """The counts that maps of whole provinces are drawn from, anew where they are of another day; what fails is
    logged and tried again."""
    try:
        with database.transaction(SYSTEM) as session:
            session.execute(select(func.count_sites_anew()))
    except Exception:
        log.exception("sites could not be counted")


def beat(database: Database) -> None:
    """Tell whoever joined this database that it lives; what fails is logged and tried again."""
    try:
        with database.transaction(SYSTEM) as session:
            session.execute(select(func.beat()))
    except Exception:
        log.exception("the beat could not be written")


def hear_neighbours(database: Database, folder: Path) -> None:
    """Fetch what neighbouring counties tell, where it is their turn; what fails is logged and tried again."""
    try:
        fetch_due(database, folder)
    except Exception:
        log.exception("neighbours could not be asked")


def tidy_exports(database: Database, layers: Layers, folder: Path) -> None:
    """Exports that a restart cut off go on, those that have expired go; what fails is logged and tried again."""
    try:
        settle(database, layers, folder)
    except Exception:
        log.exception("exports could not be settled")


def watch_readings(database: Database) -> None:
    """Points that fell silent, alarms that nobody answers; what fails is logged and tried again."""
    try:
        with database.transaction(SYSTEM) as session:
            watch_points(session)
    except Exception:
        log.exception("monitoring points could not be watched")


def forget(database: Database, months: int, days: int) -> None:
    """Once a day: readings and disclosures that are kept no longer go."""
    for what, kept in ((forget_old, months), (disclosures.forget, days)):
        try:
            with database.transaction(SYSTEM) as session:
                what(session, kept)
        except Exception:
            log.exception("%s failed", what.__qualname__)


async def keep_readings(database: Database, months: int, days: int) -> None:
    """Watch the monitoring points as long as the server runs, and once a day forget what is old."""
    forgotten: date | None = None
    while True:
        await asyncio.sleep(WATCH_S)
        await asyncio.to_thread(watch_readings, database)
        if forgotten != (forgotten := today_in_china()):
            await asyncio.to_thread(forget, database, months, days)


def stand_up(cluster: Cluster) -> None:
    """Start the private database where it is down: it was killed, or its disk was full. What fails is logged."""
    try:
        if not cluster.running:
            log.warning("the private database is down and is started again")
            cluster.start()
    except Exception:
        log.exception("the private database does not start")


async def keep_hearing(database: Database, folder: Path) -> None:
    """Ask the neighbouring counties as long as the server runs."""
    while True:
        await asyncio.sleep(WATCH_S)
        await asyncio.to_thread(hear_neighbours, database, folder)


async def keep_standing(cluster: Cluster) -> None:
    """Watch over the private database as long as the server runs; one process at a time starts it."""
    while True:
        await asyncio.sleep(PAUSE_S)
        await asyncio.to_thread(stand_up, cluster)


async def keep_telling(database: Database, hooks: Sequence[Webhook], address: str) -> None:
    """Send notices to the webhooks of the settings as long as the server runs. What fails is tried again."""
    while True:
        await asyncio.sleep(PAUSE_S)
        try:
            await asyncio.to_thread(send_notices, database, hooks, address)
        except Exception:
            log.exception("notices could not be sent to the webhooks")


async def keep_watching(database: Database, layers: Layers, exports: Path) -> None:
    """Work off what is due as long as the server runs. What fails is logged and tried again."""
    greeted: date | None = None
    while True:
        await asyncio.sleep(PAUSE_S)
        greeted = await asyncio.to_thread(greet_the_day, database, layers, greeted)
        await asyncio.to_thread(follow_up, database, layers)
        await asyncio.to_thread(count_sites, database)
        await asyncio.to_thread(beat, database)
        await asyncio.to_thread(tidy_exports, database, layers, exports)
