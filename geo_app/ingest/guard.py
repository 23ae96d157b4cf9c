"""The datum guard: the written places of one import, judged together once all rows are known."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.ingest.coordinates import Meaning, Readings, readings_of
from geo_app.ingest.evidence import Evidence, gather, weight
from geo_app.ingest.models import Quarantined
from geo_app.ingest.verdicts import Column, Fate, beliefs
from geo_app.ingest.wording import reasons
from geo_app.ingest.written import Written
from geo_app.reckoning.words import Words, joined, listed, say

_PLAIN = "cgcs2000"  # degrees as they stand
_SHOWN = 6  # candidates of a doubtful row
_COARSE_M = 100  # metres: what may be this far off is never placed unasked
_LEAST = 0.01  # belief below which a reading is no candidate


@dataclass(frozen=True)
class WrittenRow:
    """Row `n` of the stage, line `line` of its sheet, with two numbers; `stated` are the divisions it names."""

    n: int
    line: int
    written: Written
    stated: Mapping[str, str]
    column: Column
    name: str
    code: str

    @property
    def form(self) -> str:
        """Rows written in different forms may come from different hands."""
        if abs(self.written.x) > 10_000:
            return "plane"
        decimals = self.written.decimals
        return "spelled" if decimals < 0 else "coarse" if decimals <= 3 else "fine"


@dataclass(frozen=True)
class Candidate:
    """One reading of a doubtful place, with the belief in it and what speaks for and against it."""

    meaning: Meaning
    lon: float
    lat: float
    belief: float
    words: tuple[Words, ...]

    def told(self) -> dict[str, Any]:
        """As it is kept and shown."""
        return {
            "reading": self.meaning.name,
            "title": self.meaning.words.zh,
            "title_en": self.meaning.words.en,
            "lon": self.lon,
            "lat": self.lat,
            "score": round(self.belief, 4),
            "accuracy_m": self.meaning.accuracy_m,
            "evidence": [one.zh for one in self.words],
            "evidence_en": [one.en for one in self.words],
        }


@dataclass(frozen=True)
class Verdict:
    """What becomes of one row's place; the first candidate is the best."""

    row: WrittenRow
    fate: Fate
    candidates: tuple[Candidate, ...]

    @property
    def words(self) -> Words:
        """The readings, and for a single one why it is right."""
        if self.fate is Fate.DOUBTFUL or not self.candidates:
            return listed(
                say("reading_share", datum=one.meaning.words, share=one.belief) for one in self.candidates
            )
        best = self.candidates[0]
        at = {"datum": best.meaning.words, "lon": best.lon, "lat": best.lat}
        return say("reading_why", **at, why=joined(*best.words)) if best.words else say("reading_at", **at)


@dataclass
class Guard:
    """Takes rows as they come, and judges them all."""

    session: Session
    layer: str
    rows: list[WrittenRow] = field(default_factory=list)
    counts: Counter[tuple[str, Fate]] = field(default_factory=Counter)
    words: dict[tuple[str, Fate], tuple[Words, ...]] = field(default_factory=dict)

    def judge(self) -> list[Verdict]:
        """The verdicts on all rows that are not simply where they say."""
        if not self.rows:
            return []
        found = readings_of([row.written for row in self.rows])
        evidence = gather(
            self.session, self.layer, found, [row.n for row in self.rows], [row.stated for row in self.rows]
        )
        groups: dict[Column, int] = {}
        known = _known_of(self.rows)
        of_row = np.array([groups.setdefault(column, len(groups)) for column in known])
        belief = beliefs(found, evidence, of_row, list(groups))
        return self._verdicts(_Weighed(found, evidence, belief), known)

    def summary(self) -> list[dict[str, Any]]:
        """How the rows were read, for the person who looks at the preview."""
        return [
            {"name": name, "title": Meaning(name).title, "fate": fate.value, "rows": count}
            | {"evidence": [one.zh for one in self.words.get((name, fate), ())]}
            | {"evidence_en": [one.en for one in self.words.get((name, fate), ())]}
            for (name, fate), count in self.counts.most_common()
        ]

    def _verdicts(self, weighed: "_Weighed", known: list[Column]) -> list[Verdict]:
        verdicts = []
        starts = np.searchsorted(weighed.found.row, np.arange(len(self.rows) + 1)).tolist()
        plain = self._plain(weighed, known)
        if plain.size:
            self.counts[_PLAIN, Fate.AS_WRITTEN] += plain.size
        for n in np.setdiff1d(np.arange(len(self.rows)), plain).tolist():
            row, column, first, end = self.rows[n], known[n], starts[n], starts[n + 1]
            decided = self._decided.get((row.name, row.code, row.written.text), "")
            best, fate = weighed.judged(first, end, row.written, column, decided) if first < end else (0, None)
            if fate is None:
                verdicts.append(Verdict(row, Fate.DOUBTFUL, ()))
                continue
            key = (weighed.meaning(best).name, fate)
            self.counts[key] += 1
            if fate is Fate.AS_WRITTEN and key in self.words:
                continue
            shown = weighed.shown(first, end) if fate is Fate.DOUBTFUL else [best]
            candidates = tuple(weighed.candidate(i, row.written, column) for i in shown)
            self.words.setdefault(key, candidates[0].words)
            if fate is not Fate.AS_WRITTEN:
                verdicts.append(Verdict(row, fate, candidates))
        return verdicts

    def _plain(self, weighed: "_Weighed", known: list[Column]) -> np.ndarray:
        """The rows that surely stand where they say, all at once; the first is left, to say why."""
        if self._decided:
            return np.zeros(0, dtype=int)
        found = weighed.found
        x, y = (np.array([getattr(row.written, axis) for row in self.rows])[found.row] for axis in ("x", "y"))
        meant = np.array([meaning.name == _PLAIN for meaning in found.meanings], dtype=bool)[found.meaning]
        sure = meant & (found.lon == x) & (found.lat == y) & (weighed.belief >= weight("accept"))
        free = np.array([column.stated in ("", _PLAIN) for column in known])
        return found.row[sure & free[found.row]][1:]

    @cached_property
    def _decided(self) -> dict[tuple[str, str, str], str]:
        """What people chose before for the same row of an earlier file."""
        kept = (Quarantined.name, Quarantined.code, Quarantined.written, Quarantined.chosen)
        placed = select(*kept).where(Quarantined.kind == self.layer, Quarantined.state == "placed")
        return {(name, code, written): chosen for name, code, written, chosen in self.session.execute(placed)}


