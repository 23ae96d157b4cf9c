"""geo-app monitor mqtt beside a real broker: nothing is lost and nothing counts twice, whoever is killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_app.actor import SYSTEM
from geo_app.db import Database
from geo_app.instant import CHINA
from tests.api.broker import PASSWORD, USER, Mosquitto, new_broker
from tests.api.phone import PLACE
from tests.eventually import eventually

NOW = datetime.now(CHINA).replace(microsecond=0)
TOPIC = "geo-app/readings/plant"
Bridge = subprocess.Popen[bytes]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    made = new_broker(tmp_path / "broker")
    made.start()
    yield made
    made.kill()


@pytest.fixture
def token(office: TestClient) -> str:
    """Of a gateway in 安宁, which has the point LT-1."""
    fields = {"name": "一号罐液位", "code": "LT-1", "quantity": "level", "measured_in": "m", "high": 5}
    made = office.post("/api/sites", json={"layer": "monitoring_point", "geometry": PLACE, "fields": fields})
    assert made.status_code == 201, made.text
    return str(office.post("/api/tokens", json={"name": "网关", "readings": True}).json()["token"])


@pytest.fixture
def bridge(database: Database, broker: Mosquitto, token: str, tmp_path: Path) -> Iterator[Callable[[], Bridge]]:
    """Starts the command; its log is in the file `log`."""
    started: list[Bridge] = []
    env = os.environ | {
        "GEO_APP_DATABASE_URL": database.url,
        "GEO_APP_DATA_DIR": str(tmp_path / "var"),
        "GEO_APP_MQTT_TOKEN": token,
        "GEO_APP_MQTT_USER": USER,
        "GEO_APP_MQTT_PASSWORD": PASSWORD,
        "GEO_APP_MQTT_CA_FILE": str(tmp_path / "broker" / "cert.pem"),
    }
    command = [Path(sys.executable).parent / "geo-app", "monitor", "mqtt"]

    def bridge() -> Bridge:
        with (tmp_path / "log").open("ab") as log:
            words = [*command, "--broker", f"mqtts://127.0.0.1:{broker.port}"]
            started.append(subprocess.Popen(words, env=env, stdout=log, stderr=log))
        return started[-1]

    yield bridge
    for each in started:
        each.kill()
        each.wait()


def reading(minutes_ago: int, value: float = 2) -> str:
    at = (NOW - timedelta(minutes=minutes_ago)).isoformat()
    return json.dumps([{"point": "LT-1", "at": at, "value": value}])


def count(database: Database) -> int:
    with database.transaction(SYSTEM) as session:
        return session.scalar(text("SELECT count(*) FROM reading")) or 0


@pytest.fixture
def log(tmp_path: Path) -> Callable[[], str]:
    """What the bridges said until now."""
    return lambda: (tmp_path / "log").read_text(encoding="utf-8")


def test_what_cannot_be_read_stops_nothing_and_a_broker_that_was_away_is_found_again(
    bridge: Callable[[], Bridge], broker: Mosquitto, database: Database, office: TestClient, log: Callable[[], str]
) -> None:
    bridge()
    assert eventually(lambda: "已连接 MQTT 代理" in log()), log()
    bad = ("not json", b"\xff\xfe", '[{"point": "LT-1\\u0000"}, {"point": "\\ud800"}, 7]', "[" * 100_000)
    odd = f'[{{"point": "LT-1", "at": "0001-01-01T00:00:00+14:00", "value": {"9" * 400}}}]'
    broker.publish(TOPIC, *bad, odd, reading(9), reading(9), reading(8, 5.5))
    assert eventually(lambda: count(database) == 2), log()
    assert (log().count("读不懂"), log().count("没有这个监测点"), log().count("数值不是数字")) == (3, 3, 1)
    assert len(office.get("/api/alarms").json()["alarms"]) == 1
    broker.kill()
    assert eventually(lambda: "连接断开" in log()), log()
    broker.start()
    assert eventually(lambda: log().count("已连接 MQTT 代理") == 2), log()
    broker.publish(TOPIC, reading(7))
    assert eventually(lambda: count(database) == 3), log()


def test_nothing_is_lost_and_nothing_counts_twice_whoever_is_killed(
    bridge: Callable[[], Bridge], broker: Mosquitto, database: Database, log: Callable[[], str]
) -> None:
    first = bridge()
    assert eventually(lambda: "已连接 MQTT 代理" in log()), log()
    with database.transaction(SYSTEM) as session:  # killed between receipt and commit
        session.execute(text("LOCK TABLE point_last IN ACCESS EXCLUSIVE MODE"))
        broker.publish(TOPIC, reading(6))
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'point_last'::regclass")
        assert eventually(lambda: session.scalar(waits) == 1), log()
        first.send_signal(signal.SIGKILL)
        first.wait()
    broker.publish(TOPIC, reading(5), reading(4))
    held = (NOW - timedelta(minutes=4)).isoformat()
    assert eventually(lambda: broker.holds(held))
    broker.kill()
    second = bridge()
    assert eventually(lambda: "连不上 MQTT 代理" in log()), log()
    assert count(database) == 0
    broker.start()
    assert eventually(lambda: count(database) == 3), log()
    second.send_signal(signal.SIGTERM)
    assert second.wait(20) == 0
    assert "收到 3 条消息，新存 3 行，重复 0 行，坏行 0 行" in log()


def test_a_token_that_opens_nothing_ends_the_bridge_and_the_broker_keeps_its_messages(
    bridge: Callable[[], Bridge], broker: Mosquitto, database: Database, office: TestClient, tmp_path: Path
) -> None:
    running = bridge()
    log = tmp_path / "log"
    assert eventually(lambda: "已连接 MQTT 代理" in log.read_text(encoding="utf-8"))
    with database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE api_token SET revoked_at = now()"))
    broker.publish(TOPIC, reading(3))
    assert running.wait(20) == 3
    assert "GEO_APP_MQTT_TOKEN 无效" in log.read_text(encoding="utf-8")
    assert count(database) == 0
    with database.transaction(SYSTEM) as session:
        session.execute(text("UPDATE api_token SET revoked_at = NULL"))
    bridge()
    assert eventually(lambda: count(database) == 1)
