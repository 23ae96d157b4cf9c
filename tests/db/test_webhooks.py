"""Notices leave by webhooks: in the manner of each receiver, signed, tried again, without anybody's words."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select, text, update

from geo_app.actor import SYSTEM, Actor, Role
from geo_app.db import Database
from geo_app.desk.failed import failed, send_again
from geo_app.desk.leaving import PAUSES, Sent, send_notices
from geo_app.desk.models import Delivery
from geo_app.desk.webhooks import SIGNATURE, Webhook, load_webhooks, notice_words
from geo_app.errors import BadInput
from geo_app.notices.tell import News, tell

HERE = "https://localhost/map"
SECRET = "SEC-1"


class Receiver(HTTPServer):
    """A program that takes messages, or does not."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Reading)
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        self.answer: tuple[int, bytes] = (200, b'{"errcode": 0}')

    def hook(self, kind: str, **more: Any) -> Webhook:
        url = f"http://127.0.0.1:{self.server_port}/robot?key=1"
        return Webhook.model_validate({"name": kind, "kind": kind, "url": url} | more)


class Reading(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        status, said = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def happens(database: Database, kind: str = "finding_overdue", division: int = 530181007000) -> None:
    with database.transaction(SYSTEM) as session:
        tell(
            session, News(kind, division, "隐患整改已逾期:张三的店", "张三 13800000000", link="/hidden-dangers/x")
        )


def send(database: Database, *hooks: Webhook) -> Sent:
    return send_notices(database, hooks, HERE)


def again(database: Database) -> None:
    """The next try is due."""
    with database.transaction(SYSTEM) as session:
        session.execute(update(Delivery).where(Delivery.due_at.is_not(None)).values(due_at=func.now()))


def test_each_receiver_gets_its_manner_and_signature_and_nobodys_words(
    database: Database, divisions: None, receiver: Receiver
) -> None:
    hooks = [
        receiver.hook("wecom"),
        receiver.hook("dingtalk", secret=SECRET),
        receiver.hook("json", secret=SECRET),
    ]
    happens(database)
    assert send(database, *hooks) == Sent(0, 0), "what was told before a webhook was known is not sent"
    happens(database)
    assert send(database, *hooks) == Sent(3, 0)
    assert send(database, *hooks) == Sent(0, 0)
    wecom, ding, plain = receiver.heard
    words = f"云南省昆明市安宁市县街街道：隐患整改已逾期。登录查看：{HERE}/hidden-dangers/x"
    assert json.loads(wecom[2]) == json.loads(ding[2]) == {"msgtype": "text", "text": {"content": words}}
    asked = {name: value for name, (value,) in parse_qs(urlsplit(ding[0]).query).items()}
    told = f"{asked['timestamp']}\n{SECRET}".encode()
    assert asked["sign"] == base64.b64encode(hmac.new(SECRET.encode(), told, hashlib.sha256).digest()).decode()
    stamp, sign = (part.partition("=")[2] for part in plain[1][SIGNATURE].split(","))
    assert sign == hmac.new(SECRET.encode(), f"{stamp}.".encode() + plain[2], hashlib.sha256).hexdigest()
    assert {"kind", "division", "address", "title", "id"} == set(json.loads(plain[2]))
    assert not any("张三" in body.decode() or "138" in body.decode() for _, _, body in receiver.heard)


@pytest.mark.parametrize("answer", [(500, b""), (200, b'{"errcode": 45009, "errmsg": "too fast"}')])
def test_what_is_refused_is_tried_again_and_given_up_at_last(
    database: Database, divisions: None, receiver: Receiver, answer: tuple[int, bytes]
) -> None:
    hook, taken = receiver.hook("wecom"), receiver.answer
    send(database, hook)
    happens(database)
    receiver.answer = answer
    assert send(database, hook) == Sent(0, 1)
    assert send(database, hook) == Sent(0, 0), "not before its pause"
    receiver.answer = taken
    again(database)
    assert send(database, hook) == Sent(1, 0)
    happens(database)
    receiver.answer = answer
    for _ in range(len(PAUSES) + 1):
        assert send(database, hook) == Sent(0, 1)
        again(database)
    assert send(database, hook) == Sent(0, 0)
    with database.transaction(SYSTEM) as session:
        (given_up,) = session.scalars(select(Delivery).where(Delivery.sent_at.is_(None))).all()
    assert (given_up.tries, given_up.due_at, bool(given_up.fault)) == (len(PAUSES) + 1, None, True)
    receiver.answer = taken
    with database.transaction(Actor("zhang", Role.ADMIN, ("530115",))) as session:
        assert send_again(session, [hook.name]) == 0, "it is of another county"
    with database.transaction(Actor("li", Role.ADMIN, ("530181",))) as session:
        assert send_again(session, [hook.name]) == 1
    assert send(database, hook) == Sent(1, 0)
    with database.transaction(Actor("li", Role.ADMIN, ("530181",))) as session:
        assert (failed(session), send_again(session, [hook.name])) == ([], 0), "what has arrived is not sent twice"


def test_a_webhook_hears_of_its_divisions_and_kinds_alone(
    database: Database, divisions: None, receiver: Receiver
) -> None:
    hook = receiver.hook("json", divisions=["530181"], notices=["finding_overdue"])
    send(database, hook)
    happens(database)
    happens(database, division=530115000000)
    happens(database, kind="finding_found")
    assert send(database, hook) == Sent(1, 0)


@pytest.mark.parametrize(
    "written", ["[[webhook]]\nname = 'a'", "x", "[[webhook]]\nname='a'\nkind='wecom'\nurl='file:///etc/passwd'"]
)
def test_a_settings_file_that_cannot_be_is_refused_in_words(tmp_path: Path, written: str) -> None:
    path = tmp_path / "webhooks.toml"
    path.write_text(written)
    with pytest.raises(BadInput, match="消息推送设置"):
        load_webhooks(path)
    assert load_webhooks(None) == ()


def test_every_kind_of_notice_has_words_for_outside(county_clone: Database) -> None:
    with county_clone.transaction(SYSTEM) as session:
        kinds = set(session.scalars(text("SELECT DISTINCT kind FROM notice")))
    assert kinds - set(notice_words()) == set()
