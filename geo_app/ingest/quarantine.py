"""Rows whose place waits for a person: who sees them, and what becomes of them once somebody has chosen."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.db import because
from geo_app.errors import BadInput
from geo_app.ingest.coordinates import Meaning, datums
from geo_app.ingest.load import may_import
from geo_app.ingest.models import Quarantined
from geo_app.ingest.stage import STAGED, Stage
from geo_app.layers import Layers

WAITING = Quarantined.state == "waiting"


@dataclass(frozen=True)
class Chosen:
    """What a choice did: rows placed, and rows that go on waiting with the reason (an issue's code)."""

    placed: int
    kept: tuple[tuple[int, str], ...]


def choose(session: Session, actor: Actor, layers: Layers, ids: Sequence[int], reading: str) -> Chosen:
    """Write the rows with these numbers at the place of one reading. A row without such a reading goes on waiting.

    Raises BadInput where none of them waits with this reading."""
    if Meaning(reading).datum not in datums():
        raise BadInput(f"没有“{reading[:40]}”这种读法", "请在列出的读法中选择")
    because(session, f"待核坐标选定为 {Meaning(reading).title}")
    placed, kept = 0, list[tuple[int, str]]()
    for (kind, run_id, file_name), numbers in _by_origin(session, ids).items():
        may_import(actor, layers[kind])
        stage = Stage(session, layers[kind], run_id)
        stage.rows = session.scalar(select(func.stage_quarantined(numbers, reading))) or 0
        if not stage.rows:
            continue
        stage.judge()
        stage.write(file_name, lambda _done, _total: None)
        placed += session.scalar(select(func.settle_quarantined(reading))) or 0
        faulty = select(STAGED.c.waiting_id, STAGED.c.fault).where(STAGED.c.fault.is_not(None))
        kept += [(number, fault) for number, fault in session.execute(faulty)]
    if not placed and not kept:
        raise BadInput("选中的行都没有这种读法，或已经处理过", "请刷新后重新选择")
    return Chosen(placed, tuple(kept))


def refuse(session: Session, actor: Actor, layers: Layers, ids: Sequence[int], reason: str) -> int:
    """Rows that shall not come in; how many. The reason stays in their history."""
    if not reason.strip():
        raise BadInput("没有写明理由", "请写明为什么不导入，例如“原件坐标有误，已退回企业核对”")
    for kind, _, _ in _by_origin(session, ids):
        may_import(actor, layers[kind])
    because(session, reason.strip())
    changed = update(Quarantined).where(Quarantined.id.in_(ids), WAITING).values(state="refused")
    return len(session.execute(changed.returning(Quarantined.id)).all())


def _by_origin(session: Session, ids: Sequence[int]) -> dict[tuple[str, int | None, str], list[int]]:
    """The waiting rows among these, by layer, import and file."""
    columns = (Quarantined.kind, Quarantined.run_id, Quarantined.file_name, Quarantined.id)
    waiting = select(*columns).where(Quarantined.id.in_(ids), WAITING).order_by(Quarantined.id).with_for_update()
    found: dict[tuple[str, int | None, str], list[int]] = defaultdict(list)
    for kind, run_id, file_name, number in session.execute(waiting):
        found[kind, run_id, file_name].append(number)
    if not found:
        raise BadInput("选中的行已经处理过", "请刷新后重新选择")
    return found
