"""What is handed to a county is one wheel: it works where there is no checkout."""

import site
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ["wheel", "--quiet", "--no-build-isolation", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([sys.executable, "-m", "pip", *build], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it, which borrows only the dependencies of ours."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(site.getsitepackages()[0])
    install = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), *install], check=True)
    return folder / "bin"


def test_it_carries_layers_reference_tables_sql_and_the_front_end(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "shipped/layers/mine.toml",
        "shipped/layers/_site.toml",
        "web/dist/index.html",
        "migrations/env.py",
    ):
        assert f"geo_app/{wanted}" in names
    assert any(name.startswith("geo_app/shipped/data/") for name in names)
    assert any(name.startswith("geo_app/sql/") for name in names)


def test_it_carries_nothing_that_only_a_developer_needs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [
        name for name in names if "node_modules" in name or name.startswith(("tests/", "geo_app/web/src"))
    ] == []


def test_the_command_lists_the_layers_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    listed = subprocess.run(
        [installed / "geo-app", "layers"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "mine" in listed.stdout
    assert "矿山" in listed.stdout


def test_the_installed_package_reads_its_own_layers(installed: Path, tmp_path: Path) -> None:
    ask = "from geo_app.settings import shipped; print(shipped('layers'))"
    told = subprocess.run(
        [installed / "python", "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert Path(told.stdout.strip()).is_relative_to(installed.parent)
