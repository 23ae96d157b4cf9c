"""The lines of an opinion as tables of its paper: all of them, those overruled, those that read otherwise now."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from geo_app.papers.paper import Column, Group, Table
from geo_app.reckoning.sureness import sureness
from geo_app.siting.compare import Change
from geo_app.siting.document_words import NONE, measured, required
from geo_app.siting.opinion import as_line, key_of
from geo_app.siting.rule import WEIGHTS, Answer, Line

PILES = {  # in the order of the paper
    "fails": "不满足",
    "not_checked": "未核查",
    "advice": "附条件与提示",
    "holds": "满足",
    "not_applicable": "不适用",
}
MILD = ("conditional", "clear")  # what a failing line of these makes of the whole does not stand against a project
LINES = (
    ("序号", 11),
    ("规定", 42),
    ("要求", 16),
    ("实测", 18),
    ("结论", 17),
    ("对象与日期", 24),
    ("依据与可信度", 28),
)
RULINGS = (("规定", 40), ("计算的答案", 36), ("改判为满足的理由和依据", 55), ("改判人与日期", 25))
CHANGES = (("规定", 42), ("当时", 44), ("现在", 44), ("依据", 26))
Rulings = Mapping[str, Mapping[str, str]]


def line_table(lines: Sequence[Line], rulings: Rulings) -> Table:
    """Every line, the gravest first, each pile under its title with its count."""
    groups, told = [], 0
    for pile, title in PILES.items():
        some = [line for line in lines if _pile(line) == pile]
        rows = tuple(_row(told + n, line, rulings) for n, line in enumerate(some, 1))
        groups += [Group(f"{title}({len(some)} 条)", rows)] if some else []
        told += len(some)
    return Table(_columns(LINES), tuple(groups))


def unchecked(lines: Sequence[Line]) -> tuple[str, ...]:
    """What nobody could check, and why: as loud as what failed."""
    open_lines = (line for line in lines if line.answer is Answer.NOT_CHECKED)
    return tuple(f"{line.title}：{line.text}。" for line in open_lines)


def ruling_table(lines: Sequence[Line], rulings: Rulings) -> Table:
    """The overruled lines, the computed answer beside the reason."""
    told = [(line, rulings[key]) for line in lines if (key := key_of(asdict(line))) in rulings]
    rows = tuple((line.title, _answer(line), said["reason"], f"{said['by']}\n{said['on']}") for line, said in told)
    return Table(_columns(RULINGS), (Group(f"改判({len(rows)} 条)", rows),))


def change_table(changes: Sequence[Change]) -> Table:
    """What reads otherwise, from and to."""
    rows = tuple(_changed(change) for change in changes)
    return Table(_columns(CHANGES), (Group(f"变化({len(rows)} 条)", rows),))


def _pile(line: Line) -> str:
    is_mild = line.answer is Answer.FAILS and WEIGHTS[line.weight]["if_fails"] in MILD
    return "advice" if is_mild else line.answer.value


def _row(n: int, line: Line, rulings: Rulings) -> tuple[str, ...]:
    verdict = f"{line.answer.label}\n{WEIGHTS[line.weight]['title']}"
    if key_of(asdict(line)) in rulings:
        verdict += "\n已改判"
    source = f"{line.clause}\n{sureness(line.confidence)}"
    title = f"{line.title}\n{line.text}" if line.text else line.title
    return str(n), title, required(line), measured(line), verdict, _object(line), source


def _object(line: Line) -> str:
    parts = [line.thing.name if line.thing else NONE, f"{line.data_on}" if line.data_on else ""]
    return "\n".join(filter(None, parts))


def _answer(line: Line) -> str:
    parts = [line.answer.label, f"要求 {required(line)}" if line.required is not None else ""]
    parts.append(f"实测 {measured(line)}" if line.measured is not None else "")
    return "\n".join(filter(None, parts))


def _changed(change: Change) -> tuple[str, ...]:
    told: dict[str, Any] = change.now or change.then or {}
    return told["title"], _side(change.then), _side(change.now), told["clause"]


def _side(stored: dict[str, Any] | None) -> str:
    if stored is None:
        return f"{NONE}\n没有这一条"
    line = as_line(stored)
    return "\n".join(filter(None, (_answer(line), line.thing.name if line.thing else "", line.text)))


def _columns(said: Sequence[tuple[str, float]]) -> tuple[Column, ...]:
    return tuple(Column(title, width) for title, width in said)
