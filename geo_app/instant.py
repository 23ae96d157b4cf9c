"""Instants as people write them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from geo_app.errors import BadInput

CHINA = ZoneInfo("Asia/Shanghai")


def today_in_china() -> date:
    """The day that it is in China, wherever the machine stands."""
    return datetime.now(CHINA).date()


def instant(text: str | datetime | None) -> datetime | None:
    """An instant: a date means its end in China, a time without a zone is China's, nothing is nothing.

    >>> instant("2026-11-21").isoformat()
    '2026-11-22T00:00:00+08:00'
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise BadInput(f"日期 {text} 无法识别", "请写成 2026-11-21 或 2026-11-21T08:00") from None
    if len(str(text)) == len("2026-11-21"):
        moment += timedelta(days=1)
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
