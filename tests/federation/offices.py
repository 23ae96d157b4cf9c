"""What people of two counties, their city and the province do, and whether it arrived."""

import os
import signal
from pathlib import Path

from psycopg import sql

from geo_app import features
from geo_app.actor import SYSTEM, Actor, Role
from geo_app.cluster_conf import Network
from geo_app.db import SAME_WORDS
from geo_app.features import Selection
from geo_app.federation import secret_file
from geo_app.federation.publish import Invitation, publish, read_invitation
from geo_app.federation.status import JoinedCounty, links
from geo_app.layers import Layers
from geo_app.sites import record
from tests.eventually import eventually
from tests.federation.conftest import Office

FUMIN, ANNING, CITY = [102.5, 25.22], [102.45, 24.9], [102.7, 25.04]
LAYER = "chemical_plant"
SUMS = "SELECT count(*), sum(hashtextextended(t::text, 0)::numeric) FROM {} AS t WHERE "


def editor(code: str) -> Actor:
    return Actor(f"editor of {code}", Role.EDITOR, (code,))


def add(office: Office, layers: Layers, code: str, place: list[float], *names: str) -> int:
    """New plants, each with its rings and gaps; the id of the last."""
    by = editor(code)
    with office.database.transaction(by) as session:
        for each, name in enumerate(names):
            spot = {"type": "Point", "coordinates": [place[0] + each * 0.001, place[1]]}
            site = record.add(session, by, layers[LAYER], spot, {"name": name, "code": name})
    return site.id


def rename(office: Office, layers: Layers, code: str, site: int, name: str) -> None:
    by = editor(code)
    with office.database.transaction(by) as session:
        record.change(session, by, layers, site, record.find(session, site).version, {"name": name})


def names(office: Office, layers: Layers) -> list[str]:
    with office.database.transaction(editor("53")) as session:
        return sorted(features.frame(session, Selection(layers[LAYER]))["name"])


def rows_of(office: Office, county: int) -> dict[str, tuple[int, str]]:
    """Every published table: how many rows of the county there are, and a sum over all that stands in them."""
    with office.cluster.as_superuser() as connection:
        connection.execute(SAME_WORDS.replace("SET LOCAL", "SET").encode())
        found = {}
        for (name,) in connection.execute(
            "SELECT name FROM federated WHERE name <> 'public.published'"
        ).fetchall():
            whose = "id / 1000000000 = %s"
            if name == "public.division":
                whose = "id / 1000000 = %s AND id %% 1000000 <> 0"
            elif name in ("public.reading_hour", "public.point_last"):
                whose = "point_id / 1000000000 = %s"
            asked = sql.SQL(SUMS).format(sql.Identifier(*name.split("."))) + sql.SQL(whose)
            found[name] = connection.execute(asked, [county]).fetchone()
        return found


def settled(city: Office, county: Office, code: int) -> bool:
    """Whether all of the county comes to be at the city, row by row and version by version."""
    at_home = rows_of(county, code)
    assert all(at_home[name][0] for name in ("public.site", "public.buffer", "history.site"))
    return eventually(lambda: rows_of(city, code) == at_home)


def counted(office: Office) -> list[tuple[int, int]]:
    """How many plants the counts say, and how many there are."""
    with office.cluster.as_superuser() as connection:
        asked = "SELECT (SELECT sum(n) FROM site_count), (SELECT count(*) FROM site WHERE NOT retired)"
        return connection.execute(asked).fetchall()


def standing_of(city: Office, county: str) -> JoinedCounty:
    with city.database.transaction(SYSTEM) as session:
        return {each.code: each for each in links(session)}[county]


def kill(office: Office) -> None:
    """As a power cut does."""
    os.kill(int((office.cluster.data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)


def invite(county: Office, code: str, folder: Path, to: str = "5301") -> Invitation:
    """What the county's administrator does."""
    secret_file.write(folder / code, publish(county.cluster, code, to, Network(county.address, "127.0.0.0/8")))
    assert (folder / code).stat().st_mode & 0o77 == 0, "it holds a password"
    return read_invitation(folder / code)
