"""Readings come in: stored once however often they are sent, and judged in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.actor import SYSTEM
from geo_app.db import because, driver_of, speak_as
from geo_app.monitoring.alarms import Board
from geo_app.monitoring.judge import Breach, Limits, breaches, is_over
from geo_app.monitoring.models import KIND
from geo_app.monitoring.rows import Bad, Good, Known, point_in, rows_in, sorted_out
from geo_app.sites.models import Site

EARLIEST = timedelta(days=10 * 366)  # where readings are kept for ever
TAKE = "SELECT point_id, at, value, is_news FROM take_readings(%b::bigint[], %b::timestamptz[], %b::real[])"
WINDOW = "SELECT at, value FROM reading WHERE point_id = %b AND at BETWEEN %b AND %b ORDER BY at"


@dataclass(frozen=True)
class Taken:
    """What became of a batch; `repeated` stood there already."""

    received: int
    stored: int
    repeated: int
    alarms: int
    bad: list[Bad]


def take(session: Session, body: bytes, media: str, months: int) -> Taken:
    """Take a batch. `months`: how long raw readings are kept, 0: for ever. Raises BadInput, TooLarge."""
    rows = rows_in(body, media)
    now = datetime.now(UTC)
    first = now - (timedelta(days=30 * months) if months else EARLIEST)
    names = {point_in(row) for row in rows}
    chosen = select(Site).where(Site.kind == KIND, ~Site.retired, Site.code.in_(names))
    sites = {site.code: site for site in session.scalars(chosen) if site.code}
    points = {code: Known(site.id, site.attributes.get("measured_in", "")) for code, site in sites.items()}
    good, bad = sorted_out(rows, points, now, first)
    stored, alarms = keep(session, {site.id: site for site in sites.values()}, good) if good else (0, 0)
    return Taken(len(rows), stored, len(good) - stored, alarms, bad)


def keep(session: Session, sites: dict[int, Site], good: Sequence[Good]) -> tuple[int, int]:
    """Store and judge; how many were new, and how many alarms they raised."""
    columns = [each.point_id for each in good], [each.at for each in good], [each.value for each in good]
    new = driver_of(session).execute(TAKE, columns).fetchall()
    news = sorted((row for row in new if row[3]), key=lambda row: (row[0], row[1]))
    speak_as(session, SYSTEM)
    because(session, "在线监测报警")
    board = Board(session, {row[0]: sites[row[0]] for row in news})
    for point_id, readings in groupby(news, key=lambda row: row[0]):
        _judge(session, board, sites[point_id], list(readings))
    board.write()
    return len(new), board.raised


def _judge(session: Session, board: Board, site: Site, readings: list[tuple[int, datetime, float, bool]]) -> None:
    """Follow the readings of one point in their order. Late ones are not among them: they change nothing now."""
    limits = Limits.of(site.attributes)
    seen: list[tuple[Any, ...]] = []
    if limits.rate is not None:
        begin = readings[0][1] - timedelta(minutes=limits.rate_min)
        seen = driver_of(session).execute(WINDOW, (site.id, begin, readings[-1][1])).fetchall()
    for _, at, value, _ in readings:
        since = at - timedelta(minutes=limits.rate_min)
        change = max((abs(value - before) for then, before in seen if since <= then <= at), default=0.0)
        wrong: list[Breach] = [] if limits.paused else breaches(value, limits, change)
        for each in wrong:
            board.wrong(site, each, at, value)
        broken = {each.what for each in wrong}
        for what in board.on(site.id):
            if what not in broken and (what == "gap" or is_over(what, value, limits, change)):
                board.over(site, what, at)
