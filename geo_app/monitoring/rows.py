"""What a gateway sends, row by row: the good ones, and what is wrong with each of the others."""

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from geo_app.errors import BadInput, TooLarge
from geo_app.instant import CHINA
from geo_app.monitoring.lifecycle import number

HEADERS = {"测点": "point", "测点编号": "point", "位号": "point", "时间": "at", "数值": "value", "单位": "unit"}
GREATEST = 3e38  # of a value


@dataclass(frozen=True)
class Known:
    """A point that the sender may write to."""

    id: int
    unit: str


@dataclass(frozen=True)
class Good:
    """A reading that counts."""

    point_id: int
    at: datetime
    value: float


@dataclass(frozen=True)
class Bad:
    """A row that does not: its number from 1, the point that it names, why."""

    row: int
    point: str
    problem: str


def rows_in(body: bytes, media: str) -> list[Mapping[str, Any]]:
    """The rows of a body, JSON (a list, or {"readings": [...]}, or one reading) or CSV. Raises BadInput."""
    try:
        text = body.decode("utf-8-sig")
        found = list(_csv(text)) if "csv" in media else _json(text)
    except (ValueError, csv.Error, RecursionError) as error:
        raise BadInput("上报的内容读不懂", "请发送 UTF-8 的 JSON 或 CSV，格式见 docs/monitoring.md") from error
    if len(found) > (most := number("most_rows")):
        raise TooLarge(f"一次上报了 {len(found)} 行，超过 {most} 行", "请分几次上报")
    return found


def _json(text: str) -> list[Mapping[str, Any]]:
    said = json.loads(text)
    if isinstance(said, dict):
        said = said.get("readings", [said])
    if not isinstance(said, list):
        raise ValueError("no list")
    return [row if isinstance(row, dict) else {} for row in said]


def _csv(text: str) -> Iterator[Mapping[str, Any]]:
    lines = csv.reader(io.StringIO(text))
    names = [HEADERS.get(name.strip(), name.strip()) for name in next(lines, [])]
    for line in lines:
        if line:
            yield dict(zip(names, line, strict=False))


def sorted_out(
    rows: list[Mapping[str, Any]], points: Mapping[str, Known], now: datetime, first: datetime
) -> tuple[list[Good], list[Bad]]:
    """Good and bad rows; `first`: before this nothing is kept."""
    good: list[Good] = []
    bad: list[Bad] = []
    last = now + timedelta(seconds=number("ahead_s"))
    for n, row in enumerate(rows, 1):
        name = point_in(row)[:60]
        told = _read(row, points.get(name), (first, last))
        if isinstance(told, Good):
            good.append(told)
        else:
            bad.append(Bad(n, name, told))
    return good, bad


def point_in(row: Mapping[str, Any]) -> str:
    """The point that a row names; none where no database could hold the name.

    >>> point_in({"point": " LT-1 "}), point_in({"point": "LT\\x00"})
    ('LT-1', '')
    """
    name = str(row.get("point", "")).strip()
    return name if name.isprintable() else ""


def _read(row: Mapping[str, Any], point: Known | None, span: tuple[datetime, datetime]) -> Good | str:
    """The reading of a row, or what is wrong with it in a sentence."""
    if point is None:
        return "没有这个监测点，或不在您的辖区"
    unit = str(row.get("unit") or point.unit).strip()
    if unit != point.unit:
        return f"单位应为 {point.unit}，上报的是 {unit[:20]}"
    try:
        value = float(row["value"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return "数值不是数字"
    if isinstance(row["value"], bool) or not math.isfinite(value) or abs(value) > GREATEST:
        return "数值不是数字"
    try:
        at = datetime.fromisoformat(str(row["at"]).strip())
        at = at if at.tzinfo else at.replace(tzinfo=CHINA)
        at = at.astimezone(CHINA)
    except (KeyError, ValueError, OverflowError):
        return "时间读不懂，应写成 2026-11-21T08:00:00+08:00"
    if at < span[0]:
        return f"时间 {at:%Y-%m-%d %H:%M} 太早，请核对设备时钟"
    if at > span[1]:
        return f"时间 {at:%Y-%m-%d %H:%M} 在未来，请核对设备时钟"
    return Good(point.id, at, value)
