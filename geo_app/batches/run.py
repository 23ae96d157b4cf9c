"""Run a batch part by part: each part is one transaction, so that an interruption loses nothing that is done."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Thread

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.batches.models import Batch, BatchRow
from geo_app.classification.assess import By, Wish, assess_all
from geo_app.classification.catalogue import method_named
from geo_app.classification.models import Assessment
from geo_app.db import Database, because
from geo_app.errors import BadInput, GeoAppError, NotFound
from geo_app.layers import Layers
from geo_app.sites.models import Site

PART = 500  # rows of one transaction
SILENCE = timedelta(minutes=2)  # a batch that says it runs but has written nothing for so long was interrupted
log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Counts:
    """How far a batch is: `finished` rows are done or failed."""

    total: int
    finished: int
    failed: int
    colours: dict[str, int]


@dataclass(frozen=True)
class Runner:
    """All that a batch needs from the door: the database, who assesses, and by which layer files."""

    database: Database
    actor: Actor
    layers: Layers

    def run(self, batch_id: int, progress: Progress) -> None:
        """Assess what is pending, part by part, to the end."""
        while True:
            with self.database.transaction(self.actor) as session:
                goes_on = self._part(session, batch_id)
                counts = count(session, batch_id)
            progress(counts.finished, counts.total)
            if not goes_on:
                return

    def start(self, batch_id: int) -> None:
        """Begin, or go on after an interruption, in the background."""
        with self.database.transaction(self.actor) as session:
            batch = find_batch(session, self.actor, batch_id, for_update=True)
            if batch.status == "done":
                raise BadInput("这一批已经评估完毕", "如需再评请新建一批")
            if batch.status == "running" and not is_interrupted(batch):
                raise BadInput("这一批正在评估", "请等它完成")
            batch.status, batch.message, batch.touched_at = "running", "", datetime.now(UTC)
        Thread(target=self._follow, args=(batch_id,), name=f"batch-{batch_id}", daemon=True).start()

    def _follow(self, batch_id: int) -> None:
        """The background of `start`: what goes wrong is told in the batch, for nobody waits for an answer."""
        try:
            self.run(batch_id, lambda _done, _total: None)
        except Exception as error:
            told = str(error) if isinstance(error, GeoAppError) else "系统内部错误;已完成的各行有效,可以继续"
            log.exception("batch %s stopped", batch_id)
            with self.database.transaction(self.actor) as session:
                batch = find_batch(session, self.actor, batch_id)
                batch.status, batch.message = "ready", told

    def _part(self, session: Session, batch_id: int) -> bool:
        """Assess the next rows; False after the last."""
        batch = find_batch(session, self.actor, batch_id, for_update=True)
        pending = select(BatchRow).where(BatchRow.batch_id == batch_id, BatchRow.state == "pending")
        rows = session.scalars(pending.order_by(BatchRow.id).limit(PART)).all()
        batch.touched_at = datetime.now(UTC)
        batch.status = "running" if rows else "done"
        if not rows:
            return False
        origin = batch.file_name or "输入未变,经确认后复评"
        because(session, f"批量评估:{method_named(batch.method).title}({origin})")
        locked = select(Site).where(Site.id.in_([row.site_id for row in rows])).with_for_update()
        sites = {site.id: site for site in session.scalars(locked)}
        found = [(row, sites[row.site_id]) for row in rows if row.site_id in sites]
        wishes = [(site, _wish(batch, row)) for row, site in found]
        answers = assess_all(session, By(self.actor, self.layers), wishes)
        for (row, _), answer in zip(found, answers, strict=True):
            _tell(row, answer)
        for row in rows:
            if row.state == "pending":
                _tell(row, NotFound("该点位已不存在,或不在您可编辑的区划内", "请核对编号和管辖区划"))
        return True


def find_batch(session: Session, actor: Actor, batch_id: int, for_update: bool = False) -> Batch:
    """A batch of this person; an administrator of the whole country sees all. Raises NotFound."""
    batch = session.get(Batch, batch_id, with_for_update=for_update or None)
    if batch is None or not (batch.actor == actor.name or sees_all(actor)):
        raise NotFound(f"没有编号为 {batch_id} 的批量评估")
    return batch


def sees_all(actor: Actor) -> bool:
    return actor.role is Role.ADMIN and "" in actor.divisions


def is_interrupted(batch: Batch) -> bool:
    """Whether it says that it runs while nobody runs it."""
    return batch.status == "running" and datetime.now(UTC) - batch.touched_at > SILENCE


def count(session: Session, batch_id: int) -> Counts:
    """How far a batch is."""
    grouped = select(BatchRow.state, BatchRow.colour, func.count()).where(BatchRow.batch_id == batch_id)
    rows = session.execute(grouped.group_by(BatchRow.state, BatchRow.colour)).all()
    sums = {state: sum(number for found, _, number in rows if found == state) for state, *_ in rows}
    colours = {colour or "none": number for state, colour, number in rows if state == "done"}
    failed = sums.get("failed", 0)
    return Counts(sum(sums.values()), failed + sums.get("done", 0), failed, colours)


def _wish(batch: Batch, row: BatchRow) -> Wish:
    return Wish(batch.method, row.inputs, row.variant or None, batch.assessed_on)


def _tell(row: BatchRow, answer: Assessment | GeoAppError) -> None:
    if isinstance(answer, Assessment):
        row.state, row.colour, row.assessment_id = "done", answer.colour, answer.id
    else:
        row.state, row.error, row.remedy = "failed", answer.message, answer.remedy
