"""Run many screenings."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from geo_app.errors import GeoAppError, NotFound
from geo_app.long_work import Runner, find_work
from geo_app.reckoning.words import joined
from geo_app.siting.compare import Change
from geo_app.siting.models import ScreeningRow, ScreeningRun
from geo_app.siting.project import read_project
from geo_app.siting.screen import screen
from geo_app.siting.watch import look_again, words_of

PART = 20  # rows of one transaction
MOST_TOLD = 3  # changes of an opinion that its row spells out


@dataclass(frozen=True)
class Counts:
    """How far a run is: `finished` rows are done or failed; `verdicts` of those that are done."""

    total: int
    finished: int
    failed: int
    changed: int
    verdicts: dict[str, int]


class ScreeningRunner(Runner[ScreeningRun]):
    """Screens the rows of a run."""

    def find(self, session: Session, work_id: int, for_update: bool = False) -> ScreeningRun:
        return find_work(session, self.actor, ScreeningRun, work_id, for_update)

    def how_far(self, session: Session, work_id: int) -> tuple[int, int]:
        counts = count(session, work_id)
        return counts.finished, counts.total

    def do_part(self, session: Session, work: ScreeningRun) -> bool:
        pending = select(ScreeningRow).where(ScreeningRow.run_id == work.id, ScreeningRow.state == "pending")
        rows = session.scalars(pending.order_by(ScreeningRow.id).limit(PART)).all()
        for row in rows:
            self._screen(session, row)
        return bool(rows)

    def _screen(self, session: Session, row: ScreeningRow) -> None:
        try:
            with session.begin_nested():
                self._review(session, row) if row.opinion_id else self._ask(session, row)
            row.state = "done"
        except GeoAppError as error:
            row.fail(error)

    def _ask(self, session: Session, row: ScreeningRow) -> None:
        asked = row.asked
        rest = {"act": asked["act"], "name": asked["name"], "own": tuple(asked["own"])}
        found = screen(
            session, read_project(self.layers, asked["type"], asked["footprint"], asked["fields"], **rest)
        )
        row.verdict, line = found.verdict, found.deciding
        if line:
            row.deciding, row.deciding_en = line.title, line.title_en

    def _review(self, session: Session, row: ScreeningRow) -> None:
        found = look_again(session, self.actor, row.opinion_id or 0)
        if found is None:
            raise NotFound("意见已不在，或正由他人处理", "请稍后单独复核")
        row.verdict, row.changes = found.decided, len(found.changed)
        told = joined(*(words_of(Change(**each)) for each in found.changed[:MOST_TOLD]))
        row.deciding, row.deciding_en = told.zh, told.en


def rows_of(run_id: int, only: str = "") -> Select[ScreeningRow]:
    """The rows in order; `only` those that failed, those of opinions that changed, or those with a verdict."""
    rows = select(ScreeningRow).where(ScreeningRow.run_id == run_id).order_by(ScreeningRow.id)
    if only == "failed":
        return rows.where(ScreeningRow.state == "failed")
    if only == "changed":
        return rows.where(ScreeningRow.changes > 0)
    return rows.where(ScreeningRow.state == "done", ScreeningRow.verdict == only) if only else rows


def count(session: Session, run_id: int) -> Counts:
    """How far a run is."""
    row = ScreeningRow
    changed = func.count().filter(row.changes > 0)
    grouped = select(row.state, row.verdict, func.count(), changed).where(row.run_id == run_id)
    found = session.execute(grouped.group_by(row.state, row.verdict)).all()
    sums = {state: sum(n for each, _, n, _ in found if each == state) for state, *_ in found}
    verdicts = {verdict: n for state, verdict, n, _ in found if state == "done" and verdict}
    failed = sums.get("failed", 0)
    return Counts(sum(sums.values()), failed + sums.get("done", 0), failed, sum(n for *_, n in found), verdicts)
