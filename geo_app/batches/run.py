"""Run a batch of assessments."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.batches.models import Batch, BatchRow
from geo_app.classification.assess import By, Wish, assess_all
from geo_app.classification.catalogue import method_named
from geo_app.classification.models import Assessment
from geo_app.db import because
from geo_app.errors import GeoAppError, NotFound
from geo_app.long_work import Runner, find_work
from geo_app.sites.models import Site

PART = 500  # rows of one transaction


@dataclass(frozen=True)
class Counts:
    """How far a batch is: `finished` rows are done or failed."""

    total: int
    finished: int
    failed: int
    colours: dict[str, int]


class BatchRunner(Runner[Batch]):
    """Assesses the rows of a batch."""

    def find(self, session: Session, work_id: int, for_update: bool = False) -> Batch:
        return find_work(session, self.actor, Batch, work_id, for_update)

    def how_far(self, session: Session, work_id: int) -> tuple[int, int]:
        counts = count(session, work_id)
        return counts.finished, counts.total

    def do_part(self, session: Session, work: Batch) -> bool:
        pending = select(BatchRow).where(BatchRow.batch_id == work.id, BatchRow.state == "pending")
        rows = session.scalars(pending.order_by(BatchRow.id).limit(PART)).all()
        origin = work.file_name or "输入未变，经确认后复评"
        because(session, f"批量评估：{method_named(work.method).title}({origin})")
        locked = select(Site).where(Site.id.in_([row.site_id for row in rows])).with_for_update()
        sites = {site.id: site for site in session.scalars(locked)}
        found = [(row, sites[row.site_id]) for row in rows if row.site_id in sites]
        wishes = [(site, _wish(work, row)) for row, site in found]
        answers = assess_all(session, By(self.actor, self.layers), wishes)
        for (row, _), answer in zip(found, answers, strict=True):
            _tell(row, answer)
        for row in rows:
            if row.state == "pending":
                row.fail(NotFound("该点位已不存在，或不在您可编辑的区划内", "请核对编号和管辖区划"))
        return bool(rows)


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
        row.fail(answer)
