"""From rows of a ledger to checked rows: values in their types, a place or none, and what is wrong, per cell."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo_app.errors import BadInput
from geo_app.geo.coordinates import Place
from geo_app.geo.datum import Move, move_to_cgcs2000
from geo_app.ingest.cells import Fault, folded, plain
from geo_app.ingest.headers import Column
from geo_app.ingest.homecoming import Came, came, came_columns
from geo_app.ingest.issues import RowIssue
from geo_app.ingest.placers import Placer, placer_of
from geo_app.ingest.shapes import ShapeFault, settle, wrong_shape
from geo_app.ingest.sheets import Cells, Row, Sheet
from geo_app.ingest.values import Reader, Value, read_text, reader_of
from geo_app.ingest.vocabulary import DIVISIONS, key
from geo_app.ingest.written import Written
from geo_app.layers import Layer, LayerField

BATCH = 1_000
_TOTALS = re.compile(r"(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|totals?|sum)[::]?.{0,6}", re.IGNORECASE)


@dataclass
class CheckedRow:
    """One row after its checks. It is loaded unless one of its issues blocks it."""

    sheet: str
    number: int
    values: dict[str, Value] = field(default_factory=dict)
    place: Place | BaseGeometry | None = None
    written: Written | None = None  # the two numbers of a table; what they mean is judged when all rows are known
    stated: dict[str, str] = field(default_factory=dict)  # division.county -> 安宁市
    came: Came | None = None  # the record that it was when we exported it
    cleared: list[str] = field(default_factory=list)  # fields of such a record whose cells are empty
    issues: list[RowIssue] = field(default_factory=list)

    @property
    def blocked(self) -> bool:
        return any(issue.blocks for issue in self.issues)


@dataclass(frozen=True)
class Source:
    """The columns that one field is read from, in order."""

    field: LayerField
    columns: tuple[tuple[int, str, Reader], ...]  # index, header, reader


@dataclass(frozen=True)
class Checks:
    """How the rows of one sheet are checked."""

    sheet: Sheet
    layer: Layer
    sources: tuple[Source, ...]
    placer: Placer | None
    place_columns: tuple[int, ...]
    divisions: tuple[tuple[int, str], ...]
    move: Move | None
    keep: Callable[[Cells], bool]
    came: tuple[int, int] | None = None  # the columns of a file of our own that name the record


def checks_for(sheet: Sheet, layer: Layer, columns: Sequence[Column], where: Mapping[str, str]) -> Checks:
    """Prepare the checks of a sheet from its matched columns."""
    by_target: dict[str, list[Column]] = defaultdict(list)
    for column in sorted(columns, key=lambda column: column.rank):
        if column.target:
            by_target[column.target].append(column)
    sources = tuple(
        Source(one, tuple((each.index, each.header, reader_of(one, each.factor)) for each in by_target[one.name]))
        for one in layer.fields
        if one.required or one.name in by_target
    )
    placer, place_columns = (None, ()) if sheet.has_geometry else placer_of(by_target)
    return Checks(
        sheet=sheet,
        layer=layer,
        sources=sources,
        placer=placer,
        place_columns=place_columns,
        divisions=tuple((by_target[target][0].index, target) for target in DIVISIONS if target in by_target),
        move=move_to_cgcs2000(sheet.crs) if sheet.has_geometry else None,
        keep=kept(sheet, where),
        came=came_columns(sheet.headers),
    )


def kept(sheet: Sheet, where: Mapping[str, str]) -> Callable[[Cells], bool]:
    """Whether a row is wanted: its cell under each header of `where` has that value."""
    places = {key(header): index for index, header in enumerate(sheet.headers)}
    wanted = [(places.get(key(header)), folded(value)) for header, value in where.items()]
    if any(index is None for index, _ in wanted):
        lacking = "、".join(header for header in where if key(header) not in places)
        raise BadInput(f"工作表“{sheet.name}”没有列 {lacking}", "请核对筛选条件里的列名")
    return lambda cells: all(
        index is not None and index < len(cells) and folded(plain(cells[index])) == value
        for index, value in wanted
    )


def checked_rows(checks: Checks) -> Iterator[list[CheckedRow]]:
    """The rows that are wanted, in batches."""
    rows = (row for row in checks.sheet.rows() if checks.keep(row.cells))
    while batch := list(islice(rows, BATCH)):
        yield _checked_batch(batch, checks)


def _checked_batch(batch: list[Row], checks: Checks) -> list[CheckedRow]:
    checked = [_checked(row, checks) for row in batch]
    if checks.sheet.has_geometry:
        for row, shape in zip(
            checked, settle([row.geometry for row in batch], checks.move, checks.layer), strict=True
        ):
            if isinstance(shape, ShapeFault):
                row.issues.append(_issue(row, shape.fault, shape.where))
            else:
                row.place = shape
    return checked


def _checked(row: Row, checks: Checks) -> CheckedRow:
    result = CheckedRow(checks.sheet.name, row.number)
    cells = row.cells
    total = _total(cells)
    if total:
        result.issues.append(_issue(result, Fault("total_row"), total))
        return result
    note = _note(cells)
    if note:
        result.issues.append(_issue(result, Fault("note_row"), note))
        return result
    result.came = came(cells, checks.came)
    for source in checks.sources:
        _read(result, source, cells)
    if result.came:
        faulty = {issue.field for issue in result.issues}
        names = [one.field.name for one in checks.sources if one.columns and not one.field.required]
        result.cleared = [name for name in names if name not in result.values and name not in faulty]
    for index, target in checks.divisions:
        text = read_text(cells[index]) if index < len(cells) else None
        if text:
            result.stated[target] = text
    if checks.placer:
        place = checks.placer(cells)
        if isinstance(place, Fault):
            shown = ",".join(plain(cells[index]) for index in checks.place_columns if index < len(cells))
            result.issues.append(_issue(result, place, shown, field="place", header=_headers(checks)))
        elif place is not None and _takes_points(result, place, checks.layer):
            result.written = place
            result.place = place.plainly
    return result


def _read(result: CheckedRow, source: Source, cells: Cells) -> None:
    """The value of one field: the first of its columns that is filled."""
    faulty: tuple[Fault, str, str] | None = None
    for index, header, read in source.columns:
        if index >= len(cells):
            continue
        value = read(cells[index])
        if isinstance(value, Fault):
            faulty = faulty or (value, plain(cells[index]), header)
        elif value is not None:
            result.values[source.field.name] = value
            break
    name, required = source.field.name, source.field.required
    if faulty:
        fault, text, header = faulty
        fatal = required and name not in result.values
        result.issues.append(_issue(result, fault, text, field=name, header=header, fatal=fatal))
    elif required and name not in result.values:
        header = source.columns[0][1] if source.columns else source.field.title
        result.issues.append(_issue(result, Fault("required"), field=name, header=header))


def _takes_points(result: CheckedRow, written: Written, layer: Layer) -> bool:
    """A pair of coordinates is a point: layers of lines take none, but for a line that was exported."""
    if layer.geometry != "line" or result.came:
        return True
    fault = Fault("wrong_geometry", wrong_shape(layer, ["LineString"], "Point"))
    result.issues.append(_issue(result, fault, written.text, field="place"))
    return False


def _total(cells: Cells) -> str:
    """The words of a line of totals, which is no site."""
    for cell in cells[:3]:
        if isinstance(cell, str) and len(cell) <= 12 and _TOTALS.fullmatch(cell.strip()):
            return cell.strip()
    return ""


def _note(cells: Cells) -> str:
    """The words of a remark merged across the table, which is no site."""
    if len(cells) < 3 or not cells[0] or any(cell != cells[0] for cell in cells):
        return ""
    return plain(cells[0])


def _headers(checks: Checks) -> str:
    return "、".join(checks.sheet.headers[index] for index in checks.place_columns)


def _issue(
    row: CheckedRow, fault: Fault, value: str = "", field: str = "", header: str = "", fatal: bool = False
) -> RowIssue:
    return RowIssue(row.sheet, row.number, fault.code, value, field, header, fault.detail, fatal)


def as_geometry(place: Place | BaseGeometry) -> BaseGeometry:
    """A place as a geometry.

    >>> as_geometry((102.48, 24.92))
    <POINT (102.48 24.92)>
    """
    return Point(place) if isinstance(place, tuple) else place
