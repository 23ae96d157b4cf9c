"""What the map and the ledger itself say for and against each reading of a written place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np
from psycopg import sql
from sqlalchemy import BigInteger, Integer, exists, func, literal, select, true
from sqlalchemy.orm import Session

from geo_app.arrays import arrays
from geo_app.db import SRID, driver_of
from geo_app.ingest.coordinates import Readings
from geo_app.ingest.stated import Gazetteer
from geo_app.ingest.tables import table
from geo_app.sites.models import Site

_FILL = sql.SQL("COPY reading (i, n, geom) FROM STDIN (FORMAT BINARY)")
_NUMBERS = [("columns", ">i2"), ("i_size", ">i4"), ("i", ">i4"), ("n_size", ">i4"), ("n", ">i4")]
_EWKB = [("geom_size", ">i4"), ("order", "u1"), ("type", ">u4"), ("srid", ">u4"), ("lon", ">f8"), ("lat", ">f8")]
_ROW = np.dtype([*_NUMBERS, *_EWKB])  # of a binary COPY: the number of columns, then each after its length
_HEAD_OF_COPY = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_POINT_WITH_SRID = 0x20000001
_SAMPLED = 500  # rows whose distance to roads is measured
_HEAD = re.compile(r"^[\u4e00-\u9fff]{1,40}(?:街道|[省市县区旗盟州镇乡])")
Flat = np.ndarray


@cache
def weight(name: str) -> float:
    """One figure of `data/ingest/evidence.csv`."""
    return next(float(row["value"]) for row in table("evidence") if row["name"] == name)


class Facts(NamedTuple):
    """What the map says of one reading."""

    division: str = ""
    agrees: int = 0
    within: bool = True
    known: str = ""
    known_m: float = np.nan
    road_m: float = np.nan


@dataclass
class Evidence:
    """For every reading: its division, whether that is the stated one (1 yes, -1 no, 0 not known), whether it lies
    in the person's area, metres to a known place and to a road (nan: none near), and the likelihood of it all."""

    division: np.ndarray
    agrees: np.ndarray
    within: np.ndarray
    known_m: Flat
    road_m: Flat
    known: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)  # of divisions

    @classmethod
    def none(cls, size: int) -> "Evidence":
        zeros, nothing = np.zeros(size, dtype=np.int64), np.full(size, np.nan)
        return cls(zeros, zeros.copy(), np.ones(size, dtype=bool), nothing, nothing.copy())

    def of(self, i: int) -> Facts:
        """The facts about one reading."""
        name = self.names.get(int(self.division[i]), "已知区划之外")
        near = (self.known.get(i, ""), float(self.known_m[i]), float(self.road_m[i]))
        return Facts(name, int(self.agrees[i]), bool(self.within[i]), *near)


def gather(
    session: Session, layer: str, found: Readings, numbers: Sequence[int], stated: Sequence[Mapping[str, str]]
) -> Evidence:
    """Ask the map about the readings. For each row, `numbers` is its number in the stage, and `stated` are the
    divisions that it names."""
    evidence = Evidence.none(found.row.size)
    gazetteer = Gazetteer(session)
    has_sites = bool(session.scalar(select(exists().where(Site.kind.is_not(None)))))
    limited = not session.scalar(select(literal(0, BigInteger).op("<@")(func.actor_scope())))
    compared = bool(gazetteer.names) and (limited or any(stated))
    if not found.row.size or not (compared or has_sites):
        return evidence
    session.execute(select(func.open_readings()))
    with driver_of(session).cursor() as cursor, cursor.copy(_FILL) as copy:
        copy.write(_HEAD_OF_COPY + _as_rows(found, numbers).tobytes() + b"\xff\xff")
    if compared:
        _divisions(session, gazetteer, found, stated, evidence)
    if has_sites:
        _surroundings(session, layer, found, evidence)
    return evidence


