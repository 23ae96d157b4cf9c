"""Exports in the background: begun, followed, stopped, begun again after a restart, fetched until they expire."""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any, ClassVar

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from geo_app import features
from geo_app.actor import SYSTEM, Actor
from geo_app.auth.accounts import actor, named
from geo_app.db import Database
from geo_app.errors import BadInput, GeoAppError, NotFound
from geo_app.export.models import ExportJob
from geo_app.export.package import Order, Package, check, export, format_named
from geo_app.features import Selection
from geo_app.geo.crs import outgoing
from geo_app.layers import Layer, Layers
from geo_app.long_work import Background, Progress, find_work

KEPT = timedelta(days=3)
AT_ONCE = 2  # exports of one person that run side by side
BEAT_S = 2.0


class Pulse:
    """Says every few seconds that a job goes on, however long a writer is silent, and hears when it is stopped."""

    def __init__(self, exporter: "Exporter", work_id: int) -> None:
        self._exporter, self._work_id = exporter, work_id
        self._rows, self._wanted, self._ended = 0, True, Event()

    def tell(self, rows: int) -> None:
        """How many rows there are so far. Raises BadInput once nobody wants them any more."""
        self._rows = rows
        if not self._wanted:
            raise BadInput("导出已停止")

    def __enter__(self) -> None:
        Thread(target=self._beat, daemon=True).start()

    def __exit__(self, *_how: object) -> None:
        self._ended.set()

    def _beat(self) -> None:
        while self._wanted and not self._ended.wait(BEAT_S):
            self._wanted = self._exporter.beat(self._work_id, self._rows)


@dataclass(frozen=True)
class Exporter(Background[ExportJob]):
    """Makes files in the background, in `folder`, each under the number of its job."""

    folder: Path
    broken: ClassVar[str] = "系统内部错误，文件没有生成；请重新导出，仍出错请告诉管理员"

    def find(self, session: Session, work_id: int, for_update: bool = False) -> ExportJob:
        return find_work(session, self.actor, ExportJob, work_id, for_update)

    def ask(self, selection: Selection, order: Order) -> int:
        """A new job, begun; its number. Raises BadInput for what cannot be, or where enough are under way."""
        check(order)
        mine = select(ExportJob).where(ExportJob.actor == self.actor.name, ExportJob.status == "running")
        with self.database.transaction(self.actor, order.as_of) as session:
            if sum(job.standing == "running" for job in session.scalars(mine)) >= AT_ONCE:
                raise BadInput(f"您已有 {AT_ONCE} 项导出在进行", "请等其中一项完成，或先停止一项")
            job = ExportJob(
                kind=selection.layer.name,
                format=order.format.name,
                crs=order.crs.code,
                selected=_written(selection),
                as_of=order.as_of,
                total=features.count(session, selection),
                actor=self.actor.name,
            )
            session.add(job)
            session.flush()
            number = job.id
        self.start(number)
        return number

    def run(self, work_id: int, progress: Progress) -> None:
        """Make the file; what an interruption left of it is made anew."""
        folder = self.folder / str(work_id)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with self.database.transaction(self.actor) as session:
            job = self.find(session, work_id)
            selection, total = _read(job, self.layers[job.kind]), job.total
            order = Order(format_named(job.format), outgoing(job.crs), job.as_of)
        pulse = Pulse(self, work_id)

        def tell(rows: int) -> None:
            pulse.tell(rows)
            progress(rows, total)

        with pulse:
            try:
                package = export(self.database, self.actor, selection, order, folder, tell)
            except Exception:
                shutil.rmtree(folder, ignore_errors=True)
                if self._wanted(work_id):  # else: whatever a writer made of it when its rows stopped coming
                    raise
                return
        self._deliver(work_id, package)

    def beat(self, work_id: int, rows: int) -> bool:
        """Say that the work goes on; whether it is still wanted."""
        running = (ExportJob.id == work_id, ExportJob.status == "running")
        said = update(ExportJob).where(*running).values(done=rows, touched_at=datetime.now(UTC))
        with self.database.transaction(self.actor) as session:
            return session.scalar(said.returning(ExportJob.id)) is not None

    def _wanted(self, work_id: int) -> bool:
        with self.database.transaction(self.actor) as session:
            return self.find(session, work_id).status == "running"

    def _deliver(self, work_id: int, package: Package) -> None:
        with self.database.transaction(self.actor) as session:
            job = self.find(session, work_id, for_update=True)
            if job.status != "running":
                shutil.rmtree(package.path.parent)
                return
            now = datetime.now(UTC)
            job.status, job.done, job.total, job.touched_at = "done", package.rows, package.rows, now
            job.file_name, job.bytes, job.expires_at = package.name, package.path.stat().st_size, now + KEPT


def ready_file(exporter: Exporter, job: ExportJob) -> Path:
    """Where the file of a job lies. Raises BadInput while it is not ready, NotFound once it has expired."""
    if job.status != "done":
        raise BadInput("文件还没有生成", "请等导出完成")
    path = exporter.folder / str(job.id) / f"export.{format_named(job.format).extension}"
    if job.expires_at is None or job.expires_at < datetime.now(UTC) or not path.is_file():
        raise NotFound("下载链接已过期，文件已删除", "请重新导出")
    return path


def settle(database: Database, layers: Layers, folder: Path) -> None:
    """Go on with exports that a restart cut off, as whoever asked for them and with their rights of today; delete
    files that have expired."""
    with database.transaction(SYSTEM) as session:
        running = session.scalars(select(ExportJob).where(ExportJob.status == "running"))
        people = {job.id: _person(session, job) for job in running if job.standing == "interrupted"}
        old = select(ExportJob).where(ExportJob.status == "done", ExportJob.expires_at < func.now())
        for job in session.scalars(old):
            job.status = "expired"
            shutil.rmtree(folder / str(job.id), ignore_errors=True)
    for number, person in people.items():
        if person:
            with suppress(BadInput):  # another server process was faster
                Exporter(database, person, layers, folder).start(number)


def _person(session: Session, job: ExportJob) -> Actor | None:
    """Whoever asked for it; none, and told so, where the account is no more."""
    try:
        return actor(named(session, job.actor))
    except GeoAppError as error:
        job.status, job.message = "ready", error.message
        return None


def _written(selection: Selection) -> dict[str, Any]:
    """A selection as a job keeps it."""
    return {
        "box": selection.box,
        "colours": selection.colours,
        "division": selection.division,
        "overdue": selection.overdue,
        "words": selection.words,
        "equals": selection.equals,
    }


def _read(job: ExportJob, layer: Layer) -> Selection:
    kept = job.selected
    box = kept["box"] and tuple(kept["box"])
    return Selection(layer, **(kept | {"box": box, "colours": tuple(kept["colours"])}))
