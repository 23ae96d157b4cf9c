"""What the server or a command refuses is told in English too: every sentence is read from the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import geo_app
from geo_app import errors
from geo_app.app import problem
from geo_app.reckoning.english import HAN, english

PACKAGE = Path(geo_app.__file__).parent
ROOMS = sorted({path.relative_to(PACKAGE).parts[0] for path in PACKAGE.rglob("*.py")} - {"web", "migrations"})
KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}


def as_said(node: ast.expr, module: ast.Module) -> Iterator[str]:
    """What an argument may say, with 3 for each value: a number and a name may both be 3."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "3" for part in node.values)
        case ast.IfExp():
            yield from (*as_said(node.body, module), *as_said(node.orelse, module))
        case ast.Starred(value=ast.Name()) | ast.Name():
            yield from _given(node.value if isinstance(node, ast.Starred) else node, module)


def _given(name: ast.expr, module: ast.Module) -> Iterator[str]:
    """What the module ever calls by that name."""
    for each in ast.walk(module):
        if isinstance(each, ast.Assign) and ast.unparse(name) in map(ast.unparse, each.targets):
            for value in each.value.elts if isinstance(each.value, ast.Tuple) else [each.value]:
                yield from () if isinstance(value, ast.Name) else as_said(value, module)


def refusals(room: str) -> Iterator[str]:
    files = [PACKAGE / room] if room.endswith(".py") else (PACKAGE / room).rglob("*.py")
    for module in (ast.parse(path.read_text()) for path in files):
        for node in ast.walk(module):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS):
                continue
            if all(keyword.arg != "detail_en" for keyword in node.keywords):
                yield from (said for sent in node.args[:2] for said in as_said(sent, module) if HAN.search(said))


def test_every_refusal_has_english() -> None:
    said = [(room, said) for room in ROOMS for said in refusals(room)]
    assert [(room, said) for room, said in said if HAN.search(english(said))] == []
    assert len(said) > 900


def test_every_kind_of_refusal_has_an_english_title() -> None:
    titles = {kind.title for kind in vars(errors).values() if isinstance(kind, type)}
    assert [title for title in titles if HAN.search(english(title))] == []


def test_a_refusal_is_answered_in_both_languages() -> None:
    told = bytes(problem(404, "没有找到", "没有名为 abc 的检查表", "现有：mine").body).decode()
    assert '"detail_en":"There is no checklist called abc"' in told
    assert '"remedy_en":"To choose from: mine"' in told
    assert "_en" not in bytes(problem(404, "Title", "Detail", "").body).decode()
