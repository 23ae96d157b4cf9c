"""Small rooms: the limits of the design, held."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.architecture.conftest import ROOT

FILE_LINES, MEDIAN_LINES, FUNCTION_LINES, PARAMETERS = 300, 120, 40, 6
LIMITS = {".py": FILE_LINES, ".sql": FILE_LINES, ".ts": 250, ".vue": 250, ".css": 250}
LAYER_LINES = 80

Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_history(path: Path) -> bool:
    """A migration is a record of what was done, not code to be kept."""
    return path.parent == Path("geo_app/migrations/versions")


def lines(path: Path) -> int:
    return (ROOT / path).read_text().count("\n")


def functions(python: dict[Path, str]) -> Iterator[tuple[Path, Function]]:
    kept = {path: text for path, text in python.items() if not is_history(path)}
    for path, text in kept.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, Function):
                yield path, node


def length(function: Function) -> int:
    """Lines from `def` to the end, its docstring aside."""
    first = function.body[0]
    said = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if said else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def parameters(function: Function) -> int:
    named = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return len([argument for argument in named if argument.arg not in ("self", "cls")])


@pytest.mark.parametrize("suffix", LIMITS)
def test_no_file_is_longer_than_its_limit(files: list[Path], suffix: str) -> None:
    kept = [path for path in files if path.suffix == suffix and not is_history(path)]
    assert {str(path): lines(path) for path in kept if lines(path) > LIMITS[suffix]} == {}


def test_a_layer_file_fits_on_a_page(files: list[Path]) -> None:
    layers = [path for path in files if path.parts[0] == "layers" and not path.name.startswith("_")]
    assert {str(path): lines(path) for path in layers if lines(path) > LAYER_LINES} == {}


def test_the_median_module_is_short(files: list[Path]) -> None:
    modules = [path for path in files if path.suffix == ".py" and path.parts[0] == "geo_app"]
    assert median(lines(path) for path in modules) <= MEDIAN_LINES


def test_no_function_is_longer_than_a_screen(python: dict[Path, str]) -> None:
    long = [
        (str(path), node.name, length(node)) for path, node in functions(python) if length(node) > FUNCTION_LINES
    ]
    assert not long


def test_no_function_takes_more_than_six_parameters(python: dict[Path, str]) -> None:
    product = {path: text for path, text in python.items() if path.parts[0] != "tests"}
    wide = [(str(path), node.name) for path, node in functions(product) if parameters(node) > PARAMETERS]
    assert not wide
