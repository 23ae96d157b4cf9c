"""One real server on a real database, for histories of phones that send to it."""

import http.client
import json
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import pytest

from geo_app.actor import Actor
from geo_app.auth.accounts import add_account
from tests.conftest import PASSWORD, clone, draw_divisions
from tests.histories.events import PHONES, SITES, History
from tests.histories.network import Server, request, serving
from tests.histories.reckoning import Reckoning
from tests.histories.story import Story

PEOPLE = {"officer": "inspector", "office": "editor", "leader": "approver"}
USERS = ("officer", "officer", "office", "leader")  # of each phone: one of them has two


@dataclass
class World:
    """One server and its database for all histories; each has its own records."""

    server: Server
    reckoning: Reckoning
    cookies: tuple[str, ...]
    sites: tuple[int, ...]
    fates: Counter[str]

    def fault_of(self, told: History) -> str:
        """Play a history; what is wrong in the end, or nothing."""
        story = Story(self.server, self.cookies, self.sites, told)
        story.play()
        try:
            self.fates += self.reckoning.check(story.phones) + Counter(histories=1)
        except AssertionError as error:
            return str(error) or traceback.format_exc()
        return ""


@pytest.fixture(scope="module")
def world(
    cluster_url: str, template: str, admin: Actor, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("histories")
    with contextmanager(clone)(cluster_url, template) as database:
        draw_divisions(database, admin)
        with database.transaction(admin) as session:
            for name, role in PEOPLE.items():
                add_account(session, name, name, role, ["530181"], PASSWORD)
        with serving(database.url, folder) as server, psycopg.connect(database.url, autocommit=True) as owner:
            cookies = {name: log_in(server, name) for name in PEOPLE}
            sites = tuple(add_site(server, cookies["office"], n) for n in range(SITES))
            phones = tuple(cookies[name] for name in USERS)
            assert len(phones) == PHONES
            made = World(server, Reckoning(owner, folder), phones, sites, Counter())
            yield made


def log_in(server: Server, name: str) -> str:
    """The cookie of an account."""
    body = json.dumps({"username": name, "password": PASSWORD}).encode()
    line = server.begin(request("POST", "/api/session", "", body))
    with line.socket:
        told = http.client.HTTPResponse(line.socket)
        told.begin()
        return str(told.headers["Set-Cookie"]).split(";")[0]


def add_site(server: Server, cookie: str, n: int) -> int:
    place = {"type": "Point", "coordinates": [102.3 + n / 100, 24.6]}
    body = {"layer": "fuel_station", "geometry": place, "fields": {"name": f"加油站{n}"}}
    answer = server.ask(request("POST", "/api/sites", cookie, json.dumps(body).encode()))
    assert answer, "the site was not taken"
    return int(answer.body["id"])
