"""Long work: many rows done part by part. Each part is one transaction, so that an interruption loses nothing."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import ClassVar, Generic, TypeVar

from sqlalchemy import BigInteger, DateTime, Identity, Integer, Text, func, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from geo_app.actor import Actor
from geo_app.db import Database
from geo_app.errors import BadInput, GeoAppError, NotFound
from geo_app.layers import Layers

log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]


class Work:
    """Columns of such work. `touched_at` is when a part was last written."""

    WORD: ClassVar[str]  # what people call it
    SILENCE: ClassVar[timedelta] = timedelta(minutes=2)  # so long nothing written: it was interrupted

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    status: Mapped[str] = mapped_column(Text, server_default=text("'ready'"))  # ready, running, stopped, done
    message: Mapped[str] = mapped_column(Text, server_default=text("''"))
    actor: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    touched_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    @property
    def standing(self) -> str:
        """The status, or `interrupted` where it says that it runs while nobody runs it."""
        silent = self.status == "running" and datetime.now(UTC) - self.touched_at > self.SILENCE
        return "interrupted" if silent else self.status


class WorkRow:
    """Columns of one row of it: pending, done, or failed with the reason."""

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)  # as the person counts it in the file, from 1
    name: Mapped[str] = mapped_column(Text, server_default=text("''"))
    state: Mapped[str] = mapped_column(Text, server_default=text("'pending'"))
    error: Mapped[str] = mapped_column(Text, server_default=text("''"))
    remedy: Mapped[str] = mapped_column(Text, server_default=text("''"))

    def fail(self, error: GeoAppError) -> None:
        self.state, self.error, self.remedy = "failed", error.message, error.remedy


W = TypeVar("W", bound=Work)


def find_work(session: Session, actor: Actor, table: type[W], work_id: int, for_update: bool = False) -> W:
    """Work of this person; an administrator of the whole country sees all. Raises NotFound."""
    found = session.get(table, work_id, with_for_update=for_update or None)
    if found is None or not (found.actor == actor.name or actor.sees_all_work):
        raise NotFound(f"没有编号为 {work_id} 的{table.WORD}")
    return found


@dataclass(frozen=True)
class Background(ABC, Generic[W]):
    """All that the work needs from the door: the database, who works, and by which layer files."""

    database: Database
    actor: Actor
    layers: Layers
    broken: ClassVar[str] = "系统内部错误；已完成的各行有效，可以继续"

    @abstractmethod
    def find(self, session: Session, work_id: int, for_update: bool = False) -> W: ...

    @abstractmethod
    def run(self, work_id: int, progress: Progress) -> None:
        """Do what is pending, to the end or until somebody stops it."""

    def start(self, work_id: int) -> None:
        """Begin, or go on after an interruption, in the background."""
        with self.database.transaction(self.actor) as session:
            work = self.find(session, work_id, for_update=True)
            if work.standing == "done":
                raise BadInput(f"这项{work.WORD}已经完成", "如需再做请新建一批")
            if work.standing == "running":
                raise BadInput(f"这项{work.WORD}正在进行", "请等它完成")
            work.status, work.message, work.touched_at = "running", "", datetime.now(UTC)
        Thread(target=self._follow, args=(work_id,), daemon=True).start()

    def stop(self, work_id: int) -> None:
        """Let the part that is being done be the last; what is done stays done, and `start` goes on from there."""
        with self.database.transaction(self.actor) as session:
            work = self.find(session, work_id, for_update=True)
            if work.standing != "running":
                raise BadInput(f"这项{work.WORD}没有在进行", "不需要停止")
            work.status = "stopped"

    def _follow(self, work_id: int) -> None:
        """The background of `start`: what goes wrong is told in the work, for nobody waits for an answer."""
        try:
            self.run(work_id, lambda _done, _total: None)
        except Exception as error:
            told = str(error) if isinstance(error, GeoAppError) else self.broken
            log.exception("%s %s stopped", type(self).__name__, work_id)
            self._tell(work_id, told)

    def _tell(self, work_id: int, told: str) -> None:
        """That the work stands still and why; where it or the database is gone, the log alone can say so."""
        try:
            with self.database.transaction(self.actor) as session:
                work = self.find(session, work_id)
                work.status, work.message = "ready", told
        except Exception:
            log.exception("%s %s could not be told that it stopped", type(self).__name__, work_id)


@dataclass(frozen=True)
class Runner(Background[W]):
    """Work of many rows, done part by part."""

    @abstractmethod
    def do_part(self, session: Session, work: W) -> bool:
        """Do the next rows that are pending; False where there were none."""

    @abstractmethod
    def how_far(self, session: Session, work_id: int) -> tuple[int, int]:
        """How many rows are finished, and how many there are."""

    def run(self, work_id: int, progress: Progress) -> None:
        """Do what is pending, part by part, to the end or until somebody stops it."""
        goes_on = True
        while goes_on:
            with self.database.transaction(self.actor) as session:
                work = self.find(session, work_id, for_update=True)
                if work.status == "stopped":
                    return
                goes_on = self.do_part(session, work)
                work.status, work.touched_at = "running" if goes_on else "done", datetime.now(UTC)
                finished, total = self.how_far(session, work_id)
            progress(finished, total)
