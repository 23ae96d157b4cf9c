"""What was entered against what is there: read by the owner of the database, past the app and its policies."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from geo_app.patrol.jpeg import cleaned
from geo_app.patrol.limits import limit
from tests.histories.phone import Entered, Phone

FATES = {"applied", "waiting", "conflict", "refused", "dropped"}
HELD = "SELECT id::text, state, missing::text FROM delta WHERE id = ANY(%(ids)s::uuid[])"
RECORDS = """SELECT 'visit' AS type, uid::text, happened_at FROM visit WHERE uid = ANY(%(ids)s::uuid[])
    UNION ALL SELECT 'finding', uid::text, happened_at FROM finding WHERE uid = ANY(%(ids)s::uuid[])
    UNION ALL SELECT 'step', uid::text, happened_at FROM finding_step
        WHERE uid = ANY(%(ids)s::uuid[]) AND action <> 'find'
    UNION ALL SELECT 'photo', uid::text, happened_at FROM photo_use WHERE uid = ANY(%(ids)s::uuid[])"""
PHOTOS = "SELECT hash, stored FROM photo WHERE hash = ANY(%(ids)s)"
COURSE = """SELECT finding.uid::text AS finding, finding.state, step.before, step.after
    FROM finding JOIN finding_step AS step ON step.finding_uid = finding.uid
    WHERE finding.uid = ANY(%(ids)s::uuid[]) ORDER BY step.id"""
Row = dict[str, Any]


@dataclass(frozen=True)
class Reckoning:
    """Everything that the server holds of some phones."""

    connection: psycopg.Connection[Any]
    folder: Path

    def check(self, phones: Sequence[Phone]) -> Counter[str]:
        """Raises AssertionError where something is lost, there twice, or told wrongly; how many had which fate."""
        entered = {id_: made for phone in phones for id_, made in phone.outbox.items()}
        ids = {"ids": list(entered)}
        held = {row["id"]: row for row in self._rows(HELD, ids)}
        assert held.keys() == entered.keys(), "each delta is held once, and no other"
        wrong = {id_: (made.state, held[id_]) for id_, made in entered.items() if made.state != held[id_]["state"]}
        assert not wrong, f"a phone knows what became of it: {wrong}"
        fates = Counter(row["state"] for row in held.values())
        assert fates.keys() <= FATES, fates
        applied = {id_ for id_, row in held.items() if row["state"] == "applied"}
        for row in held.values():
            assert row["missing"] is None or row["missing"] not in applied, f"{row} waits for what is there"
        self._check_records(entered, applied)
        self._check_course(ids)
        self._check_pictures({hash_: picture for phone in phones for hash_, picture in phone.pictures.items()})
        return fates

    def _rows(self, query: str, values: Row) -> list[Row]:
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query.encode(), values).fetchall()

    def _check_records(self, entered: dict[str, Entered], applied: set[str]) -> None:
        """Each applied delta is one record of its type, at the time when it was really made."""
        records = self._rows(RECORDS, {"ids": list(entered)})
        expected = Counter((entered[id_].type, id_) for id_ in applied)
        there = Counter((row["type"], row["uid"]) for row in records)
        assert there == expected, f"lost {expected - there}, there without being applied {there - expected}"
        slack = timedelta(seconds=limit("skew_s") + 60)
        for row in records:
            assert abs(row["happened_at"] - entered[row["uid"]].at) < slack, f"{row} was made at another time"

    def _check_course(self, ids: Row) -> None:
        """The steps of a finding follow each other without a gap, and it stands where the last one led."""
        courses: dict[str, list[Row]] = {}
        for row in self._rows(COURSE, ids):
            courses.setdefault(row["finding"], []).append(row)
        for course in courses.values():
            ends = ["", *(row["after"] for row in course)]
            assert [row["before"] for row in course] == ends[:-1], course
            assert course[0]["state"] == ends[-1], course

    def _check_pictures(self, pictures: dict[str, bytes]) -> None:
        """Each photo is there once and whole, and no piece of it is left over."""
        stored = {row["hash"]: row["stored"] for row in self._rows(PHOTOS, {"ids": list(pictures)})}
        assert stored.keys() == pictures.keys(), "each photo is there"
        for hash_, picture in pictures.items():
            kept = (self.folder / "photos" / stored[hash_][:2] / f"{stored[hash_]}.jpg").read_bytes()
            assert kept == cleaned(picture), "a photo is whole"
            assert hashlib.sha256(kept).hexdigest() == stored[hash_], "a photo is known by its hash"
        parts = {part.name.split(".")[0] for part in (self.folder / "photos" / "parts").glob("*")}
        assert not parts & pictures.keys(), "no piece of a photo is left over"
