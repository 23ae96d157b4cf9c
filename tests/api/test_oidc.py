"""The login by an identity provider, before a real one on this machine."""

import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import flask
import oidc_provider_mock
import pytest
import requests
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from fastapi.testclient import TestClient
from joserfc import jwt
from sqlalchemy import select

from geo_app.actor import operator
from geo_app.auth import oidc
from geo_app.auth.accounts import Changes, add_account, change_account, named
from geo_app.auth.api_oidc import COOKIE as WAY
from geo_app.auth.api_oidc import PATH
from geo_app.auth.login import COOKIE, DOORKEEPER
from geo_app.auth.models import LoginAttempt
from geo_app.doctor import LOOKS, Doubt, Machine

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")  # how the provider is written
PEOPLE = [
    oidc_provider_mock.User(sub="7", claims={"preferred_username": "Wang.Fang", "email": "wang.fang"}),
    oidc_provider_mock.User(sub="8", claims={"preferred_username": "no.such.person"}),
    oidc_provider_mock.User(sub="9", claims={}),
]


@pytest.fixture(scope="module", autouse=True)
def without_tls() -> Iterator[None]:
    """The provider of the tests speaks HTTP on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        yield


@pytest.fixture(scope="module")
def shown() -> list[str]:
    """The verifiers that were shown to the provider for a code."""
    return []


@pytest.fixture(scope="module")
def issuer(shown: list[str]) -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread(require_nonce=True, user_claims=PEOPLE) as server:
        server.app.before_request(lambda: shown.extend(flask.request.form.getlist("code_verifier")))
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def door(client, database, issuer, tmp_path) -> TestClient:
    with database.transaction(operator("tester")) as session:
        add_account(session, "wang.fang", "王芳", "inspector", ["530181102"], "村口那三棵大柳树下的老井")
    secret = tmp_path / "secret"
    secret.write_text("ours\n")
    return over(client, oidc_issuer=issuer, oidc_secret_file=secret)


def over(client: TestClient, **settings) -> TestClient:
    told = {"oidc_client_id": "geo_app", "public_url": "http://testserver", **settings}
    client.app.state.settings = client.app.state.settings.model_copy(update=told)
    return client


def sent_to(door: TestClient) -> str:
    answer = door.post(PATH)
    assert answer.status_code == 200, answer.text
    return answer.json()["url"]


def agreed(url: str, sub: str = "7", **form: str) -> dict[str, str]:
    """What the provider puts into the address after the person there has said who they are."""
    answer = requests.post(url, data={"sub": sub, **form}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    assert back.path == oidc.RETURN
    return {name: values[0] for name, values in parse_qs(back.query).items() if name in ("state", "code", "error")}


def come_back(door: TestClient, told: dict[str, str]):
    return door.post(f"{PATH}/return", json=told)


def refused(answer, status: int, words: str) -> None:
    assert answer.status_code == status, answer.text
    assert words in answer.json()["detail"]
    assert answer.json()["detail_en"].isascii() or "“" in answer.json()["detail_en"]
    assert answer.json()["remedy"]
    assert answer.json()["remedy_en"]
    assert COOKIE not in answer.headers.get("set-cookie", "")


def test_without_the_setting_there_is_no_such_way_in(client):
    assert client.get(PATH).json() == {"offered": False}
    refused(client.post(PATH), 404, "没有设置统一身份认证")
    refused(come_back(client, {"state": "x", "code": "y"}), 404, "没有设置统一身份认证")


def test_who_is_vouched_for_is_logged_in_to_their_account_with_a_new_session(door, database, shown):
    door.cookies[COOKIE] = "planted"
    assert door.get(PATH).json() == {"offered": True}
    url = sent_to(door)
    asked = parse_qs(urlsplit(url).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/login/return"]
    assert len({asked[part][0] for part in ("state", "nonce", "code_challenge")}) == 3
    told = agreed(url)
    door.cookies.delete(COOKIE)
    answer = come_back(door, told)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["username"], answer.json()["role"]) == ("wang.fang", "inspector")
    assert create_s256_code_challenge(shown[-1]) == asked["code_challenge"][0], "the code serves only us"
    assert door.get("/api/session").json() == answer.json()
    session = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(COOKIE)).lower()
    assert "httponly" in session
    assert "samesite=strict" in session
    assert WAY not in door.cookies, "the way there serves once"
    refused(come_back(door, told), 400, "已经用过")
    with database.transaction(DOORKEEPER) as reading:
        attempts = select(LoginAttempt.username, LoginAttempt.address, LoginAttempt.success)
        attempts = attempts.where(LoginAttempt.username != "")  # those are ways to the provider and back
        assert reading.execute(attempts).all() == [("wang.fang", "testclient", True)]


def test_nobody_gets_in_without_an_open_account(door, database):
    refused(come_back(door, agreed(sent_to(door), "8")), 403, "本系统没有账号“no.such.person”")
    refused(come_back(door, agreed(sent_to(door), "9")), 403, "没有给出 preferred_username")
    with database.transaction(operator("tester")) as session:
        change_account(session, named(session, "wang.fang"), Changes(disabled=True))
    refused(come_back(door, agreed(sent_to(door))), 403, "已停用")
    over(door, oidc_claim="email")
    refused(come_back(door, agreed(sent_to(door))), 403, "没有核实您的邮箱")
    assert door.get("/api/session").status_code == 401


def test_a_login_that_did_not_begin_in_this_browser_or_took_too_long_is_refused(door):
    told = agreed(sent_to(door))
    refused(come_back(door, told | {"state": "stolen"}), 400, "不是从本页开始")
    mine = door.cookies[WAY]
    door.cookies.clear()
    refused(come_back(door, told), 400, "不是从本页开始")
    door.cookies.set(WAY, f"{int(time.time()) + 900}.{mine.partition('.')[2]}")
    refused(come_back(door, told), 400, "不是从本页开始")
    for worn in ("odd", f"{int(time.time()) - 601}.{mine.partition('.')[2]}"):
        door.cookies.clear()
        door.cookies.set(WAY, worn)
        refused(come_back(door, told | {"state": oidc._derived("state", worn)}), 400, "超过 10 分钟")


def test_what_the_provider_vouches_for_must_be_for_this_login_fresh_and_signed(door, issuer, monkeypatch):
    other = parse_qs(urlsplit(sent_to(door)).query)["nonce"][0]
    url = sent_to(door)
    nonce = parse_qs(urlsplit(url).query)["nonce"][0]
    refused(come_back(door, agreed(url.replace(nonce, other))), 400, "无效或已过期")
    refused(come_back(door, agreed(sent_to(door)) | {"code": "guessed"}), 400, "没有受理")
    refused(come_back(door, agreed(sent_to(door), action="deny")), 400, "取消了登录")
    right = jwt.decode

    def of_another(value, *rest, **more):
        signed, _, mark = value.rpartition(".")
        return right(f"{signed}.{mark[::-1]}", *rest, **more)

    told = agreed(sent_to(door))
    with monkeypatch.context() as patch:
        patch.setattr(jwt, "decode", of_another)
        refused(come_back(door, told), 400, "无效或已过期")
    told = agreed(sent_to(door))
    over(door, oidc_client_id="another")
    refused(come_back(door, told), 400, "")
    over(door, oidc_issuer=f"{issuer}/")
    refused(door.post(PATH), 503, "自称")


def test_whom_the_provider_vouches_for_needs_no_password_of_their_own_here(door, database):
    with database.transaction(operator("tester")) as session:
        change_account(session, named(session, "wang.fang"), Changes(password="山坡上第七块石头是青色的"))
    answer = come_back(door, agreed(sent_to(door)))
    assert answer.json()["must_change"] is False
    assert door.get("/api/notices").status_code == 200
    assert [each["vouched"] for each in door.get("/api/sessions").json()] == [True]


def test_one_address_cannot_send_this_server_to_the_provider_without_end(door, monkeypatch):
    monkeypatch.setattr("geo_app.auth.login.PROVIDER_TRIES", 3)
    told = agreed(sent_to(door))
    assert come_back(door, told).status_code == 200
    sent_to(door)
    for answer in (door.post(PATH), come_back(door, told)):
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) == 900
    credentials = {"username": "wang.fang", "password": "村口那三棵大柳树下的老井"}
    assert door.post("/api/session", json=credentials).status_code == 200, "the password still opens"


def test_the_doctor_looks_at_the_provider(door, issuer, monkeypatch):
    def told() -> str:
        return LOOKS["统一身份认证"](Machine(door.app.state.settings))

    assert told() == "统一身份认证连得上，名称、公钥和时钟都对"
    monkeypatch.setattr(oidc, "LEEWAY_S", -1)
    with pytest.raises(Doubt, match="本机与统一身份认证的时钟相差"):
        told()
    over(door, oidc_issuer=f"{issuer}/")
    with pytest.raises(oidc.IdentityUnavailable, match="自称"):
        told()
    over(door, oidc_issuer="http://localhost:9")
    with pytest.raises(oidc.IdentityUnavailable, match="连接不上"):
        told()
    over(door, oidc_issuer=None)
    assert "没有设置" in told()


def test_a_vouching_that_has_expired_is_refused(door):
    old = oidc_provider_mock.run_server_in_thread(access_token_max_age=timedelta(seconds=-90), user_claims=PEOPLE)
    with old as server:
        over(door, oidc_issuer=f"http://localhost:{server.server_port}")
        refused(come_back(door, agreed(sent_to(door))), 400, "无效或已过期")


def test_a_provider_that_is_away_or_unsafe_is_told_and_the_password_still_opens(door, tmp_path):
    over(door, oidc_issuer="http://localhost:9")
    refused(door.post(PATH), 503, "连接不上统一身份认证")
    over(door, oidc_issuer="http://issuer.example")
    refused(door.post(PATH), 503, "不是 https")
    over(door, oidc_issuer="https://localhost:9", oidc_secret_file=tmp_path / "none")
    refused(door.post(PATH), 503, "读不出统一身份认证的密钥文件")
    credentials = {"username": "wang.fang", "password": "村口那三棵大柳树下的老井"}
    assert door.post("/api/session", json=credentials).status_code == 200
