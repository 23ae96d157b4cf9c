"""Read a ledger for a layer: its sheets, their columns as matched, and their rows as checked. No database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from geo_app.errors import BadInput
from geo_app.ingest.checks import CheckedRow, checked_rows, checks_for, kept
from geo_app.ingest.headers import Column as Matched
from geo_app.ingest.headers import match
from geo_app.ingest.ledger import Ledger, open_ledger
from geo_app.ingest.sheets import Sheet
from geo_app.ingest.statements import column_of
from geo_app.ingest.verdicts import Column
from geo_app.ingest.vocabulary import PLACES, Vocabulary, key, vocabulary
from geo_app.layers import Layer, Layers
from geo_app.reckoning.words import say

_SAMPLE_ROWS, _SEARCHED_ROWS = 200, 20_000  # for the matching of headers; among the rows that are wanted


@dataclass(frozen=True)
class Intake:
    """What is to be brought in, and what a person decided about it."""

    layer: Layer
    path: Path
    file_name: str
    where: Mapping[str, str] = field(default_factory=dict)  # header -> value: only these rows
    chosen: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)  # sheet -> header -> target
    crs: int | None = None  # EPSG number for a file that names none
    decided: Mapping[str, str] = field(
        default_factory=dict
    )  # 12.person -> theirs: which side a field is taken from
    datum: str = ""  # what a person states of all coordinates of a table


@dataclass(frozen=True)
class Reading:
    """One sheet of a ledger; a sheet that is passed over has no columns."""

    sheet: Sheet
    columns: tuple[Matched, ...]
    intake: Intake

    @property
    def coordinates(self) -> Column:
        """What is known of the coordinates of the sheet before its rows are read."""
        headers = [one.header for one in self.columns if one.target in PLACES and one.target != "place.datum"]
        column = column_of(headers, self.sheet.headers, self.intake.datum, self.intake.crs)
        return replace(column, sheet=self.sheet.name)

    def batches(self) -> Iterator[list[CheckedRow]]:
        """The rows that are wanted, checked, a thousand at a time."""
        if not self.sheet.skipped:
            yield from checked_rows(checks_for(self.sheet, self.intake.layer, self.columns, self.intake.where))


@contextmanager
def opened(intake: Intake, layers: Layers) -> Iterator[tuple[Iterator[Reading], Vocabulary]]:
    """The sheets of a file as the layer understands them. Raises BadInput for what is no ledger."""
    words = vocabulary(intake.layer, layers)
    with open_ledger(intake.path, words.knows, intake.crs) as ledger:
        sheets = _wanted(ledger, intake.where)
        yield (Reading(sheet, _matched(sheet, intake, words), intake) for sheet in sheets), words


def _wanted(ledger: Ledger, where: Mapping[str, str]) -> list[Sheet]:
    """The sheets to read: those without the column of a filter are passed over, and say so."""
    sheets = []
    for sheet in ledger.sheets:
        known = {key(text) for text in sheet.headers}
        lacking = [header for header in where if key(header) not in known]
        reason = sheet.skipped or (f"没有筛选条件里的列 {'、'.join(lacking)}" if lacking else "")
        sheets.append(Sheet(sheet.name, skipped=reason) if reason else sheet)
    if where and all(sheet.skipped for sheet in sheets):
        raise BadInput(f"没有工作表含有筛选条件里的列 {'、'.join(where)}", "请核对列名")
    return sheets


def _matched(sheet: Sheet, intake: Intake, words: Vocabulary) -> tuple[Matched, ...]:
    if sheet.skipped:
        return ()
    keep = kept(sheet, intake.where)
    wanted = (row.cells for row in islice(sheet.rows(), _SEARCHED_ROWS) if keep(row.cells))
    columns = match(sheet.headers, list(islice(wanted, _SAMPLE_ROWS)), words, intake.chosen.get(sheet.name, {}))
    return tuple(_without_place(column) if sheet.has_geometry else column for column in columns)


def _without_place(column: Matched) -> Matched:
    """A file with geometry has its places in it."""
    if column.target in PLACES:
        return replace(column, target=None, confidence=0.0, how=say("how_geometry"))
    return column
