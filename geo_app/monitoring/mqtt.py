"""Readings from an MQTT broker: each message is a body as the HTTP door takes it, and is acknowledged only after
its transaction. What the broker then sends once more counts once: nothing is lost and nothing stands twice."""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from pydantic import SecretStr
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from geo_app.auth.tokens import caller_of
from geo_app.db import Database
from geo_app.errors import BadInput, Forbidden, TooLarge
from geo_app.monitoring.take import take

log = logging.getLogger(__name__)
PORTS = {"mqtt": 1883, "mqtts": 8883}
QOS = 1
TRIES = 3  # of a message whose content brings our program down
LONGEST_WAIT_S = 60
TOLD = 20  # bad rows of one message that are named in the log
AWAY = (OSError, psycopg.Error, SQLAlchemyError)  # the broker or the database: they come back
OF_CONTENT = (DataError, IntegrityError, psycopg.DataError, psycopg.IntegrityError)


class Refused(OSError):
    """The broker lets us in no further, for now."""


@dataclass(frozen=True)
class Broker:
    """Where messages come from. `client_id` is the name that the broker keeps our messages under."""

    host: str
    port: int
    tls: bool
    topic: str
    client_id: str
    user: str
    password: SecretStr | None
    ca_file: Path | None


def address(url: str) -> tuple[str, int, bool]:
    """Host, port and whether by TLS. Raises BadInput.

    >>> address("mqtts://broker.lan"), address("mqtt://10.0.0.2:1884")
    (('broker.lan', 8883, True), ('10.0.0.2', 1884, False))
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise BadInput(f"看不懂代理地址 {url}", "应写成 mqtt://主机:1883 或 mqtts://主机:8883") from error
    if not parts.hostname or parts.username is not None:
        raise BadInput("代理地址只写主机和端口", "用户名和密码请写在 GEO_APP_MQTT_USER 和 GEO_APP_MQTT_PASSWORD")
    return parts.hostname, port, parts.scheme == "mqtts"


@dataclass
class Bridge:
    """Takes what the broker sends until `stop`. `token` is one for readings: what it may not write is refused."""

    database: Database
    broker: Broker
    token: str
    months: int
    aside: Path  # a folder for messages that bring our program down
    counts: Counter[str] = field(default_factory=Counter)
    _stopped: bool = False
    _wait_s: float = 1
    _tries: Counter[bytes] = field(default_factory=Counter)

    def stop(self) -> None:
        """End after the message at hand."""
        self._stopped = True

    def run(self) -> None:
        """Raises Forbidden when the token opens nothing (any more); waits for everything else."""
        self._actor()
        while not self._stopped:
            client = self._client()
            try:
                client.connect(self.broker.host, self.broker.port)
                self._listen(client)
            except AWAY as error:
                log.warning(
                    "%s,%d 秒后重连", error if isinstance(error, Refused) else _trouble(error), self._wait_s
                )
            finally:
                client.disconnect()
            self._pause()

    def _listen(self, client: Client) -> None:
        while not self._stopped:
            code = client.loop(0.5)
            if code != MQTTErrorCode.MQTT_ERR_SUCCESS:
                raise Refused("与 MQTT 代理的连接断开")

    def _pause(self) -> None:
        until = time.monotonic() + self._wait_s
        self._wait_s = min(self._wait_s * 2, LONGEST_WAIT_S)
        while not self._stopped and time.monotonic() < until:
            time.sleep(0.1)

    def _client(self) -> Client:
        """A new one for each connection: what an interrupted one remembers is of no use."""
        told = CallbackAPIVersion.VERSION2
        client = Client(told, self.broker.client_id, clean_session=False, manual_ack=True)
        if self.broker.user:
            secret = self.broker.password
            client.username_pw_set(self.broker.user, secret.get_secret_value() if secret else None)
        if self.broker.tls:
            client.tls_set(ca_certs=str(self.broker.ca_file) if self.broker.ca_file else None)
        client.on_connect, client.on_subscribe = self._connected, self._subscribed
        client.on_message = self._came
        return client

    def _connected(self, client: Client, _: Any, __: Any, reason: Any, ___: Any) -> None:
        if reason.is_failure:
            raise Refused(f"MQTT 代理拒绝连接({reason})，请核对用户名、密码和权限")
        client.subscribe(self.broker.topic, QOS)

    def _subscribed(self, _: Client, __: Any, ___: int, reasons: list[Any], ____: Any) -> None:
        if any(reason.is_failure for reason in reasons):
            raise Refused(f"MQTT 代理拒绝订阅 {self.broker.topic}，请核对权限")
        log.info("已连接 MQTT 代理，订阅 %s", self.broker.topic)

    def _came(self, client: Client, _: Any, message: MQTTMessage) -> None:
        body = bytes(message.payload)
        try:
            self._take(message.topic, body)
        except (BadInput, TooLarge) as error:
            self.counts["unread"] += 1
            log.warning("主题 %s 的消息不收:%s", message.topic, error)
        except Forbidden:
            raise
        except Exception as error:
            if isinstance(error, AWAY) and not isinstance(error, OF_CONTENT):
                raise
            self._tries[body] += 1
            if self._tries[body] < TRIES:
                raise Refused(f"主题 {message.topic} 的消息处理失败({type(error).__name__})") from error
            log.exception("主题 %s 的消息 %d 次处理失败，存入 %s", message.topic, TRIES, self._set_aside(body))
        self.counts["messages"] += 1
        del self._tries[body]
        self._wait_s = 1
        client.ack(message.mid, message.qos)

    def _take(self, topic: str, body: bytes) -> None:
        with self.database.transaction(self._actor()) as session:
            taken = take(session, body, "application/json", self.months)
        for name in ("stored", "repeated", "alarms"):
            self.counts[name] += getattr(taken, name)
        self.counts["bad"] += len(taken.bad)
        for each in taken.bad[:TOLD]:
            log.warning("主题 %s 第 %d 行(测点 %s):%s", topic, each.row, each.point, each.problem)
        if len(taken.bad) > TOLD:
            log.warning("主题 %s 另有 %d 行坏行", topic, len(taken.bad) - TOLD)

    def _actor(self) -> Any:
        """Asked again for every message: a token may be revoked. Raises Forbidden."""
        caller = caller_of(self.database, self.token)
        if caller is None:
            raise Forbidden("GEO_APP_MQTT_TOKEN 无效、已过期或已撤销", "请新建“只上报监测数据”的令牌")
        caller.must_send_readings()
        return caller.actor

    def _set_aside(self, body: bytes) -> Path:
        self.counts["aside"] += 1
        self.aside.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self.aside / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}.json"
        file.write_bytes(body)
        return file


def _trouble(error: BaseException) -> str:
    """Whose trouble, without the message of a database, which may quote rows."""
    if isinstance(error, (psycopg.Error, SQLAlchemyError)):
        cause = error.orig if isinstance(error, DBAPIError) else error
        return f"数据库暂不可用({type(cause).__name__})，消息留在代理中"
    return f"连不上 MQTT 代理({error})"
