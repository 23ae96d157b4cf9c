"""What must hold of the matrix of rights whatever is accepted as its present state."""

import re

import pytest
from fastapi import FastAPI

from tests.doors import OPEN
from tests.rights.test_rights import PEOPLE, ROLES, Line, lines

# numbers in an address that belong to one county
OF_A_COUNTY = re.compile(
    r"{(site_id|region_id|opinion_id|target_id|zone_id|uid|feature_id|invitation_id|drawing)}"
)
# one's own work: nobody else sees it, whatever their role
READINGS = "/api/monitoring/readings"  # written by gauges with tokens of their own
OWN = (
    "/api/batches/{",
    "/api/export-jobs/{",
    "/api/imports/{",
    "/api/screening-runs/{",
    "/api/tokens/{",
    "/api/devices/",
)
# doors that take words and keep nothing of the county's, or only what is one's own
HARMLESS = {
    *(
        "/api/session",
        "/api/session/oidc",
        "/api/session/oidc/return",
        "/api/session/password",
        "/api/session/proof",
        "/api/sessions",
        "/api/sessions/{login_id}",
        "/api/tokens",
        "/api/notices/seen",
        "/api/notices/{notice_id}/seen",
    ),
    "/api/in-english",
    *("/api/screenings", "/api/screenings/what-if", "/api/screening-runs", "/api/screening-runs/layer"),
    *("/api/screening-runs/opinions", "/api/feasible-areas", "/api/footprints", "/api/joint-regions/propose"),
    *("/api/packs/{name}/preview", "/api/spots/{code}/reports"),
}


def came_in(status: str) -> bool:
    return status.startswith("2") or status == "stream"


def told(found: list[Line]) -> list[str]:
    return [f"{line.verb} {line.door}: {line.answers}" for line in found]


def test_every_door_of_the_app_has_a_line_and_every_line_a_door(all_doors: FastAPI) -> None:
    paths = all_doors.openapi()["paths"]
    there = {(verb.upper(), path) for path, verbs in paths.items() for verb in verbs}
    assert {(line.verb, line.door) for line in lines()} == there, "make bless-rights"


def test_no_door_fails_for_anybody() -> None:
    assert told([line for line in lines() if any(each.startswith("5") for each in line.answers.values())]) == []


def test_a_stranger_comes_in_nowhere_but_at_the_open_doors() -> None:
    closed = [line for line in lines() if line.door not in OPEN]
    assert told([line for line in closed if line.answers["stranger"] != "401"]) == []


def test_a_token_for_reading_opens_the_doors_of_programs_alone_and_changes_nothing() -> None:
    for line in lines():
        status = line.answers["token"]
        if line.door == READINGS:
            assert status == "403", "another scope opens it"
        elif line.door in OPEN or line.door.startswith(("/api", "/conformance", "/metrics")):
            assert status == line.answers["stranger"], told([line])
        else:
            assert status == ("200" if line.verb == "GET" else "403"), told([line])


def test_whoever_may_more_may_all_that_those_below_may() -> None:
    for line in lines():
        if not line.door.startswith(OWN):
            inside = [came_in(line.answers[role]) for role in ROLES]
            assert inside == sorted(inside), told([line])


def test_a_viewer_changes_nothing_of_the_county() -> None:
    writing = [line for line in lines() if line.verb != "GET" and line.door not in HARMLESS]
    assert told([line for line in writing if came_in(line.answers["viewer"])]) == []


def test_the_administrator_of_a_neighbouring_county_reaches_nothing_of_this_one() -> None:
    ours = [line for line in lines() if OF_A_COUNTY.search(line.door)]
    assert len(ours) > 50
    assert told([line for line in ours if came_in(line.answers["neighbour"])]) == []


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_is_asked_at_every_door(person: str) -> None:
    assert all(re.fullmatch(r"[2345]\d\d|stream", line.answers[person]) for line in lines())
