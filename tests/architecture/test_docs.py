"""What is documented is what is there."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from geo_app.cli import COMMANDS
from geo_app.layers import Layers
from geo_app.settings import Settings
from scripts.reference import PAGES
from tests.architecture.conftest import ROOT

ROOMS = ["unit", "db", "api", "cli", "spec", "formats", "golden", "ledgers", "contracts", "migrations"]
ROOMS += ["architecture", "packaging", "web", "histories", "rights", "faults", "federation"]


@pytest.mark.parametrize("reference", PAGES)
def test_a_reference_page_is_up_to_date(reference: str) -> None:
    assert (ROOT / reference).read_text() == PAGES[reference](), "run: make docs"


def test_every_layer_has_a_section(layers: Layers) -> None:
    text = (ROOT / "docs" / "reference" / "layers.md").read_text()
    assert {layer.name for layer in layers if f"## {layer.title} `{layer.name}`" not in text} == set()


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_every_setting_and_nothing_else(readme: str) -> None:
    text = (ROOT / readme).read_text()
    ours = {f"GEO_APP_{name.upper()}" for name in Settings.model_fields}
    assert {name for name in ours if f"`{name}`" not in text} == set()
    assert {word for word in text.split("`") if word.startswith("GEO_APP_")} - ours == set()


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_link_of_the_readme_leads_somewhere(readme: str) -> None:
    links = [part.split(")")[0] for part in (ROOT / readme).read_text().split("](")[1:]]
    assert {link for link in links if "://" not in link and not (ROOT / link.split("#")[0]).exists()} == set()


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_command_and_file_of_the_readme_is_there(readme: str) -> None:
    text = (ROOT / readme).read_text()
    assert set(re.findall(r"geo-app ([a-z]+)", text)) - set(COMMANDS) == set()
    assert {name for name in re.findall(r"data/[\w./-]+", text) if not (ROOT / name).exists()} == set()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make ([a-z-]+)", text)) - targets == set()


def test_what_the_developer_guide_names_is_there() -> None:
    text = (ROOT / "docs" / "developing.md").read_text()
    linked = {part.split(")")[0] for part in text.split("](")[1:]}
    assert {link for link in linked if not (ROOT / "docs" / link).exists()} == set()
    words = {word.removesuffix(",").strip() for word in re.findall(r"`([^`\s]+)`", text)}
    named = {word for word in words if "/" in word and not re.search(r"[<*]|NNN", word)}
    roots = [ROOT, ROOT / "geo_app", ROOT / "geo_app" / "web" / "src", ROOT / "geo_app" / "web"]
    assert {name for name in named if not any((root / name).exists() for root in roots)} == set()
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.MULTILINE)) - targets == set()


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_of_tests_is_furnished(room: str) -> None:
    assert list((ROOT / "tests" / room).rglob("test_*.py"))


def test_every_decision_says_what_was_weighed() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [path.name[:4] for path in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    for path in records:
        text = path.read_text()
        for part in ("Context", "Decision", "Consequences", "Alternatives"):
            assert f"## {part}" in text, path.name


def dependencies() -> set[str]:
    """Every direct dependency, for running, developing and the front end."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    python = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    web = json.loads((ROOT / "geo_app" / "web" / "package.json").read_text())
    return {re.split(r"[\[=]", line)[0] for line in python} | {*web["dependencies"], *web["devDependencies"]}


def test_every_dependency_has_its_reason_written_down() -> None:
    record = (ROOT / "docs" / "decisions" / "0004-dependencies.md").read_text()
    assert {name for name in dependencies() if f"`{name}`" not in record} == set()


def test_every_dependency_is_used(python: dict[Path, str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    served = {"python-multipart"}  # FastAPI reads uploads with it
    named = {re.split(r"[\[=]", line)[0] for line in project["dependencies"]} - served
    product = "\n".join(text for path, text in python.items() if path.parts[0] == "geo_app")
    other = {"argon2-cffi": "argon2", "paho-mqtt": "paho", "pillow": "PIL", "python-docx": "docx"}
    other |= {"opentelemetry-api": "opentelemetry"}
    modules = {name: other.get(name, name.replace("-", "_")) for name in named}
    assert {name for name in named if not re.search(rf"\b{modules[name]}\b", product)} == set()
