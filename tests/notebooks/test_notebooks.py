"""Every notebook runs from top to bottom on the demonstration county."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from geo_app.db import Database

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")  # the kernel's own
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_to_its_end(path: Path, county_clone: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_APP_DATABASE_URL", county_clone.url)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    assert all(cell.get("outputs") is not None for cell in notebook.cells if cell.cell_type == "code")
