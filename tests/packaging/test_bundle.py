"""The bundle for a machine without a network, installed where none is: `make test-bundle`."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALONE = ["unshare", "--map-root-user", "--net"]  # a network of its own, with nobody on it

pytestmark = pytest.mark.bundle


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle as it comes out of its tar on another machine."""
    (bundle,) = (ROOT / "var" / "bundle").glob("geo_app-*.tar")
    folder = tmp_path_factory.mktemp("machine")
    shutil.unpack_archive(bundle, folder, filter="data")
    (inside,) = folder.iterdir()
    return inside


def alone(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8"} | environment
    return subprocess.run([*ALONE, *command], env=known, capture_output=True, text=True, check=False)


def test_it_is_installed_without_a_network_and_lists_its_layers(unpacked: Path, tmp_path: Path) -> None:
    installed = alone(unpacked / "install.sh", "--into", tmp_path / "geo_app")
    assert installed.returncode == 0, installed.stderr
    program = tmp_path / "geo_app" / ".venv" / "bin" / "geo-app"
    listed = alone(program, "layers", GEO_APP_DATA_DIR=str(tmp_path / "data"))
    assert "矿山" in listed.stdout, listed.stderr
    page = list((tmp_path / "geo_app" / ".venv").glob("lib/python3*/site-packages/geo_app/web/dist/index.html"))
    assert page, "the built pages come along"


def test_a_file_that_was_changed_on_the_way_is_not_installed(unpacked: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(unpacked, tmp_path / "changed")
    with (copy / "deploy" / "geo-app.service").open("a") as file:
        file.write("ExecStartPre=/bin/false\n")
    refused = alone(copy / "install.sh", "--into", tmp_path / "geo_app")
    assert refused.returncode != 0
    assert "geo-app.service" in refused.stderr + refused.stdout
    assert not (tmp_path / "geo_app").exists()
