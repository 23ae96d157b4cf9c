"""The files of the project as git knows them: tracked or about to be."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """Every file of the project, relative to its root; what .gitignore names is not of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [Path(line) for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


@pytest.fixture(scope="session")
def python(files: list[Path]) -> dict[Path, str]:
    """The Python of the product and its tests: path -> text."""
    return {path: (ROOT / path).read_text() for path in files if path.suffix == ".py"}
