"""The results: numbers for machines (bench/results.json), tables for people (docs/performance.md)."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.row import Row
from bench.stage import HERE

RESULTS = HERE / "results.json"
PAGE = HERE.parent / "docs" / "performance.md"
START, END = "<!-- results: written by make bench -->", "<!-- end of results -->"


@dataclass(frozen=True)
class Run:
    """One subject as it was measured: when, on how many points, beside which load."""

    date: str
    machine: str
    sites: int
    load: tuple[float, float]
    rows: list[Row]

    @property
    def said(self) -> str:
        return (
            f"{self.date}, {self.machine}. {self.sites:,} points and {self.sites // 10:,} polygons. "
            f"Load average before {self.load[0]:.1f}, after {self.load[1]:.1f}."
        )


def run(rows: list[Row], sites: int, load: tuple[float, float]) -> Run:
    """What was measured just now."""
    return Run(f"{datetime.now(UTC):%Y-%m-%d}", machine(), sites, load, [rounded(row) for row in rows])


def write(subject: str, measured: Run) -> None:
    """Put a subject in the place of its former run; what the page says around its tables is left as it is."""
    runs = _read() | {subject: measured}
    RESULTS.write_text(json.dumps(_as_told(runs, measured), ensure_ascii=False, indent=1) + "\n")
    before, _, rest = PAGE.read_text().partition(START)
    _, _, after = rest.partition(END)
    tables = "\n".join(_table(name, each) for name, each in runs.items())
    PAGE.write_text(f"{before}{START}\n\n{tables}\n{END}{after}")


def _as_told(runs: dict[str, Run], last: Run) -> dict[str, Any]:
    """The newest machine and date, every row with its subject, and how each subject was measured."""
    every = {name: asdict(each) for name, each in runs.items()}
    rows = [row | {"subject": name} for name, each in every.items() for row in each.pop("rows")]
    return {"machine": last.machine, "date": last.date, "rows": rows, "runs": every}


def _read() -> dict[str, Run]:
    if not RESULTS.is_file():
        return {}
    found = json.loads(RESULTS.read_text())
    rows: dict[str, list[Row]] = {name: [] for name in found["runs"]}
    for row in found["rows"]:
        rows[row.pop("subject")].append(Row(**row))
    return {name: Run(**each, rows=rows[name]) for name, each in found["runs"].items()}


def _table(subject: str, measured: Run) -> str:
    lines = [
        *(f"## {subject.capitalize()}", "", measured.said, ""),
        *("| what | ours | other | ratio | unit |", "|---|--:|--:|--:|---|"),
        *(
            f"| `{row.name}` | {row.ours:,.1f} | {row.other:,.1f} | **{row.ratio:.2f}** | {row.unit} |"
            for row in measured.rows
        ),
        "",
        *(f"- `{row.name}`: {row.did}" for row in measured.rows),
        "",
    ]
    return "\n".join(lines)


def machine() -> str:
    """The machine, as far as it matters here."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    processor = model[0].partition(": ")[2] if model else platform.machine()
    return f"{os.cpu_count()} x {processor}, {memory:.0f} GB, Linux {platform.release().split('-')[0]}"


def rounded(row: Row) -> Row:
    """As many digits as the measuring is worth."""
    return Row(row.name, round(row.ours, 2), round(row.other, 2), round(row.ratio, 3), row.unit, row.did)
