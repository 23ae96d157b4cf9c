"""Run many screenings part by part: each part is one transaction, so that an interruption loses nothing."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Thread

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.db import Database
from geo_app.errors import BadInput, GeoAppError, NotFound
from geo_app.layers import Layers
from geo_app.siting.models import ScreeningRow, ScreeningRun
from geo_app.siting.project import read_project
from geo_app.siting.screen import screen
from geo_app.siting.watch import look_again

PART = 20  # rows of one transaction
SILENCE = timedelta(minutes=2)  # a run that says it runs but has written nothing for so long was interrupted
log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Counts:
    """How far a run is: `finished` rows are done or failed; `verdicts` of those that are done."""

    total: int
    finished: int
    failed: int
    changed: int
    verdicts: dict[str, int]


@dataclass(frozen=True)
class Runner:
    """All that a run needs from the door."""

    database: Database
    actor: Actor
    layers: Layers

    def run(self, run_id: int, progress: Progress) -> None:
        """Screen what is pending, part by part, to the end."""
        goes_on = True
        while goes_on:
            with self.database.transaction(self.actor) as session:
                goes_on = self._part(session, run_id)
                counts = count(session, run_id)
            progress(counts.finished, counts.total)

    def start(self, run_id: int) -> None:
        """Begin, or go on after an interruption, in the background."""
        with self.database.transaction(self.actor) as session:
            run = find_run(session, self.actor, run_id, for_update=True)
            if run.status == "done" or (run.status == "running" and not is_interrupted(run)):
                raise BadInput("这一批已经筛查完毕,或正在筛查", "如需再筛请新建一批")
            run.status, run.message, run.touched_at = "running", "", datetime.now(UTC)
        Thread(target=self._follow, args=(run_id,), name=f"screening-run-{run_id}", daemon=True).start()

    def _follow(self, run_id: int) -> None:
        """The background of `start`: what goes wrong is told in the run, for nobody waits for an answer."""
        try:
            self.run(run_id, lambda _done, _total: None)
        except Exception as error:
            told = str(error) if isinstance(error, GeoAppError) else "系统内部错误;已完成的各行有效,可以继续"
            log.exception("screening run %s stopped", run_id)
            with self.database.transaction(self.actor) as session:
                run = find_run(session, self.actor, run_id)
                run.status, run.message = "ready", told

    def _part(self, session: Session, run_id: int) -> bool:
        """Screen the next rows; False after the last."""
        run = find_run(session, self.actor, run_id, for_update=True)
        pending = select(ScreeningRow).where(ScreeningRow.run_id == run_id, ScreeningRow.state == "pending")
        rows = session.scalars(pending.order_by(ScreeningRow.id).limit(PART)).all()
        run.touched_at = datetime.now(UTC)
        run.status = "running" if rows else "done"
        for row in rows:
            self._screen(session, row)
        return bool(rows)

    def _screen(self, session: Session, row: ScreeningRow) -> None:
        try:
            with session.begin_nested():
                self._review(session, row) if row.opinion_id else self._ask(session, row)
            row.state = "done"
        except GeoAppError as error:
            row.state, row.error, row.remedy = "failed", error.message, error.remedy

    def _ask(self, session: Session, row: ScreeningRow) -> None:
        asked = row.asked
        rest = {"act": asked["act"], "name": asked["name"], "own": tuple(asked["own"])}
        found = screen(
            session, read_project(self.layers, asked["type"], asked["footprint"], asked["fields"], **rest)
        )
        row.verdict, row.deciding = found.verdict, found.deciding.title if found.deciding else ""

    def _review(self, session: Session, row: ScreeningRow) -> None:
        found = look_again(session, self.actor, row.opinion_id or 0)
        if found is None:
            raise NotFound("意见已不在,或正由他人处理", "请稍后单独复核")
        row.verdict, row.changes = found.decided, len(found.changed)


def find_run(session: Session, actor: Actor, run_id: int, for_update: bool = False) -> ScreeningRun:
    """A run of this person; an administrator of the whole country sees all. Raises NotFound."""
    run = session.get(ScreeningRun, run_id, with_for_update=for_update or None)
    if run is None or not (run.actor == actor.name or sees_all(actor)):
        raise NotFound(f"没有编号为 {run_id} 的批量筛查")
    return run


def sees_all(actor: Actor) -> bool:
    return actor.role is Role.ADMIN and "" in actor.divisions


def is_interrupted(run: ScreeningRun) -> bool:
    """Whether it says that it runs while nobody runs it."""
    return run.status == "running" and datetime.now(UTC) - run.touched_at > SILENCE


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
