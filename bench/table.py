"""The results as numbers for machines (bench/results.json) and as a table for people (docs/performance.md)."""

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from bench.row import ROUNDS, Row
from bench.stage import HERE

RESULTS = HERE / "results.json"
PAGE = HERE.parent / "docs" / "performance.md"
START, END = "<!-- results: written by make bench -->", "<!-- end of results -->"


def write(rows: list[Row], sites: int, load: tuple[float, float], minutes: float) -> None:
    """Both files; what the page says around its table is left as it is."""
    date = f"{datetime.now(UTC):%Y-%m-%d}"
    numbers = [{"name": row.name, **_rounded(row), "unit": row.unit} for row in rows]
    RESULTS.write_text(json.dumps({"machine": machine(), "date": date, "rows": numbers}, indent=1) + "\n")
    said = (
        f"{date}, {machine()}. {sites:,} points and {sites // 10:,} polygons. Load average before {load[0]:.1f}, "
        f"after {load[1]:.1f} (a load above {os.cpu_count()} means that others were at work: trust the ratios). "
        f"{ROUNDS} rounds, sides in turns, medians; the whole run took {minutes:.0f} minutes."
    )
    head = ["| what | ours | other | ratio | unit |", "|---|--:|--:|--:|---|"]
    lines = [
        f"| `{row.name}` | {row.ours:,.1f} | {row.other:,.1f} | **{row.ratio:.2f}** | {row.unit} |" for row in rows
    ]
    did = [f"- `{row.name}`: {row.did}" for row in rows]
    before, _, rest = PAGE.read_text().partition(START)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + "\n".join([START, "", said, "", *head, *lines, "", *did, "", END]) + after)


def machine() -> str:
    """The machine, as far as it matters here."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    processor = model[0].partition(": ")[2] if model else platform.machine()
    return f"{os.cpu_count()} x {processor}, {memory:.0f} GB, Linux {platform.release().split('-')[0]}"


def _rounded(row: Row) -> dict[str, float]:
    return {"ours": round(row.ours, 2), "other": round(row.other, 2), "ratio": round(row.ratio, 3)}