@dataclass(frozen=True)
class _Weighed:
    """All readings with what is known of them and the belief in each."""

    found: Readings
    evidence: Evidence
    belief: np.ndarray

    def meaning(self, i: int) -> Meaning:
        return self.found.meanings[self.found.meaning[i]]

    def judged(
        self, first: int, end: int, written: Written, column: Column, decided: str
    ) -> tuple[int, Fate | None]:
        """The best reading of one row and its fate; none where only an unlikely change of sign gives a place."""
        for i in range(first, end):
            if self.meaning(i).name == decided:
                return i, Fate.REPAIRED
        best = first + int(np.argmax(self.belief[first:end]))
        meaning = self.meaning(best)
        if (written.x < 0 or written.y < 0) and self.evidence.agrees[best] < 1:
            return best, None
        contrary = column.stated not in ("", meaning.datum) and meaning.datum != "packed"
        if self.belief[best] < weight("accept") or meaning.accuracy_m > _COARSE_M or contrary:
            return best, Fate.DOUBTFUL
        same = self.found.lon[best] == written.x and self.found.lat[best] == written.y
        return best, Fate.AS_WRITTEN if same else Fate.REPAIRED

    def shown(self, first: int, end: int) -> list[int]:
        """The candidates of a doubtful row: those in the person's area first, then by belief."""
        order = sorted(range(first, end), key=lambda i: (not self.evidence.within[i], -self.belief[i]))
        return [i for place, i in enumerate(order[:_SHOWN]) if place == 0 or self.belief[i] >= _LEAST]

    def candidate(self, i: int, written: Written, column: Column) -> Candidate:
        words = tuple(reasons(column, written, self.meaning(i), self.evidence.of(i)))
        place = (float(self.found.lon[i]), float(self.found.lat[i]))
        return Candidate(self.meaning(i), *place, float(self.belief[i]), words)


def _known_of(rows: Sequence[WrittenRow]) -> list[Column]:
    """What is known of each row before it is looked at: of its column, and what its own cell and spelling say."""
    forms = _forms_of(rows)

    @cache
    def known(column: Column, stated: str, form: str) -> Column:
        hint = form if form in ("coarse", "spelled") else column.hint
        return replace(column, stated=stated or column.stated, form=form, hint=hint)

    return [known(row.column, row.written.datum, form) for row, form in zip(rows, forms, strict=True)]


def _forms_of(rows: Sequence[WrittenRow]) -> list[str]:
    """How each row is spelled. Where most of a column is written finely, so are its short numbers: a spreadsheet
    drops the zeros at their end."""
    forms = [row.form for row in rows]
    counts = Counter((row.column, form) for row, form in zip(rows, forms, strict=True))
    return [
        "fine" if form == "coarse" and counts[row.column, "fine"] > counts[row.column, "coarse"] else form
        for row, form in zip(rows, forms, strict=True)
    ]
