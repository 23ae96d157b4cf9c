"""The example ledger is read as the page beside it says, row by row."""

import re

from geo_app.ingest.reading import Intake, opened
from geo_app.ingest.repeats import Repeats
from geo_app.layers import Layers
from geo_app.settings import shipped

FOLDER = shipped("data") / "examples"
ON_THE_MAP = {"division_differs", "no_place"}  # found against the map, when the file is loaded


def test_each_row_of_the_messy_ledger_gives_the_issue_that_is_promised(layers: Layers) -> None:
    path = FOLDER / "messy_mine_ledger.xlsx"
    found: dict[int, set[str]] = {}
    repeats = Repeats()
    with opened(Intake(layers["mine"], path, path.name), layers) as (readings, _):
        for reading in readings:
            for row in (row for batch in reading.batches() for row in batch):
                found[row.number] = {issue.code for issue in (*row.issues, *repeats.issues(row))}
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    told = {int(row): code for row, code in re.findall(r"^\| (\d+) \| .* \| ([\w-]+) \|$", text, re.MULTILINE)}
    assert found == {row: {code} - ON_THE_MAP - {"-"} for row, code in told.items()}
