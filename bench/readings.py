"""Readings as a gateway sends them, a hundred a message, through both doors: the processor time of all that runs
for them; and a month of minute readings on the disk."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from math import sin
from os import environ, getpid, sysconf
from pathlib import Path
from urllib.request import Request, urlopen

import psycopg
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import func, select

from bench.monitoring import MAKE_POINTS
from bench.row import Row, told
from bench.server import ADDRESS, cookie_of, served
from bench.stage import DATA, PERSON, Stage, at, empty_database
from geo_app.actor import operator
from geo_app.auth.models import Account
from geo_app.auth.tokens import Wish, make
from geo_app.cluster import Cluster
from geo_app.monitoring.models import READING
from geo_app.monitoring.take import take

NAME = "readings"
POINTS, MESSAGES, WARM = 100, 300, 20  # a message: this minute of all points
MONTH = 31 * 1440
MQTT_PORT = 8309
TOPIC = "geo-app/readings/plant"
FILL = """
    INSERT INTO reading (point_id, at, value)
    SELECT point, minute, round((6 + 2 * sin(extract(epoch FROM minute) / 20000 + point))::numeric, 3)
    FROM generate_series(%s::timestamptz, %s, '1 minute') AS minute, unnest(%s::int[]) AS point
    ORDER BY minute, point
"""
SIZE = "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('reading') WHERE isleaf"
Send = Callable[[list[bytes]], object]
Door = tuple[int, Send]  # a process, and how to send by it until all is stored


def measure(stage: Stage) -> Iterator[Row]:
    database = empty_database(stage, NAME)
    there = Stage(stage.cluster_url, database, stage.layers, POINTS)
    with psycopg.connect(at(stage.cluster_url, NAME), autocommit=True) as owner:
        ids = [row[0] for row in owner.execute(MAKE_POINTS, (POINTS,)).fetchall()]
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        yield _month(owner, ids, now - timedelta(days=35))
        bodies = (_message(now - timedelta(minutes=minute)) for minute in range(4 * (MESSAGES + WARM), 0, -1))
        token = _token(there)
        yield _compare("http", there, _by_http(there, token), bodies)
        yield _compare("mqtt", there, _by_mqtt(there, token), bodies)
    database.close()


def _month(owner: psycopg.Connection, ids: list[int], begin: datetime) -> Row:
    """A point has the same pages whatever stands beside it, so a tenth of the points tells of all."""
    month = begin.replace(day=1, hour=0)
    minutes = [month, month + timedelta(minutes=MONTH - 1)]
    owner.execute("SELECT make_reading_months(%s, %s)", minutes)
    owner.execute(FILL, (*minutes, ids))
    owner.execute("VACUUM ANALYZE reading")
    size = float((owner.execute(SIZE).fetchone() or (0,))[0])
    did = (
        f"Bytes on disk for each reading, indexes included: every minute of a month of {POINTS} points,"
        f" {MONTH * POINTS:,} readings in the order of arrival. Other: a time and a value of four bytes each."
    )
    return told(Row("reading_month", size / MONTH / POINTS, 8, size / MONTH / POINTS / 8, "bytes", did))


def _compare(name: str, there: Stage, door: AbstractContextManager[Door], bodies: Iterator[bytes]) -> Row:
    with door as (process, send):
        one = _spent(process, send, bodies)
    two = _spent(getpid(), partial(_taken, there), bodies)
    did = (
        f"Processor time for 1,000 readings, {POINTS} a message, {MESSAGES} messages one after the other, the"
        " database included. Ours: through the door, with all that runs for it but sender and broker. Other: "
        "`take` alone, in one process."
    )
    return told(Row(f"readings_by_{name}", one, two, one / two, "ms", did))


def _spent(process: int, send: Send, bodies: Iterator[bytes]) -> float:
    """Milliseconds of processor for 1,000 readings: of the process, its children, and the database."""
    database = int((Cluster(DATA / "postgis").data / "postmaster.pid").read_text().split()[0])
    send(list(islice(bodies, WARM)))
    before = _ticks(process) + _ticks(database)
    send(list(islice(bodies, MESSAGES)))
    spent = _ticks(process) + _ticks(database) - before
    return spent / sysconf("SC_CLK_TCK") * 1000 / (MESSAGES * POINTS / 1000)


def _ticks(process: int) -> int:
    """Of a process with all its children, those that ended included."""
    folder = Path(f"/proc/{process}")
    own = sum(map(int, (folder / "stat").read_text().rpartition(")")[2].split()[11:15]))
    children = [int(each) for task in folder.glob("task/*/children") for each in task.read_text().split()]
    return own + sum(_ticks(child) for child in children)


def _taken(there: Stage, bodies: list[bytes]) -> None:
    for body in bodies:
        with there.database.transaction(PERSON) as session:
            assert take(session, body, "application/json", 0).stored == POINTS


@contextmanager
def _by_http(there: Stage, token: str) -> Iterator[Door]:
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def send(bodies: list[bytes]) -> None:
        for body in bodies:
            with urlopen(Request(f"{ADDRESS}/api/monitoring/readings", body, head), timeout=60) as answer:
                assert json.load(answer)["stored"] == POINTS

    with served(there) as server:
        yield server, send


@contextmanager
def _by_mqtt(there: Stage, token: str) -> Iterator[Door]:
    broker = subprocess.Popen(["/usr/sbin/mosquitto", "-p", str(MQTT_PORT)], stderr=subprocess.DEVNULL)
    settings = {"GEO_APP_DATABASE_URL": there.database.url, "GEO_APP_MQTT_TOKEN": token}
    settings |= {"GEO_APP_DATA_DIR": str(DATA)}
    address = f"mqtt://127.0.0.1:{MQTT_PORT}"
    command = [str(Path(sys.executable).with_name("geo-app")), "monitor", "mqtt", "--broker", address]
    bridge = subprocess.Popen(command, env=environ | settings, stderr=subprocess.PIPE, text=True)
    assert bridge.stderr is not None
    assert any("已连接" in line for line in bridge.stderr), "the bridge did not connect"
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", MQTT_PORT)
    client.loop_start()

    def send(bodies: list[bytes]) -> None:
        wanted = _stored(there) + len(bodies) * POINTS
        for body in bodies:
            client.publish(TOPIC, body, qos=1).wait_for_publish(60)
        while _stored(there) < wanted:
            time.sleep(0.3)

    yield bridge.pid, send
    client.loop_stop()
    for each in (bridge, broker):
        each.terminate()
        each.wait(30)


def _stored(there: Stage) -> int:
    """How many readings of the last day; the month before stays out of it, so that asking costs little."""
    with there.database.transaction(PERSON) as session:
        recent = READING.c.at > datetime.now(UTC) - timedelta(days=2)
        return session.scalar(select(func.count()).select_from(READING).where(recent)) or 0


def _message(instant: datetime) -> bytes:
    wave = instant.timestamp() / 20_000
    values = [round(6 + sin(wave + n) * 2, 3) for n in range(POINTS)]
    at = instant.isoformat()
    return json.dumps(
        [{"point": f"P{n + 1}", "at": at, "value": value} for n, value in enumerate(values)]
    ).encode()


def _token(there: Stage) -> str:
    cookie_of(there)  # makes the account
    with there.database.transaction(operator("bench")) as session:
        account = session.scalars(select(Account).where(Account.username == PERSON.name)).one()
        return make(session, account, Wish("bench", 1, writes=False, layers=[], readings=True))[1]
