"""Make a batch ready: from the answers in a file, or from the inputs of what stands. Nothing is assessed yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.batches.models import Batch, BatchRow
from geo_app.batches.sheet import Answers, read_sheet
from geo_app.classification.catalogue import method_named
from geo_app.classification.method import Method
from geo_app.classification.models import Assessment
from geo_app.errors import BadInput, Forbidden
from geo_app.layers import Layer
from geo_app.reckoning.inputs import read_inputs
from geo_app.sites.card import SITE
from geo_app.supervision.reviews import Due, Wanted, due_condition

Line = dict[str, Any]
AT_ONCE = 5_000  # rows in one statement


@dataclass(frozen=True)
class Order:
    """What is to be assessed: sites of a layer by a method, from a day on (empty: the day on which it runs)."""

    layer: Layer
    method: str
    variant: str = ""
    assessed_on: date | None = None


@dataclass(frozen=True)
class Scope:
    """Which standing assessments: below a division, due so soon (none: whenever), of these sites (empty: any)."""

    division: str = ""
    due: Due | None = None
    sites: tuple[int, ...] = ()


def from_file(session: Session, actor: Actor, order: Order, path: Path, file_name: str) -> Batch:
    """A batch with a row for each site of a ledger. What cannot be is said in its row, before anything runs."""
    method = _usable(actor, order)
    filled = read_sheet(path, method, order.layer)
    if not filled.answers:
        raise BadInput("文件里没有数据行", "请在表头下填写数据")
    batch = _new(session, actor, order, "file", file_name)
    batch.columns = list(filled.columns)
    codes = [each.code for each in filled.answers if each.code]
    sites = dict(_sites(session, order.layer, codes))
    _write(session, [_line(batch, method, each, sites.get(each.code)) for each in filled.answers])
    return batch


def renewal(session: Session, actor: Actor, order: Order, scope: Scope) -> Batch:
    """A batch that assesses again with the inputs and the variant that stand: a person has confirmed that they are
    unchanged. Where a person had set another colour, only a person may say whether it still holds."""
    method = _usable(actor, order)
    wanted = Wanted([order.layer.name], scope.division)
    query = (
        select(Assessment, SITE.c.code.label("site_code"), SITE.c.name.label("site_name"))
        .join(SITE, SITE.c.id == Assessment.site_id)
        .where(Assessment.standing, Assessment.method == method.name, wanted.condition())
        .order_by(SITE.c.review_on, SITE.c.id)
    )
    if scope.due:
        query = query.where(due_condition(session, scope.due))
    if scope.sites:
        query = query.where(Assessment.site_id.in_(scope.sites))
    found = session.execute(query).all()
    if not found:
        raise BadInput(f"没有用“{method.title}”评估的{order.layer.title}需要复评", "请换一个范围或到期条件")
    batch = _new(session, actor, order, "renewal", "")
    _write(session, [_again(batch, n, *row) for n, row in enumerate(found, 1)])
    return batch


def _usable(actor: Actor, order: Order) -> Method:
    """The method, where this person may use it on this layer."""
    method = method_named(order.method)
    method.variant(order.variant or None)
    if method.name not in order.layer.methods:
        usable = "、".join(order.layer.methods) or "无"
        raise BadInput(f"“{order.layer.title}”不用“{method.title}”评估", f"可用的方法：{usable}", field="method")
    if not actor.role.may(max(order.layer.edit, Role.EDITOR, key=lambda role: role.rank)):
        raise Forbidden(f"您没有评估“{order.layer.title}”的权限", "请联系有编辑权限的人员")
    return method


def _new(session: Session, actor: Actor, order: Order, source: str, file_name: str) -> Batch:
    batch = Batch(
        source=source,
        kind=order.layer.name,
        method=order.method,
        variant=order.variant,
        file_name=file_name,
        assessed_on=order.assessed_on,
        actor=actor.name,
    )
    session.add(batch)
    session.flush()
    session.refresh(batch)
    return batch


def _sites(session: Session, layer: Layer, codes: Sequence[str]) -> Iterable[tuple[str, tuple[int, str]]]:
    """Number and name of the sites with these codes, a part at a time."""
    site = SITE.c
    for start in range(0, len(codes), AT_ONCE):
        some = codes[start : start + AT_ONCE]
        here = (site.kind == layer.name, site.code.in_(some), ~site.retired)
        for code, number, name in session.execute(select(site.code, site.id, site.name).where(*here)):
            yield code, (number, name)


def _line(batch: Batch, method: Method, answers: Answers, site: tuple[int, str] | None) -> Line:
    line: Line = {"number": answers.number, "code": answers.code, "inputs": answers.inputs}
    if not answers.code:
        return _row(batch, line, "没有编号", "请填写点位编号")
    if site is None:
        return _row(batch, line, f"没有编号为“{answers.code[:80]}”的点位", "请核对编号和图层，或先导入该点位")
    line |= {"site_id": site[0], "name": site[1]}
    try:
        read_inputs(method.inputs, answers.inputs)
    except BadInput as error:
        return _row(batch, line, error.message, error.remedy)
    return _row(batch, line)


def _again(batch: Batch, number: int, standing: Assessment, code: str | None, name: str) -> Line:
    line = {"number": number, "code": code or "", "name": name, "site_id": standing.site_id}
    line |= {"inputs": standing.inputs, "variant": standing.variant}
    if standing.override_reason:
        return _row(
            batch,
            line,
            f"现行颜色由人工调整({standing.override_reason})",
            "请在点位上单独复评，确认调整是否仍然成立",
        )
    return _row(batch, line)


def _row(batch: Batch, line: Line, error: str = "", remedy: str = "") -> Line:
    empty = {"name": "", "site_id": None, "variant": batch.variant}
    state = "failed" if error else "pending"
    return empty | line | {"batch_id": batch.id, "state": state, "error": error, "remedy": remedy}


def _write(session: Session, lines: list[Line]) -> None:
    for start in range(0, len(lines), AT_ONCE):
        session.execute(insert(BatchRow), lines[start : start + AT_ONCE])
