"""Flow paths, mine lines, parks, pipelines and roads as the API tells them."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from geo_app.reckoning.english import each_in_english, in_english
from geo_app.reckoning.tables import MEMORY, NOT_FOUND
from geo_app.reckoning.words import Words, listed, say
from geo_app.zones import flow, mine_lines, parks, pipelines, roads
from geo_app.zones.distances import is_verified


class Answer(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Downstream(Answer):
    """`id` is null beyond one's own divisions; `people` is null where nobody has entered a number."""

    id: int | None
    kind: str
    role: str
    name: str
    people: int | None
    along_m: float
    distance_m: float


class FlowPath(Answer):
    """`overhead` is null where it cannot be said; the notes tell why."""

    site_id: int
    drawn_from: str
    line: dict[str, Any]
    corridor: dict[str, Any]
    length_m: float
    wanted_m: float
    width_m: float
    is_complete: bool
    clause: str
    confidence: str
    people: int | None
    overhead: bool | None
    inside: list[Downstream]
    notes: list[str]
    notes_en: list[str] = each_in_english("notes")


class MineLine(Answer):
    id: int
    subject: str
    part: str
    title: str
    name: str
    metres: float | None
    clause: str
    confidence: str
    is_verified: bool
    note: str
    title_en: str = in_english("title")
    note_en: str = in_english("note")
    geometry: dict[str, Any]


class ParkPlant(Answer):
    id: int
    name: str
    colour: str | None
    stated_park: str | None
    workers: int | None
    distance_m: float


class Sensitive(Answer):
    id: int | None
    kind: str
    name: str | None
    people: int | None


class ParkMembers(Answer):
    id: int
    name: str
    has_boundary: bool
    capacity: int | None
    control_line: dict[str, Any] | None
    inside: list[ParkPlant]
    outside: list[ParkPlant]
    sensitive: list[Sensitive]
    notes: list[str]
    notes_en: list[str] = each_in_english("notes")


class Outsider(Answer):
    id: int
    name: str
    division: str | None
    colour: str | None
    enterprise_type: str | None
    stated_park: str | None
    nearest_id: int | None
    nearest: str | None
    distance_m: float | None
    flag: str
    flag_en: str
    clause: str
    confidence: str
    verified: bool
    geometry: dict[str, Any]


class OutsideParks(Answer):
    parks: int
    plants: int
    outside: list[Outsider]
    notes: list[str]
    notes_en: list[str]


class Occupant(Answer):
    id: int | None
    kind: str
    name: str | None
    distance_m: float


class Strip(Answer):
    metres: float
    title: str
    title_en: str
    basis: str
    basis_en: str
    confidence: str
    is_verified: bool
    sites: list[Occupant]


class Occupation(Answer):
    """`occupied`: how many stand in the narrowest strip."""

    id: int
    name: str
    occupied: int
    strips: list[Strip]
    notes: list[str]
    notes_en: list[str]


class Danger(Answer):
    danger: str
    title: str
    title_en: str
    state: str
    within_m: float
    basis: str
    basis_en: str
    confidence: str
    verified: bool
    site_id: int | None
    what: str | None
    distance_m: float | None
    geometry: dict[str, Any] | None


class Road(Answer):
    id: int
    layer: str
    name: str
    division: str
    colour: str | None
    geometry: dict[str, Any]
    is_dangerous: bool
    dangers: list[Danger]


class DangerousRoads(Answer):
    segments: int
    dangerous: int
    roads: list[Road]
    notes: list[str]
    notes_en: list[str]


def flow_told(site_id: int, path: flow.FlowPath) -> FlowPath:
    rule = path.rule
    plain = ("drawn_from", "line", "corridor", "length_m", "wanted_m", "width_m", "is_complete", "people")
    return FlowPath(
        site_id=site_id,
        clause=rule.clause,
        confidence=rule.confidence,
        overhead=path.overhead,
        inside=[Downstream.model_validate(each) for each in path.inside],
        notes=path.notes,
        **{name: getattr(path, name) for name in plain},
    )


def line_told(line: mine_lines.MineLine) -> MineLine:
    return MineLine.model_validate(line)


def park_told(park: parks.Park) -> ParkMembers:
    return ParkMembers.model_validate(park)


def outsiders_told(park_count: int, plants: int, outside: list[parks.Outsider]) -> OutsideParks:
    notes = [] if park_count else [say("outside_no_park")]
    told = [
        Outsider(**vars(each), **_flag(each.rule), verified=is_verified(each.rule["confidence"]))
        for each in outside
    ]
    return OutsideParks(parks=park_count, plants=plants, outside=told, **_notes(notes))


def occupation_told(found: pipelines.Occupation) -> Occupation:
    strips = [
        Strip(
            **each.ring.model_dump(include={"metres", "title", "title_en", "basis", "basis_en", "confidence"}),
            is_verified=bool(each.ring.confidence) and each.ring.confidence not in (MEMORY, NOT_FOUND),
            sites=[Occupant.model_validate(site) for site in each.sites],
        )
        for each in found.strips
    ]
    known = {"id": found.id, "name": found.name, "occupied": len(strips[0].sites), "strips": strips}
    return Occupation(**known, **_notes([say("occupied_how")]))


def roads_told(found: list[roads.Road]) -> DangerousRoads:
    blind = [danger for road in found for danger in road.dangers if danger.state == "not_checked"]
    notes = [say("road_convention")]
    if blind:
        what = listed(dict.fromkeys(Words(danger.title, danger.title_en) for danger in blind))
        notes.append(say("road_unchecked", what=what))
    told = [
        Road(
            **{
                name: getattr(road, name) for name in ("id", "layer", "name", "colour", "geometry", "is_dangerous")
            },
            division=f"{road.division:012}",
            dangers=[Danger.model_validate(each) for each in road.dangers],
        )
        for road in found
    ]
    dangerous = sum(road.is_dangerous for road in told)
    return DangerousRoads(segments=len(told), dangerous=dangerous, roads=told, **_notes(notes))


def _notes(notes: Sequence[Words]) -> dict[str, list[str]]:
    return {"notes": [each.zh for each in notes], "notes_en": [each.en for each in notes]}


def _flag(rule: dict[str, str]) -> dict[str, str]:
    return {name: rule[name] for name in ("flag", "flag_en", "clause", "confidence")}
