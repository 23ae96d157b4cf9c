"""The individual risk of a contour, as files write it, and which limit of GB 36894 it is."""

import re

from shapely.geometry.base import BaseGeometry

from geo_app.reckoning.tables import rows
from geo_app.zones.drawings import Area

HIGHEST = 1e-2  # a year; nothing above is a risk of living somewhere
_POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−–×＊", "-0123456789--**")
_WRITTEN = re.compile(r"(?:(\d+(?:\.\d*)?)\s*[*xX·]\s*)?10\s*\^?\s*\(?(-\d+)\)?(?:\s*/?\s*(?:年|a|yr))?")


def read_level(cell: object) -> float | None:
    """A risk a year: 1e-6, 1.0E-06, 10^-6, 3×10⁻⁷; None for anything else.

    >>> read_level("3×10⁻⁷/年"), read_level("10^-6"), read_level("1.0E-05"), read_level(0.00001)
    (3e-07, 1e-06, 1e-05, 1e-05)
    >>> read_level("甲"), read_level(500), read_level(0), read_level(None)
    (None, None, None, None)
    """
    if isinstance(cell, bool) or cell is None:
        return None
    text = str(cell).strip().translate(_POWERS)
    written = _WRITTEN.fullmatch(text)
    try:
        level = float(f"{written[1] or 1}e{written[2]}") if written else float(text)
    except ValueError:
        return None
    return level if 0 < level <= HIGHEST else None


def level_text(level: float) -> str:
    """A risk as people write it.

    >>> level_text(3e-7), level_text(1e-5)
    ('3×10⁻⁷', '1×10⁻⁵')
    """
    factor, power = f"{level:.2e}".split("e")
    small = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{float(factor):g}×10{small}"


def limits_at(level: float) -> tuple[str, str]:
    """For whom this level is the limit, and how sure that is; empty where it is no limit of the table.

    >>> limits_at(3e-7)
    ('新建：高敏感、重要、一般一类防护目标(GB 36894-2018 表 2)', 'from memory only')
    >>> limits_at(2e-7)
    ('', '')
    """
    told, clause, confidence = [], "", ""
    for row in rows("gb36894/risk_limits"):
        for column, when in (("new_per_year", "新建"), ("existing_per_year", "在役")):
            if abs(float(row[column]) / level - 1) < 1e-6:
                told.append(f"{when}：{row['target']}")
                clause, confidence = row["clause"], row["confidence"]
    return (f"{'；'.join(told)}({clause})" if told else "", confidence)


def contour(level: float, shape: BaseGeometry) -> Area:
    """One contour as a zone to be drawn."""
    limit_of, confidence = limits_at(level)
    told = {"level": level, "limit_of": limit_of, "meaning": limit_of, "unit": "每年"}
    return Area(
        f"个人风险 {level_text(level)}/年", shape=shape, attributes={**told, "threshold_confidence": confidence}
    )
