"""The own logins: seen and ended one by one, proven anew before what weighs, and what their person hears of."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, text, update

from geo_app.actor import SYSTEM, operator
from geo_app.auth.accounts import add_account
from geo_app.auth.login import COOKIE, DOORKEEPER
from geo_app.auth.models import LoginSession
from geo_app.db import Database
from geo_app.notices.inbox import Wanted, inbox

PASSWORD = "村口那三棵大柳树下的老井"
OWN = "山坡上第七块石头是青色的"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0"
PHONE = "Mozilla/5.0 (Linux; Android 14; HUAWEI) Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0"


@pytest.fixture
def people(database: Database) -> None:
    with database.transaction(operator("tester")) as session:
        add_account(session, "chief", "县管理员", "admin", [""], PASSWORD)
        add_account(session, "wang", "王芳", "inspector", ["530181102"], PASSWORD)


def come(client: TestClient, username: str, password: str = PASSWORD, address: str = "", agent: str = EDGE):
    """A browser of its own, in which this person has logged in."""
    browser = TestClient(client.app, client=(address or "10.1.2.3", 50_000), headers={"user-agent": agent})
    answer = browser.post("/api/session", json={"username": username, "password": password})
    assert answer.status_code == 200, answer.text
    return browser


def heard(browser: TestClient) -> list[tuple[str, str]]:
    return [(each["title"], each["text"]) for each in browser.get("/api/notices").json()["notices"]]


def test_a_person_sees_their_logins_and_ends_the_one_that_is_not_theirs(client, people):
    office, phone = come(client, "wang"), come(client, "wang", address="10.9.9.9", agent=PHONE)
    stranger = come(client, "chief")
    logins = office.get("/api/sessions").json()
    assert [(each["device"], each["address"], each["here"]) for each in logins] == [
        ("WeChat · Android", "10.9.9.9", False),
        ("Edge · Windows", "10.1.2.3", True),
    ]
    assert phone.get("/api/session").status_code == 200
    assert stranger.delete(f"/api/sessions/{logins[0]['id']}").status_code == 404
    assert office.delete(f"/api/sessions/{logins[0]['id']}").status_code == 204
    assert phone.get("/api/session").status_code == 401
    again, third = come(client, "wang", agent=PHONE), come(client, "wang", agent="curl/8.1")
    assert office.delete("/api/sessions").status_code == 204
    assert [each["here"] for each in office.get("/api/sessions").json()] == [True]
    assert [each.get("/api/session").status_code for each in (again, third, stranger)] == [401, 401, 200]


def test_ten_minutes_after_the_password_what_weighs_asks_for_it_again(client, database, people):
    chief = come(client, "chief")
    wang = next(each for each in chief.get("/api/accounts").json() if each["username"] == "wang")
    new = {"username": "li", "name": "李", "role": "viewer", "divisions": [], "password": OWN}
    weighing = [
        ("POST", "/api/accounts", new),
        ("PATCH", f"/api/accounts/{wang['id']}", {"role": "editor"}),
        ("DELETE", "/api/sessions", None),
        ("DELETE", f"/api/sessions/{chief.get('/api/sessions').json()[0]['id']}", None),
    ]
    with database.transaction(DOORKEEPER) as session:
        session.execute(update(LoginSession).values(proved_at=func.now() - text("interval '10 minutes'")))
    for verb, door, body in weighing:
        refused = chief.request(verb, door, json=body)
        assert (refused.status_code, refused.json().get("proof_due")) == (403, True), door
    wrong = chief.post("/api/session/proof", json={"password": "三棵柳树"})
    assert (wrong.status_code, wrong.json()["detail"]) == (400, "密码不正确")
    assert chief.post("/api/accounts", json=new).status_code == 403
    assert chief.get("/api/accounts").status_code == 200, "reading goes on"
    assert chief.post("/api/session/proof", json={"password": PASSWORD}).status_code == 204
    assert [chief.request(verb, door, json=body).status_code for verb, door, body in weighing] == [
        201,
        200,
        204,
        204,
    ]


def test_a_first_password_opens_nothing_but_its_own_change(client, people):
    chief = come(client, "chief")
    new = {"username": "li", "name": "李", "role": "editor", "divisions": ["530181"], "password": PASSWORD}
    assert chief.post("/api/accounts", json=new).status_code == 201
    li = come(client, "li")
    assert li.get("/api/session").json()["must_change"] is True
    for door in ("/api/notices", "/api/sessions", "/api/tokens", "/collections"):
        refused = li.get(door)
        assert (refused.status_code, refused.json().get("password_due")) == (403, True), door
    same = li.post("/api/session/password", json={"old": PASSWORD, "new": PASSWORD})
    assert (same.status_code, same.json()["detail"]) == (400, "新密码与原密码相同")
    assert li.post("/api/session/password", json={"old": PASSWORD, "new": OWN}).status_code == 204
    assert li.get("/api/session").json()["must_change"] is False
    assert heard(li) == [("您的密码已修改", "是您本人改的；如果不是，请立即告诉管理员")]
    row = next(each for each in chief.get("/api/accounts").json() if each["username"] == "li")
    assert chief.patch(f"/api/accounts/{row['id']}", json={"password": PASSWORD}).status_code == 200
    assert come(client, "li").get("/api/session").json()["must_change"] is True, "one that was reset too"


def test_a_person_alone_hears_of_a_login_from_elsewhere(client, database, people):
    office = come(client, "wang", address="10.1.2.3")
    come(client, "wang", address="10.1.77.8")  # another machine of the same network
    assert heard(office) == []
    come(client, "wang", address="203.0.113.9", agent=PHONE)
    told = "203.0.113.9 WeChat · Android。不是您本人的，请立即修改密码并告诉管理员"
    assert heard(office) == [("您的账号从新的地址登录", told)]
    assert office.get("/api/notices").json()["unseen"] == 1
    assert heard(come(client, "chief")) == [], "not even the administrator of the country"
    with database.transaction(SYSTEM) as session:
        assert inbox(session, SYSTEM, Wanted()) == [], "nor a webhook, which sends what the map itself may read"


def test_over_https_the_cookie_is_one_that_only_this_host_can_set(client, people):
    secure = client.app.state.settings.model_copy(update={"secure_cookie": True})
    client.app.state.settings = secure
    browser = TestClient(client.app, base_url="https://testserver")
    answer = browser.post("/api/session", json={"username": "wang", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"__Host-{COOKIE}=")
    assert "Secure" in cookie
    assert "Path=/;" in cookie
    assert "domain" not in cookie.lower()
    assert browser.get("/api/session").status_code == 200
    planted = browser.cookies[f"__Host-{COOKIE}"]
    assert "Secure" in browser.delete("/api/session").headers["set-cookie"], "or a browser would keep it"
    other = TestClient(client.app, base_url="https://testserver", cookies={COOKIE: planted})
    assert other.get("/api/session").status_code == 401
