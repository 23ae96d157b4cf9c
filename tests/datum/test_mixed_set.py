"""The datum guard on the labelled set: clear places go where they belong, doubtful ones wait, and the table in the
documentation says so."""

import csv
from pathlib import Path

import pytest
import shapely
from pyproj import Geod
from sqlalchemy import func, select

from geo_app.actor import Actor
from geo_app.db import Database
from geo_app.divisions.load import load_frame
from geo_app.ingest.models import Quarantined
from geo_app.ingest.reading import Intake
from geo_app.ingest.runs import Importer
from geo_app.layers import Layers
from geo_app.sites.models import Site
from tests.datum.mixed_set import Case, cases, counties

PAGE = Path(__file__).parents[2] / "docs" / "datum-guard.md"
MARKS = ("<!-- results: written by make bless -->\n", "<!-- end of results -->\n")
EARTH = Geod(ellps="GRS80")


class Outcome:
    """What became of one ledger: rows at their place, rows that wait, rows not placed at all, rows gone astray."""

    def __init__(self, case: Case, placed: dict[str, tuple[float, float]], waiting: set[str]) -> None:
        self.case = case
        off = [
            EARTH.inv(*placed[row.name], *row.truth)[2] if row.truth else float("inf")
            for row in case.rows
            if row.name in placed
        ]
        self.right = sum(metres <= case.metres for metres in off)
        self.wrong = len(off) - self.right
        self.waiting = sum(row.name in waiting for row in case.rows)

    @property
    def line(self) -> str:
        left = len(self.case.rows) - self.right - self.wrong - self.waiting
        figures = (len(self.case.rows), self.right, self.waiting, left, self.wrong)
        return f"| {self.case.title} | " + " | ".join(map(str, figures)) + " |"


@pytest.fixture
def outcomes(database: Database, admin: Actor, layers: Layers, tmp_path: Path) -> list[Outcome]:
    frame = counties()
    with database.transaction(admin) as session:
        load_frame(session, frame, "test")
    importer = Importer(database, admin, layers, tmp_path / "uploads")
    return [taken_in(case, importer, tmp_path / f"{number}.csv") for number, case in enumerate(cases(frame))]


def taken_in(case: Case, importer: Importer, path: Path) -> Outcome:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([case.headers, *(row.cells for row in case.rows)])
    importer.take_in(Intake(importer.layers["risk_point"], path, path.name), lambda _done, _total: None)
    names = [row.name for row in case.rows]
    with importer.database.transaction(importer.actor) as session:
        sites = session.execute(select(Site.name, func.st_asbinary(Site.geom)).where(Site.name.in_(names)))
        placed = {name: shapely.from_wkb(bytes(geom)).coords[0] for name, geom in sites}
        waiting = set(session.scalars(select(Quarantined.name).where(Quarantined.name.in_(names))))
    return Outcome(case, placed, waiting)


def table(outcomes: list[Outcome]) -> str:
    head = "| 台账 | 行数 | 位置正确 | 待人选定 | 退回改正 | 位置错误 |\n|---|--:|--:|--:|--:|--:|\n"
    parts = []
    for clear, title in ((True, "线索足够"), (False, "线索不足")):
        mine = [each for each in outcomes if each.case.clear is clear]
        sums = [sum(getattr(each, name) for each in mine) for name in ("right", "waiting", "wrong")]
        rows = sum(len(each.case.rows) for each in mine)
        left = rows - sum(sums)
        total = f"| **合计** | {rows} | {sums[0]} ({sums[0] / rows:.1%}) | {sums[1]} | {left} | {sums[2]} |"
        parts.append(f"### {title}\n\n{head}" + "\n".join([*(each.line for each in mine), total]) + "\n")
    return "\n" + "\n".join(parts) + "\n"


def test_clear_places_are_right_and_no_doubtful_one_is_placed_silently(
    outcomes: list[Outcome], request: pytest.FixtureRequest
) -> None:
    clear = [each for each in outcomes if each.case.clear]
    rows = sum(len(each.case.rows) for each in clear)
    assert sum(len(each.case.rows) for each in outcomes) >= 3_000
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    written = before + MARKS[0] + table(outcomes) + MARKS[1] + after
    if request.config.getoption("--bless"):
        PAGE.write_text(written, encoding="utf-8")
    assert sum(each.right for each in clear) >= 0.99 * rows, table(outcomes)
    assert sum(each.wrong for each in outcomes if not each.case.clear) == 0, table(outcomes)
    assert PAGE.read_text(encoding="utf-8") == written, "the table changed: read the diff, then make bless"