def likelihood(found: Readings, evidence: Evidence) -> Flat:
    """How well each reading goes with what is known, against the best other reading of its row."""
    score = np.ones(found.row.size)
    in_place = np.where(evidence.agrees == 0, 0, evidence.agrees)
    for mark in (in_place, np.where(evidence.within, 1, -1)):
        score *= _against(found, mark)
    near = np.exp(-np.nan_to_num(evidence.known_m, nan=np.inf) / weight("known_m"))
    score *= np.where(_some(found, near > 0.01), np.maximum(near, weight("known")), 1.0)
    at_road = np.exp(-np.nan_to_num(evidence.road_m, nan=np.inf) / weight("road_m"))
    share = weight("road") + (1 - weight("road")) * at_road
    return score * np.where(_some(found, at_road > 0.01), share, 1.0)


def address_head(address: str) -> str:
    """The divisions at the beginning of an address.

    >>> address_head("云南省昆明市安宁市连然街道大屯路 5 号"), address_head("大屯路 5 号")
    ('云南省昆明市安宁市连然街道', '')
    """
    found = _HEAD.match(address)
    return found[0] if found else ""


def _as_rows(found: Readings, numbers: Sequence[int]) -> np.ndarray:
    """The readings as the database takes them fastest."""
    rows = np.zeros(found.row.size, dtype=_ROW)
    rows["columns"], rows["i_size"], rows["n_size"], rows["geom_size"] = 3, 4, 4, 25
    rows["i"], rows["n"] = np.arange(found.row.size), np.asarray(numbers)[found.row]
    rows["order"], rows["type"], rows["srid"] = 0, _POINT_WITH_SRID, SRID
    rows["lon"], rows["lat"] = found.lon, found.lat
    return rows


def _against(found: Readings, mark: np.ndarray) -> Flat:
    """Readings marked -1 while another of their row is marked 1: less likely, and much less when far away."""
    score = np.ones(found.row.size)
    good = mark == 1
    rows = int(found.row.max()) + 1
    count = np.bincount(found.row, good, rows)
    centre_lon, centre_lat = (
        np.divide(np.bincount(found.row, axis * good, rows), count, out=np.zeros(rows), where=count > 0)
        for axis in (found.lon, found.lat)
    )
    bad = (mark == -1) & (count[found.row] > 0)
    apart = np.hypot(found.lon - centre_lon[found.row], found.lat - centre_lat[found.row])
    score[bad] = np.where(apart > 0.2, weight("far"), weight("outside"))[bad]
    return score


def _some(found: Readings, mark: np.ndarray) -> np.ndarray:
    """Whether any reading of the same row is marked."""
    return (np.bincount(found.row, mark) > 0)[found.row]


def _divisions(
    session: Session,
    gazetteer: Gazetteer,
    found: Readings,
    stated: Sequence[Mapping[str, str]],
    evidence: Evidence,
) -> None:
    answer = func.reading_divisions().table_valued("i", "division", "within")
    columns = (answer.c[name].cast(BigInteger) for name in ("i", "division"))
    i, division, within = arrays(session, select(*columns, answer.c.within.cast(Integer).cast(BigInteger)))
    i = i.astype(int)
    evidence.division[i], evidence.within[:] = division, False
    evidence.within[i] = within == 1
    evidence.names.update((each, gazetteer.full_name(each)) for each in np.unique(division).tolist())
    for place in i[np.array([bool(said) for said in stated])[found.row[i]]]:
        finding = gazetteer.compare(stated[found.row[place]], int(evidence.division[place]))
        evidence.agrees[place] = -1 if finding.differs else 0 if finding.unknown else 1
    outside = evidence.division == 0
    evidence.agrees[outside & _some(found, evidence.agrees == 1)] = -1


def _surroundings(session: Session, layer: str, found: Readings, evidence: Evidence) -> None:
    known = func.reading_known(layer).table_valued("i", "name", "metres")
    for i, name, metres in session.execute(select(known)):
        evidence.known[i], evidence.known_m[i] = name, metres
    has_roads = select(true()).where(exists().where(Site.kind == "road"))
    if session.scalar(has_roads):
        step = max(1, int(found.row.max() + 1) // _SAMPLED)
        roads = func.reading_roads(step).table_valued("i", "metres")
        for i, metres in session.execute(select(roads)):
            evidence.road_m[i] = metres
