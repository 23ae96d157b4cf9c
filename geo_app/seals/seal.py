"""Seal what was written since the last seal, and find what was changed behind the back of the map."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from geo_app.errors import BadInput
from geo_app.instant import CHINA
from geo_app.seals.book import Seal, TableSeal, digest, lines, read, read_key, read_public, write
from geo_app.seals.versions import Period, columns_of, quiet_until, sealed_tables, versions

FIRST = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Proof:
    """What came out when a book was held against the map; `faults` are sentences, none where all is as it was."""

    seals: int
    rows: int
    until: datetime
    faults: tuple[str, ...]


def seal(url: str, book: Path, key_file: Path) -> Seal:
    """Seal all versions made since the last line of the book, and write the new line at its end."""
    key = read_key(key_file)
    written = lines(book)
    after = read(written[-1]).period.until if written else FIRST
    with psycopg.connect(url) as connection:
        period = Period(after, quiet_until(connection))
        tables = {}
        for table in sealed_tables():
            columns = columns_of(connection, table)
            (tables[table],) = _sealed(connection, table, columns, [period])
    made = Seal(period, tables, digest(written[-1]) if written else "")
    with book.open("a", encoding="utf-8") as end:
        end.write(write(made, key) + "\n")
    return made


def verify(url: str, book: Path, public_key: str) -> Proof:
    """Hold every line of a book against its signature, the line before it, and the map. Raises BadInput where
    the book is empty or the key is none."""
    key = read_public(public_key)
    written = lines(book)
    if not written:
        raise BadInput(f"{book} 里还没有封存", "请先运行 geo-app trail seal")
    faults: list[str] = []
    seals: list[Seal] = []
    before = ""
    for number, line in enumerate(written, 1):
        try:
            found = read(line, key)
        except BadInput as fault:
            faults.append(f"第 {number} 行：{fault.message}")
            break
        if found.previous != before or (seals and found.period.after != seals[-1].period.until):
            faults.append(f"第 {number} 行与前一行不相接：中间有行被删去或换过")
        seals.append(found)
        before = digest(line)
    if seals:
        with psycopg.connect(url) as connection:
            faults += _changed(connection, seals)
    rows, until = sum(each.rows for each in seals), seals[-1].period.until if seals else FIRST
    return Proof(len(seals), rows, until, tuple(faults))


def _changed(connection: psycopg.Connection, seals: Sequence[Seal]) -> Iterator[str]:
    """Where the map differs from what was sealed: a table is read once for all seals of the same columns."""
    asked: dict[tuple[str, tuple[str, ...]], list[Seal]] = {}
    for each in seals:
        for name, table in each.tables.items():
            asked.setdefault((name, table.columns), []).append(each)
    for (name, columns), sealed in asked.items():
        if not set(columns) <= set(columns_of(connection, name)):
            yield f"{name}：封存时的列已不在，不能核对"
            continue
        found = _sealed(connection, name, columns, [each.period for each in sealed])
        for each, now in zip(sealed, found, strict=True):
            if (then := each.tables[name]) != now:
                yield _told(name, each.period, then, now)


def _told(name: str, period: Period, then: TableSeal, now: TableSeal) -> str:
    when = f"{day(period.after)} 至 {day(period.until)}" if period.after > FIRST else f"{day(period.until)} 以前"
    count = f"封存时 {then.rows} 个版本，现在 {now.rows} 个" if then.rows != now.rows else "内容与封存时不同"
    return f"{name} 在 {when} 写入的版本被改动：{count}"


def day(instant: datetime) -> str:
    """An instant as a person in China reads it."""
    return f"{instant.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def _sealed(
    connection: psycopg.Connection, table: str, columns: tuple[str, ...], periods: Sequence[Period]
) -> list[TableSeal]:
    """The versions of a table in each of some periods that follow one another."""
    counts = [0] * len(periods)
    sums = [hashlib.sha256() for _ in periods]
    ends = [period.until for period in periods]
    for made, each in versions(connection, table, columns, Period(periods[0].after, ends[-1])):
        number = bisect_left(ends, made)
        counts[number] += 1
        sums[number].update(each)
    return [TableSeal(columns, n, total.hexdigest()) for n, total in zip(counts, sums, strict=True)]
