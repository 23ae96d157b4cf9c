"""Imports as people follow them: the file kept by its hash, the run with its progress, one load at a time."""

import hashlib
import logging
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.db import Database
from geo_app.errors import BadInput, GeoAppError, NotFound
from geo_app.ingest.load import load, may_import, preview
from geo_app.ingest.models import ImportRun
from geo_app.ingest.reading import Intake
from geo_app.ingest.stage import Progress
from geo_app.layers import Layers

log = logging.getLogger(__name__)
_LOCKS = 5301812 << 32  # advisory locks of running loads begin here; the number of the run is added
_INTERRUPTED = "服务中断，没有写入任何数据；请重新写入"


@dataclass(frozen=True)
class Importer:
    """All that an import needs from the door: the database, who asks, the layers, and where uploads are kept."""

    database: Database
    actor: Actor
    layers: Layers
    uploads: Path

    def look(self, intake: Intake, progress: Progress) -> int:
        """Preview a file and keep it; the number of its run. On bad input nothing is written and nothing kept."""
        may_import(self.actor, intake.layer)
        file_hash = _hash_of(intake.path)
        with self.database.transaction(self.actor) as session:
            run = _new_run(session, intake, file_hash, self.actor)
            preview(session, run, intake, self.layers, progress)
            _keep(intake, file_hash, self.uploads)
            return run.id

    def look_again(self, run_id: int, changed: Intake, progress: Progress) -> None:
        """Preview anew with other columns or another filter."""
        may_import(self.actor, changed.layer)
        with self.database.transaction(self.actor) as session:
            run = find_run(session, self.actor, run_id)
            if run.status == "loading":
                raise BadInput("正在写入，不能修改", "请等写入完成")
            run.where, run.datum, run.decided = dict(changed.where), changed.datum, dict(changed.decided)
            preview(session, run, changed, self.layers, progress)

    def take_in(self, intake: Intake, progress: Progress) -> int:
        """Load a file at once, without a preview; the number of its run."""
        may_import(self.actor, intake.layer)
        file_hash = _hash_of(intake.path)
        with self.database.transaction(self.actor) as session:
            run = _new_run(session, intake, file_hash, self.actor)
            load(session, run, intake, self.layers, progress)
            _keep(intake, file_hash, self.uploads)
            return run.id

    def start(self, run_id: int) -> None:
        """Begin to load a previewed run in the background."""
        with self.database.transaction(self.actor) as session:
            find_run(session, self.actor, run_id)  # who may not see it hears nothing of how it stands
        lock = _lock(self.database, run_id)
        if lock is None:
            raise BadInput("这个文件正在写入", "请等写入完成")
        try:
            with self.database.transaction(self.actor) as session:
                run = find_run(session, self.actor, run_id)
                if run.status == "loaded":
                    raise BadInput("这个文件已经写入", "如需更新请重新上传")
                intake = intake_of(run, self.layers, self.uploads)
                may_import(self.actor, intake.layer)
                run.status, run.message, run.done = "loading", "", 0
        except BaseException:
            _unlock(lock, run_id)
            raise
        Thread(target=self._load, args=(run_id, intake, lock), name=f"import-{run_id}", daemon=True).start()

    def _load(self, run_id: int, intake: Intake, lock: Connection) -> None:
        """The background of `start`: whatever goes wrong is told in the run, for nobody waits for an answer."""
        try:
            with self.database.transaction(self.actor) as session:
                load(session, session.get_one(ImportRun, run_id), intake, self.layers, self._reporter(run_id))
        except GeoAppError as error:
            _fail(self.database, self.actor, run_id, str(error))
        except Exception:
            log.exception("import %s failed", run_id)
            _fail(self.database, self.actor, run_id, "系统内部错误，没有写入任何数据；请把导入编号告诉管理员")
        finally:
            _unlock(lock, run_id)

    def _reporter(self, run_id: int) -> Progress:
        """Progress in short transactions of its own, once a second: the load itself is one long one."""
        last = time.monotonic()

        def report(done: int, _total: int) -> None:
            nonlocal last
            if time.monotonic() - last >= 1:
                last = time.monotonic()
                with self.database.transaction(self.actor) as session:
                    session.execute(update(ImportRun).where(ImportRun.id == run_id).values(done=done))

        return report


def intake_of(run: ImportRun, layers: Layers, uploads: Path) -> Intake:
    """What a run is about to load: its columns as they were shown."""
    chosen = {
        sheet["name"]: {column["header"]: column["field"] for column in sheet["columns"]} for sheet in run.sheets
    }
    path = _kept(run.file_hash, run.file_name, uploads)
    if not path.is_file():
        raise NotFound("上传的文件已不在服务器上", "请重新上传")
    return Intake(layers[run.kind], path, run.file_name, run.where, chosen, run.crs, run.decided, run.datum)


def find_run(session: Session, actor: Actor, run_id: int) -> ImportRun:
    """A run of this person; an administrator of the whole country sees all. Raises NotFound."""
    run = session.get(ImportRun, run_id)
    if run is None or not (run.actor == actor.name or actor.sees_all_work):
        raise NotFound(f"没有编号为 {run_id} 的导入")
    return run


def settle_interrupted(database: Database, actor: Actor, run_id: int) -> None:
    """A run that says it is loading while nobody loads it was cut off by a restart: its transaction is undone."""
    lock = _lock(database, run_id)
    if lock is not None:
        try:
            _fail(database, actor, run_id, _INTERRUPTED)
        finally:
            _unlock(lock, run_id)


def _hash_of(path: Path) -> str:
    if not path.is_file():
        raise BadInput(f"没有文件 {path.name}", "请核对文件名和路径")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kept(file_hash: str, file_name: str, uploads: Path) -> Path:
    """Where a file is kept: under the hash of its bytes, so that the same file is kept once."""
    return uploads / f"{file_hash}{Path(file_name).suffix.lower()}"


def _keep(intake: Intake, file_hash: str, uploads: Path) -> None:
    target = _kept(file_hash, intake.file_name, uploads)
    if not target.exists():
        uploads.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.{secrets.token_hex(4)}")
        shutil.copyfile(intake.path, part)
        part.replace(target)


def _new_run(session: Session, intake: Intake, file_hash: str, actor: Actor) -> ImportRun:
    run = ImportRun(
        kind=intake.layer.name,
        file_name=intake.file_name,
        file_hash=file_hash,
        where=dict(intake.where),
        crs=intake.crs,
        datum=intake.datum,
        sheets=[],
        total=0,
        actor=actor.name,
    )
    session.add(run)
    session.flush()
    return run


def _lock(database: Database, run_id: int) -> Connection | None:
    """Hold the load of a run as long as this connection lives; None where somebody else holds it."""
    connection = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    if connection.scalar(select(func.pg_try_advisory_lock(_LOCKS + run_id))):
        return connection
    connection.close()
    return None


def _unlock(connection: Connection, run_id: int) -> None:
    connection.execute(select(func.pg_advisory_unlock(_LOCKS + run_id)))
    connection.close()


def _fail(database: Database, actor: Actor, run_id: int, message: str) -> None:
    still = (ImportRun.id == run_id, ImportRun.status == "loading")
    with database.transaction(actor) as session:
        session.execute(update(ImportRun).where(*still).values(status="failed", message=message))
