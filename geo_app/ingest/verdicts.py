"""Which reading of a written place is the right one, and when nobody can tell: belief weighed over a whole table.

Most tables are written in one way throughout. For each way, the belief that the whole table is written so follows
from all its rows together (a shift common to the file), with the share of odd rows that the rows themselves show;
against it stands the belief that every row is as it pleases. A row's own belief follows from both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from geo_app.ingest.coordinates import Meaning, Readings
from geo_app.ingest.evidence import Evidence, likelihood, weight

_ROUNDS = 200  # of estimating the share of odd rows
_UNLIKELY = 1e-3  # a way to write a whole table that is less likely is not looked into
Beliefs = np.ndarray


class Fate(StrEnum):
    """What becomes of a written place."""

    AS_WRITTEN = "as_written"
    REPAIRED = "repaired"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class Column:
    """What is known of a whole column before its rows: the datum that its header states, that a person chose, its
    central meridian where a person named one, and what hints at CGCS2000 where nothing is stated (english, coarse,
    spelled: see data/ingest/evidence.csv)."""

    stated: str = ""
    chosen: str = ""
    meridian: int | None = None
    hint: str = ""
    sheet: str = ""
    form: str = ""  # how the numbers are spelled


def beliefs(found: Readings, evidence: Evidence, groups: np.ndarray, columns: Sequence[Column]) -> Beliefs:
    """The belief in each reading, summing to one over each row. `groups` tells for every row which of `columns` it
    belongs to; rows written in another form are another group, for they may come from elsewhere."""
    if not found.row.size:
        return np.zeros(0)
    score = likelihood(found, evidence)
    names = [meaning.name for meaning in found.meanings]
    is_packed = np.array([name == "packed" for name in names])
    score *= np.where(is_packed[found.meaning], weight("packed"), 1.0)
    result = np.zeros(found.row.size)
    of_reading = groups[found.row]
    for group in np.unique(of_reading):
        mine = np.flatnonzero(of_reading == group)
        rows, inverse = np.unique(found.row[mine], return_inverse=True)
        used, place = np.unique(found.meaning[mine], return_inverse=True)
        table = np.zeros((rows.size, used.size))
        table[inverse, place] = score[mine]
        base = _base([found.meanings[index] for index in used], columns[group])
        result[mine] = _weighed(table, base, is_packed[used])[inverse, place]
    return result


def _base(meanings: Sequence[Meaning], column: Column) -> np.ndarray:
    """How likely each meaning is by the headers alone."""
    prior = np.array([max(meaning.prior, 1e-6) for meaning in meanings])
    for place, meaning in enumerate(meanings):
        for datum, name in ((column.stated, "stated"), (column.chosen, "chosen")):
            prior[place] *= weight(name) if datum and datum == meaning.datum else 1.0
        if column.meridian and column.meridian == meaning.meridian:
            prior[place] *= weight("chosen")
        if column.hint and not column.stated and meaning.name == "cgcs2000":
            prior[place] *= weight(column.hint)
    return prior / prior.sum()


def _weighed(table: np.ndarray, base: np.ndarray, rigid: np.ndarray) -> np.ndarray:
    """Beliefs per row and meaning from likelihoods (0: no such reading) and what is believed beforehand. `rigid`
    meanings are spelled by whole tables, never by an odd row.

    >>> RIGID = np.array([False, False])
    >>> one_border_row = np.array([[0.05, 1.0], [1.0, 1.0]])
    >>> print(_weighed(one_border_row, np.array([0.6, 0.4]), RIGID).round(2))
    [[0.01 0.99]
     [0.16 0.84]]
    >>> many = np.array([[0.05, 1.0]] * 9 + [[1.0, 1.0]])
    >>> print(_weighed(many, np.array([0.6, 0.4]), RIGID)[9].round(2))
    [0. 1.]
    """
    free = table @ base
    whole, leak = weight("whole"), weight("leak")
    starts = (1 - leak) * np.eye(base.size) + leak * base
    logs = np.array([np.log(np.maximum(table @ start, 1e-12)).sum() for start in starts])
    logs = np.append(logs + np.log(whole * base), np.log(np.maximum(free, 1e-12)).sum() + np.log(1 - whole))
    share = np.exp(logs - logs.max())
    share /= share.sum()
    prior = share[-1] * base
    forms, counts = np.unique(table[np.ptp(table, axis=1) > 0].round(6), axis=0, return_counts=True)
    for start, believed in zip(starts, share[:-1], strict=True):
        prior = prior + believed * (_settled(forms, counts, start, rigid) if believed > _UNLIKELY else start)
    joint = table * prior
    return joint / np.maximum(joint.sum(axis=1, keepdims=True), 1e-300)


def _settled(table: np.ndarray, counts: np.ndarray, start: np.ndarray, rigid: np.ndarray) -> np.ndarray:
    """The shares of the meanings in a table that is mostly written in one way; prejudice weighs as one row."""
    shares = start
    for _ in range(_ROUNDS):
        joint = table * shares
        belonging = joint / np.maximum(joint.sum(axis=1, keepdims=True), 1e-300)
        shares = (start + counts @ belonging) / (1 + counts.sum())
        shares[rigid] = start[rigid]
        shares[~rigid] *= (1 - shares[rigid].sum()) / shares[~rigid].sum()
    return shares
