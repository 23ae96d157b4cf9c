"""Checked rows on their way into the map: staged, matched with the sites that exist, judged, written."""

import json
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import shapely
from psycopg import sql
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Integer, case, column, delete, func, select, table
from sqlalchemy.orm import Session

from geo_app.db import SRID, driver_of
from geo_app.ingest.checks import CheckedRow
from geo_app.ingest.evidence import address_head
from geo_app.ingest.guard import Guard, Verdict, WrittenRow
from geo_app.ingest.issues import RowIssue
from geo_app.ingest.merging import merges_of
from geo_app.ingest.models import Issue
from geo_app.ingest.repeats import Repeats
from geo_app.ingest.stated import Gazetteer
from geo_app.ingest.verdicts import Column, Fate
from geo_app.layers import Layer
from geo_app.reckoning.words import Words
from geo_app.sites.names import initials

DOUBTFUL = "doubtful_place"
TOLD = "checked"  # the fault of a row whose issues are known already
CHUNK = 5_000  # rows written between two reports of progress
SAMPLE = 2_000  # points of a preview
Progress = Callable[[int, int], None]
STAGED = table(
    "staged",
    *(
        column(name)
        for name in ("sheet", "name", "code", "geom", "stated", "fault", "division", "fate", "written")
    ),
    *(column(name) for name in ("detail", "detail_en")),
    *(column(name, Integer) for name in ("n", "line", "site_id", "waiting_id")),
)
_COLUMNS = (
    *("name", "code", "credit_code", "address", "control_level", "unit", "person", "telephone", "measures"),
    *("remark", "residents"),
)
_COPY = sql.SQL(
    "COPY staged (n, sheet, line, {}, attributes, geom, stated, fault, tabular, came_id, came_version, cleared)"
    " FROM STDIN"
).format(sql.SQL(", ").join(map(sql.Identifier, _COLUMNS)))
_COPY_ISSUES = sql.SQL(
    "COPY issue (run_id, sheet, row, field, header, value, code, reason, reason_en, remedy, remedy_en,"
    " blocks) FROM STDIN"
)
_REFINE = sql.SQL(
    "UPDATE staged AS s SET refined = v.code FROM unnest(%s::int[], %s::bigint[]) AS v (n, code) WHERE s.n = v.n"
)
_SPELL = sql.SQL("INSERT INTO spelled SELECT * FROM unnest(%s::int[], %s::text[])")
_PLACE = sql.SQL(
    "UPDATE staged AS s SET geom = coalesce(st_setsrid(st_point(v.lon, v.lat), 4490), s.geom), fault = v.fault,"
    " detail = v.detail, detail_en = v.detail_en, written = v.written, candidates = v.candidates::jsonb,"
    " attributes = s.attributes || jsonb_strip_nulls(jsonb_build_object('written', v.kept))"
    " FROM unnest(%s::int[], %s::float8[], %s::float8[], %s::text[], %s::text[], %s::text[], %s::text[],"
    " %s::text[], %s::text[])"
    " AS v (n, lon, lat, fault, detail, detail_en, written, candidates, kept) WHERE s.n = v.n"
)


@dataclass(frozen=True)
class Counts:
    """What became, or would become, of the rows."""

    rows: int
    good: int
    bad: int
    doubtful: int  # their place waits for a person
    new: int
    updated: int
    unchanged: int


