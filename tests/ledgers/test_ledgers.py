"""Messy ledgers: a case is a folder with the file as it came (input.*), the rows that may be loaded (rows.csv),
what was wrong (issues.csv), and, where it matters, layer, filter and coordinate system (case.toml)."""

import csv
import io
import tomllib
from pathlib import Path
from typing import Any

import pytest
import shapely

from geo_app.ingest.checks import CheckedRow
from geo_app.ingest.reading import Intake, opened
from geo_app.ingest.repeats import Repeats
from geo_app.layers import Layers

HERE = Path(__file__).parent
CASES = sorted(path.parent.name for path in HERE.glob("*/input.*"))


def read(case: str, layers: Layers) -> list[CheckedRow]:
    folder = HERE / case
    told: dict[str, Any] = {"layer": "mine"}
    if (folder / "case.toml").exists():
        told |= tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    path = next(folder.glob("input.*"))
    intake = Intake(layers[told["layer"]], path, path.name, told.get("where", {}), crs=told.get("crs"))
    repeats, rows = Repeats(), []
    with opened(intake, layers) as (readings, _):
        for reading in readings:
            for batch in reading.batches():
                for row in batch:
                    row.issues.extend(repeats.issues(row))
                    rows.append(row)
    return rows


def table(lines: list[dict[str, str]]) -> str:
    text = io.StringIO()
    names = list(dict.fromkeys(name for line in lines for name in line))
    writer = csv.DictWriter(text, names, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def place(row: CheckedRow) -> str:
    if row.place is None:
        return f"as written: {row.written.text}" if row.written else ""
    if isinstance(row.place, tuple):
        return f"{row.place[0]:.6f} {row.place[1]:.6f}"
    return shapely.to_wkt(row.place, rounding_precision=6)


def loadable(rows: list[CheckedRow]) -> str:
    return table(
        [
            {"sheet": row.sheet, "row": str(row.number), "place": place(row)}
            | {name: str(value) for name, value in row.values.items()}
            | row.stated
            for row in rows
            if not row.blocked
        ]
    )


def issues(rows: list[CheckedRow]) -> str:
    told = [issue for row in rows for issue in row.issues]
    return table(
        [
            {"sheet": one.sheet, "row": str(one.row), "blocks": "yes" if one.blocks else "no", "code": one.code}
            | {"header": one.header, "value": one.value, "reason": one.reason.zh, "remedy": one.remedy.zh}
            for one in told
        ]
    )


@pytest.mark.parametrize("case", CASES)
def test_a_messy_ledger_gives_exactly_these_rows_and_issues(
    case: str, layers: Layers, request: pytest.FixtureRequest
) -> None:
    rows = read(case, layers)
    for name, text in (("rows.csv", loadable(rows)), ("issues.csv", issues(rows))):
        path = HERE / case / name
        if request.config.getoption("--bless"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{case}/{name} changed: read the diff, then make bless"
