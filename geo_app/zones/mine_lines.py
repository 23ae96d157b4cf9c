"""Lines of a mine on the ground: goaf, water in it, faults, rivers; each drawn by its rule, clause and doubt."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import func
from sqlalchemy.orm import Session

from geo_app.errors import BadInput, NotFound
from geo_app.numbers.confirmations import as_confirmed
from geo_app.reckoning.tables import MEMORY, NOT_FOUND, rows
from geo_app.sites.models import Site
from geo_app.zones.drawing import Part, draw, drawn, in_database, wipe
from geo_app.zones.models import Zone

KIND = "mine_line"


@dataclass(frozen=True)
class MineLine:
    """One line, as the area that it encloses."""

    id: int
    subject: str
    part: str
    title: str
    name: str
    metres: float | None
    clause: str
    confidence: str
    note: str
    geometry: dict[str, Any]

    @property
    def is_verified(self) -> bool:
        return self.confidence not in (MEMORY, NOT_FOUND)


def draw_lines(
    session: Session, site: Site, subject: str, drawing: tuple[str, BaseGeometry], metres: float | None = None
) -> list[MineLine]:
    """The lines that a goaf, the water in it, a fault or a river calls for, each so far beyond the one before.

    Raises BadInput where the law names no distance and none is given, or where an outline is missing.
    """
    name, shape = drawing
    lines = [row for row in rows("zones/mine_lines") if row["subject"] == subject]
    if not shape.area and any(row["beyond_m"] == "0" for row in lines):
        raise BadInput("采空区和积水区要画成面", "请画出范围")
    if metres is None and any(not row["beyond_m"] for row in lines):
        raise BadInput("没有法定米数，禁采距离必须填写", "请按批准文件填写距离，并在名称中注明文号")
    draw(session, site, KIND, f"{subject}:{name}", _parts(lines, name, shape, metres))
    return [line for line in read_lines(session, site.id) if (line.subject, line.name) == (subject, name)]


def read_lines(session: Session, site_id: int) -> list[MineLine]:
    """All lines drawn for a mine."""
    table = as_confirmed(session, list(rows("zones/mine_lines")))
    sure = {(row["subject"], row["part"]): row["confidence"] for row in table}
    return [_line(zone, json.loads(text), sure) for zone, text in session.execute(drawn(site_id, KIND))]


def wipe_lines(session: Session, site_id: int, subject: str, name: str) -> None:
    """Take the lines of one drawing off the map. Raises NotFound."""
    if not wipe(session, site_id, KIND, f"{subject}:{name}"):
        raise NotFound(f"没有名为“{name}”的控制线", "请刷新后再试")


def _parts(lines: list[dict[str, str]], name: str, shape: BaseGeometry, metres: float | None) -> Iterator[Part]:
    beyond, place = 0.0, in_database(shape)
    for row in lines:
        own = float(row["beyond_m"]) if row["beyond_m"] else metres or 0.0
        beyond += own
        area = func.ring(place, beyond) if beyond else func.st_multi(place)
        facts = {key: row[key] for key in ("subject", "part", "title", "clause", "confidence", "note")}
        yield Part(f"{name}{row['title']}", area, facts | {"of": name, "metres": own or None})


def _line(zone: Zone, geometry: dict[str, Any], sure: dict[tuple[str, str], str]) -> MineLine:
    """A line as it was drawn; a number from memory that somebody has confirmed since says so."""
    facts = dict(zone.attributes)
    if facts["confidence"] == MEMORY:
        facts["confidence"] = sure.get((facts["subject"], facts["part"]), MEMORY)
    words = {key: facts[key] for key in ("subject", "part", "title", "clause", "confidence", "note", "metres")}
    return MineLine(id=zone.id, name=facts["of"], geometry=geometry, **words)