class Stage:
    """The rows of one import inside one transaction."""

    def __init__(self, session: Session, layer: Layer, run_id: int | None) -> None:
        self._session = session
        self._layer = layer
        self._run_id = run_id
        self._repeats = Repeats()
        self.guard = Guard(session, layer.name)
        self.rows = 0
        self.merges: list[dict[str, Any]] = []
        self._driver = driver_of(session)
        session.execute(select(func.open_stage()))

    def add(self, rows: Sequence[CheckedRow], coordinates: Column) -> None:
        """Take checked rows; `coordinates` is what is known of theirs beforehand. Blocked ones are kept only where
        they have a place, for the map of the preview."""
        for row in rows:
            row.issues.extend(self._repeats.issues(row))
        with self._driver.cursor() as cursor, cursor.copy(_COPY) as copy:
            for row in rows:
                self.rows += 1
                blocked = row.blocked
                if not blocked or row.place is not None:
                    copy.write_row(self._line(row, TOLD if blocked else None))
                if row.written and not blocked:
                    self.guard.rows.append(_written_row(self.rows, row, coordinates))
        self._tell(issue for row in rows for issue in row.issues)

    def judge(self, decided: Mapping[str, str] = MappingProxyType({})) -> None:
        """Find the division and the site of each row, and what stands against loading it."""
        placed = set(self._session.scalars(select(func.came_placed(self._layer.name))))
        self.guard.rows = [row for row in self.guard.rows if row.n not in placed]
        self._place(self.guard.judge())
        self._session.execute(select(func.match_staged(self._layer.name)))
        self._session.execute(select(func.hold_doubtful()))
        self._compare_divisions()
        self._session.execute(select(func.keep_places()))
        kept = select(func.keep_outlines().table_valued("sheet", "line", "name"))
        outlines = self._session.execute(kept).all()
        self._tell(RowIssue(sheet, line, "outline_kept", name) for sheet, line, name in outlines)
        self.merges = merges_of(self._session, self._layer, decided)
        self._session.execute(select(func.judge_staged()))
        self._tell_faults()

    def write(self, origin: str, progress: Progress) -> None:
        """Write what is new or changed; `origin` is where the record comes from."""
        self._spell_names()
        for first in range(1, self.rows + 1, CHUNK):
            last = min(first + CHUNK - 1, self.rows)
            self._session.execute(select(func.write_staged(self._layer.name, origin, first, last)))
            progress(last, self.rows)
        self._tell_faults("code_taken")
        self._session.execute(select(func.quarantine_staged(self._layer.name, self._run_id, origin)))

    def counts(self) -> Counts:
        fates = select(STAGED.c.fate, func.count()).where(STAGED.c.fault.is_(None)).group_by(STAGED.c.fate)
        found = {row.fate: int(row[1]) for row in self._session.execute(fates)}
        good = sum(found.values())
        new, updated, unchanged = (found.get(fate, 0) for fate in ("new", "updated", "unchanged"))
        waiting = select(func.count()).select_from(STAGED).where(STAGED.c.fault == DOUBTFUL)
        doubtful = self._session.scalar(waiting) or 0
        return Counts(self.rows, good, self.rows - good - doubtful, doubtful, new, updated, unchanged)

    def sample(self) -> dict[str, object]:
        """Points of the preview as GeoJSON, the bad rows first."""
        point = func.st_pointonsurface(STAGED.c.geom)
        chosen = (
            select(STAGED.c.line, STAGED.c.name, STAGED.c.fault, func.st_x(point), func.st_y(point))
            .where(STAGED.c.geom.is_not(None))
            .order_by(STAGED.c.fault.is_(None), STAGED.c.n)
            .limit(SAMPLE)
        )
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [round(x, 6), round(y, 6)]},
                "properties": {"row": line, "name": name or "", "status": _status(fault)},
            }
            for line, name, fault, x, y in self._session.execute(chosen)
        ]
        return {"type": "FeatureCollection", "features": features}

    def _line(self, row: CheckedRow, fault: str | None) -> tuple[object, ...]:
        own: dict[str, object] = {}
        attributes: dict[str, object] = {}
        for one in self._layer.fields:
            value = row.values.get(one.name)
            if value is None:
                continue
            if one.column:
                own[one.column] = value
            else:
                attributes[one.name] = value.isoformat() if isinstance(value, date) else value
        return (
            self.rows,
            row.sheet,
            row.number,
            *(own.get(name) for name in _COLUMNS),
            json.dumps(attributes, ensure_ascii=False),
            _ewkb(row.place),
            json.dumps(row.stated, ensure_ascii=False) if row.stated else None,
            fault,
            row.written is not None,
            *(row.came or (None, None)),
            row.cleared,
        )

    def _place(self, verdicts: Sequence[Verdict]) -> None:
        """Put the rows where they were found to be; doubtful ones keep their candidates."""
        lines, issues = [], []
        for verdict in verdicts:
            row, best = verdict.row, verdict.candidates[0] if verdict.candidates else None
            known = best is not None and verdict.fate is not Fate.DOUBTFUL
            nowhere = "outside_china" if row.written.is_angle else "plane_coordinate"
            fault = None if known else DOUBTFUL if best else nowhere
            told = json.dumps([one.told() for one in verdict.candidates], ensure_ascii=False)
            place = (best.lon, best.lat) if best else (None, None)
            kept = f"{best.meaning.title} {row.written.text}" if best and known else None
            words = verdict.words
            lines.append((row.n, *place, fault, words.zh, words.en, row.written.text, told, kept))
            if known:
                line = (row.column.sheet, row.line, "repaired_place", row.written.text, "place")
                issues.append(RowIssue(*line, detail=words))
        if lines:
            self._driver.execute(_PLACE, [list(column) for column in zip(*lines, strict=True)])
        self._tell(issues)

    def _compare_divisions(self) -> None:
        """What the ledger states, against where the places lie."""
        gazetteer = Gazetteer(self._session)
        if not gazetteer.names:  # no division is loaded: nothing to compare with
            return
        columns = (STAGED.c.n, STAGED.c.sheet, STAGED.c.line, STAGED.c.stated, STAGED.c.division)
        placed = select(*columns).where(STAGED.c.fault.is_(None), STAGED.c.geom.is_not(None))
        issues, refined = [], dict[int, int]()
        for n, sheet, line, stated, division in self._session.execute(placed).all():
            finding = gazetteer.compare(stated or {}, division)
            if not division:
                issues.append(RowIssue(sheet, line, "no_division"))
            if finding.differs:
                detail = gazetteer.full_name(division)
                issues.append(
                    RowIssue(sheet, line, "division_differs", finding.differs, "division", detail=detail)
                )
            if finding.unknown:
                issues.append(RowIssue(sheet, line, "division_unknown", finding.unknown, "division"))
            if finding.refined:
                refined[n] = finding.refined
        self._tell(issues)
        if refined:
            self._driver.execute(_REFINE, (list(refined), list(refined.values())))

    def _tell_faults(self, only: str | None = None) -> None:
        shown = case(
            (STAGED.c.fault.in_(("retired_site", "code_taken")), STAGED.c.code),
            (STAGED.c.fault.in_((DOUBTFUL, "plane_coordinate", "outside_china")), STAGED.c.written),
            else_=STAGED.c.name,
        )
        columns = (STAGED.c.sheet, STAGED.c.line, STAGED.c.fault, shown, STAGED.c.detail, STAGED.c.detail_en)
        wanted = STAGED.c.fault == only if only else STAGED.c.fault != TOLD
        rows = self._session.execute(select(*columns).where(wanted).order_by(STAGED.c.n)).all()
        self._tell(
            RowIssue(sheet, line, fault, value, detail=Words(zh, en or zh))
            for sheet, line, fault, value, zh, en in rows
        )

    def _spell_names(self) -> None:
        wanted = select(STAGED.c.n, STAGED.c.name).where(
            STAGED.c.fault.is_(None), STAGED.c.fate.in_(("new", "updated"))
        )
        rows = self._session.execute(wanted).all()
        self._driver.execute(_SPELL, ([n for n, _ in rows], [initials(name) for _, name in rows]))

    def _tell(self, issues: Iterable[RowIssue]) -> None:
        if self._run_id is None:  # the run of a row in quarantine was deleted
            return
        with self._driver.cursor() as cursor, cursor.copy(_COPY_ISSUES) as copy:
            for issue in issues:
                where = (issue.sheet, issue.row, issue.field, issue.header, issue.value[:500], issue.code)
                said = (issue.reason.zh, issue.reason.en, issue.remedy.zh, issue.remedy.en)
                copy.write_row((self._run_id, *where, *said, issue.blocks))


def _written_row(n: int, row: CheckedRow, coordinates: Column) -> WrittenRow:
    address = str(row.values.get("address", ""))
    head = "" if row.stated else address_head(address)
    stated = {"division.path": head} if head else row.stated
    name, code = str(row.values.get("name", "")), str(row.values.get("code", ""))
    assert row.written is not None
    return WrittenRow(n, row.number, row.written, stated, coordinates, name, code)


def _status(fault: str | None) -> str:
    return "doubtful" if fault == DOUBTFUL else "bad" if fault else "good"


def forget_issues(session: Session, run_id: int) -> None:
    """A new look at a file begins without the issues of the last one."""
    session.execute(delete(Issue).where(Issue.run_id == run_id))


def _ewkb(place: tuple[float, float] | BaseGeometry | None) -> str | None:
    if place is None:
        return None
    if isinstance(place, tuple):
        return struct.pack("<BIIdd", 1, 0x20000001, SRID, *place).hex()
    text: str = shapely.to_wkb(shapely.set_srid(place, SRID), hex=True, include_srid=True)
    return text
