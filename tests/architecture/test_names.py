"""Things are called after what they are, and each kind of thing has one home."""

import ast
import re
from pathlib import Path

import pytest

from geo_app import upgrade
from geo_app.db import Base
from tests.architecture.conftest import ROOT

PATTERNS = {"service", "services", "repository", "repositories", "manager", "managers", "utils", "util"}
PATTERNS |= {"helpers", "helper", "common", "constants", "misc", "base"}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
COLOUR_HOMES = {Path("geo_app/colour.py"), Path("geo_app/web/src/tokens.css")}
MARKUP = {Path("geo_app/web/index.html")}  # the theme-color of a page cannot name a token
STATEMENT = re.compile(
    r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|GRANT|SET ROLE|WHERE|FROM|JOIN|ORDER BY|VALUES)\b"
)
ADDRESS = re.compile(r"""https?://([^/\s"'`)>{}]+)""")
OUR_HOSTS = re.compile(
    r"(127\.0\.0\.1|localhost)(:\d+)?|testserver|www\.(w3|opengis)\.(org|net)|json-schema\.org|(.+\.)?example(\.\w+)?"
)
# Folders of one person's machine; assembled so that this file does not find itself.
PERSONAL = re.compile(r"""(?<![\w.}/-])/(?:""" + "|".join(("work", "home", "root", "tmp")) + r""")/\w""")
TEXT = {".py", ".sql", ".toml", ".md", ".ts", ".vue", ".css", ".html", ".sh", ".json", ".yml", ".yaml", ".csv", ""}


def sources(files: list[Path], *suffixes: str) -> dict[Path, str]:
    texts = {path: (ROOT / path).read_bytes() for path in files if path.suffix in suffixes}
    return {path: text.decode(errors="replace") for path, text in texts.items()}  # some ledgers are GBK


def text_of(node: ast.AST) -> str:
    """The constant text in a string expression."""
    return " ".join(n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def glued(node: ast.AST) -> bool:
    """Whether this expression puts values into the text of a statement."""
    match node:
        case ast.JoinedStr(values=parts) if any(isinstance(part, ast.FormattedValue) for part in parts):
            return bool(STATEMENT.search(text_of(node)))
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(text))):
            return bool(STATEMENT.search(text))
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return any(
                isinstance(n, ast.Constant | ast.JoinedStr) and STATEMENT.search(text_of(n)) for n in (left, right)
            )
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            return bool(STATEMENT.search(text))
    return False


def test_no_module_is_named_after_a_pattern(files: list[Path]) -> None:
    assert [
        str(path) for path in files if path.suffix in (".py", ".ts", ".vue") and path.stem.lower() in PATTERNS
    ] == []


def test_a_package_file_holds_one_docstring(python: dict[Path, str]) -> None:
    for path, text in python.items():
        if path.name == "__init__.py" and path.parent.name != "geo_app":  # that one lets libraries wait: late.py
            (only,) = ast.parse(text).body
            assert isinstance(only, ast.Expr), path


def test_sql_is_never_glued_from_strings(python: dict[Path, str]) -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, text in python.items()
        for node in ast.walk(ast.parse(text))
        if glued(node) and isinstance(node, ast.expr)
    ]
    assert not found


@pytest.mark.parametrize(
    ("code", "is_glued"),
    [
        ('f"SELECT * FROM {table}"', True),
        ('"DELETE FROM site WHERE id = %s" % number', True),
        ('"SELECT " + columns', True),
        ('"DROP TABLE {}".format(name)', True),
        ('sql.SQL("DROP TABLE {}").format(sql.Identifier(name))', False),
        ('execute("SELECT %s", [number])', False),
        ('f"没有编号为 {number} 的点位"', False),
    ],
)
def test_the_search_for_glued_sql_finds_it(code: str, is_glued: bool) -> None:
    assert any(glued(node) for node in ast.walk(ast.parse(code))) is is_glued


def test_a_colour_is_written_down_once(files: list[Path]) -> None:
    shipped = {path for path in files if path.parts[0] == "geo_app" and "tests" not in path.parts}
    product = shipped - COLOUR_HOMES - MARKUP
    texts = sources(sorted(product), ".py", ".ts", ".vue", ".css", ".html", ".sql")
    assert {str(path): COLOUR.findall(text) for path, text in texts.items() if COLOUR.search(text)} == {}


def test_the_product_names_no_other_host(files: list[Path]) -> None:
    product = [path for path in files if path.parts[0] == "geo_app" and path.name != "package-lock.json"]
    texts = sources(product, ".py", ".ts", ".vue", ".css", ".html", ".json")
    named = {(str(path), host) for path, text in texts.items() for host in ADDRESS.findall(text)}
    assert {(path, host) for path, host in named if not OUR_HOSTS.fullmatch(host)} == set()


def test_the_lock_files_name_no_registry() -> None:
    for lock in ("requirements.lock", "geo_app/web/package-lock.json"):
        addresses = ADDRESS.findall((ROOT / lock).read_text())
        homepages = {host for host in addresses if re.search(r"registry|pypi|npmjs|mirror|proxy|nexus", host)}
        assert not homepages, lock


def test_nothing_points_into_the_folders_of_one_person(files: list[Path]) -> None:
    texts = sources(files, *TEXT)
    assert {str(path): PERSONAL.findall(text) for path, text in texts.items() if PERSONAL.search(text)} == {}


def test_every_table_is_in_the_glossary() -> None:
    assert upgrade.MODELS  # importing it is what makes the tables known
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    tables = {table.name for table in Base.metadata.tables.values() if table.schema is None}
    assert {name for name in tables if f"`{name}`" not in glossary} == set()
