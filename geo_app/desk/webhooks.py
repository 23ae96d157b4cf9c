"""Webhooks: what a message to WeCom, DingTalk or any other program looks like, and how it is signed. A message
says what kind of thing happened in which division, and where to look: no name, nothing that a person wrote."""

import base64
import hashlib
import hmac
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from socket import gaierror
from ssl import SSLError
from typing import Annotated, Any, Literal
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError

from geo_app.errors import BadInput
from geo_app.reckoning.tables import rows

PATIENCE_S = 8
MOST_BYTES, MOST_WORDS = 10_000, 200  # of an answer, of a fault
SIGNATURE = "X-Geo-App-Signature"
REFUSED, UNKNOWN_HOST, TIMEOUT, UNTRUSTED = "refused", "unknown_host", "timeout", "untrusted"
OTHER = "other"


class Webhook(BaseModel):
    """One entry of the settings file. `kind`: whose manner; `divisions`: below which (none: everywhere);
    `notices`: of which kinds (none: all); `secret`: signs, where given."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=60)]
    kind: Literal["wecom", "dingtalk", "json"]
    url: HttpUrl
    secret: str = ""
    divisions: tuple[Annotated[str, Field(pattern=r"^\d{2,12}$")], ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """What is told: the number and kind of a notice, its division, and the address of the page that says more."""

    id: int
    kind: str
    division: str
    address: str

    @property
    def title(self) -> str:
        return notice_words().get(self.kind, notice_words()[OTHER])

    @property
    def text(self) -> str:
        """
        >>> Message(7, "finding_overdue", "安宁市草铺街道", "https://localhost/hidden-dangers").text
        '安宁市草铺街道：隐患整改已逾期。登录查看：https://localhost/hidden-dangers'
        """
        return f"{self.division}：{self.title}。登录查看：{self.address}"


@dataclass(frozen=True)
class Letter:
    """A message in the manner of its receiver: address, body, headers."""

    url: str
    body: bytes
    headers: Mapping[str, str]


class NotDelivered(Exception):
    """The receiver did not take it; its words say why."""


def notice_words() -> dict[str, str]:
    """What each kind of notice is called outside, without any particulars."""
    return {row["kind"]: row["title"] for row in rows("desk/notices")}


def load_webhooks(path: Path | None) -> tuple[Webhook, ...]:
    """The webhooks of the settings file; none where there is no file. Raises BadInput."""
    if path is None:
        return ()
    try:
        read = tomllib.loads(path.read_text())
        found = tuple(Webhook.model_validate(each) for each in read.get("webhook", []))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadInput(f"消息推送设置 {path} 不能读：{error}", "请对照 README 中的写法检查") from error
    if len({each.name for each in found}) < len(found):
        raise BadInput(f"消息推送设置 {path} 中有重名", "每个 webhook 的 name 要不同")
    return found


def letter(hook: Webhook, message: Message, now_s: float) -> Letter:
    """The message as this receiver wants it."""
    return MANNERS[hook.kind](hook, message, now_s)


def deliver(sent: Letter) -> None:
    """Send it. Raises NotDelivered where the receiver is not reached or refuses."""
    parts = urlsplit(sent.url)
    door = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = door(parts.netloc, timeout=PATIENCE_S)
    try:
        line.request("POST", parts._replace(scheme="", netloc="").geturl() or "/", sent.body, dict(sent.headers))
        answer = line.getresponse()
        said = answer.read(MOST_BYTES)
    except (OSError, HTTPException) as error:
        raise NotDelivered(_why(error)) from error
    finally:
        line.close()
    if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
        raise NotDelivered(f"HTTP {answer.status}")
    if refused := _refusal(said):
        raise NotDelivered(refused)


def _why(error: OSError | HTTPException) -> str:
    """A short name for what the pages have words for; else what the system says."""
    named = {ConnectionRefusedError: REFUSED, gaierror: UNKNOWN_HOST, TimeoutError: TIMEOUT, SSLError: UNTRUSTED}
    found = (name for kind, name in named.items() if isinstance(error, kind))
    return next(found, str(error)[:MOST_WORDS] or type(error).__name__)


def _refusal(said: bytes) -> str:
    """WeCom and DingTalk refuse with 200 and an errcode."""
    try:
        told = json.loads(said)
    except ValueError:
        return ""
    code = told.get("errcode", 0) if isinstance(told, dict) else 0
    return f"errcode {code}: {told.get('errmsg', '')}"[:MOST_WORDS] if code else ""


def _robot(message: Message) -> bytes:
    return _json({"msgtype": "text", "text": {"content": message.text}})


def _wecom(hook: Webhook, message: Message, _now_s: float) -> Letter:
    """The key in the address is all that WeCom asks for."""
    return Letter(str(hook.url), _robot(message), {"Content-Type": "application/json"})


def _dingtalk(hook: Webhook, message: Message, now_s: float) -> Letter:
    """DingTalk wants HMAC-SHA256 of the time and the secret, by the secret, in the address."""
    url = str(hook.url)
    if hook.secret:
        stamp = str(round(now_s * 1000))
        sign = base64.b64encode(_hmac(hook.secret, f"{stamp}\n{hook.secret}".encode()))
        url += ("&" if "?" in url else "?") + urlencode({"timestamp": stamp, "sign": sign})
    return Letter(url, _robot(message), {"Content-Type": "application/json"})


def _plain(hook: Webhook, message: Message, now_s: float) -> Letter:
    """Any program: the particulars as JSON; with a secret, time and HMAC-SHA256 of time and body in a header."""
    told = {name: getattr(message, name) for name in ("id", "kind", "title", "division", "address")}
    body, headers = _json(told), {"Content-Type": "application/json"}
    if hook.secret:
        stamp = str(round(now_s))
        headers[SIGNATURE] = f"t={stamp},sha256={_hmac(hook.secret, stamp.encode() + b'.' + body).hex()}"
    return Letter(str(hook.url), body, headers)


MANNERS: dict[str, Callable[[Webhook, Message, float], Letter]] = {
    "wecom": _wecom,
    "dingtalk": _dingtalk,
    "json": _plain,
}


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def _hmac(secret: str, content: bytes) -> bytes:
    return hmac.new(secret.encode(), content, hashlib.sha256).digest()
