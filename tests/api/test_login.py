import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from geo_app.actor import operator
from geo_app.auth.accounts import Changes, add_account, change_account, named
from geo_app.auth.login import COOKIE, DOORKEEPER, REMEMBERED_S, prove
from geo_app.auth.models import Account, LoginAttempt, LoginSession
from geo_app.db import Database
from geo_app.errors import GeoAppError

PASSWORD = "村口那三棵大柳树下的老井"


@pytest.fixture
def grid_officer(database: Database) -> str:
    with database.transaction(operator("tester")) as session:
        add_account(session, "wang.fang", "王芳", "inspector", ["530181102"], PASSWORD)
    return "wang.fang"


def log_in(client, username, password=PASSWORD, **more):
    return client.post("/api/session", json={"username": username, "password": password}, **more)


def rows(database, query):
    with database.transaction(DOORKEEPER) as session:
        return session.execute(query).all()


def forget_what_is_remembered(monkeypatch):
    """What a process remembers of a token runs out in seconds; tests do not wait for it."""
    monkeypatch.setattr("geo_app.auth.login._known", {})


def test_logging_in_gives_the_account_and_a_cookie_that_scripts_cannot_read(client, grid_officer):
    answer = log_in(client, grid_officer)
    assert answer.status_code == 200
    assert answer.json() | {"id": 0} == {
        "id": 0,
        "username": "wang.fang",
        "name": "王芳",
        "role": "inspector",
        "role_label": "巡查",
        "divisions": [{"code": "530181102", "name": "530181102"}],
        "demo": False,
        "must_change": False,
    }
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert client.get("/api/session").json() == answer.json()


def test_only_a_hash_of_the_token_is_stored(client, database, grid_officer):
    log_in(client, grid_officer)
    token = client.cookies[COOKIE]
    assert len(token) >= 43  # 256 bits in base64
    assert rows(database, select(LoginSession.token_hash)) == [(hashlib.sha256(token.encode()).digest(),)]


def test_nobody_is_logged_in_without_a_cookie_or_with_a_made_up_one(client):
    assert client.get("/api/session").status_code == 401
    client.cookies[COOKIE] = "made-up"
    answer = client.get("/api/session")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert "登录" in answer.json()["detail"]


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, grid_officer):
    wrong, unknown = log_in(client, grid_officer, "村口那三棵大柳树下的新井"), log_in(client, "nobody.here")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["detail"] == "用户名或密码不正确"


def test_the_user_name_is_found_however_it_is_typed(client, grid_officer):
    assert log_in(client, " Wang.FANG ").status_code == 200


@pytest.mark.parametrize("username", ["wang.fang", "no.such.person"])
def test_after_ten_wrong_passwords_the_name_is_locked_for_a_quarter_of_an_hour(client, grid_officer, username):
    answers = [log_in(client, username, f"wrong password {n}") for n in range(20)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 10
    assert 840 < int(answers[10].headers["retry-after"]) <= 900
    assert "15 分钟" in answers[10].json()["detail"]
    assert log_in(client, username).status_code == 429  # the right one is not even looked at


def test_tries_sent_side_by_side_are_counted_too(database, grid_officer):
    def attempt(number):
        try:
            prove(database, grid_officer, f"wrong password {number}", "10.0.0.1")
        except GeoAppError as error:
            return error.status

    with ThreadPoolExecutor(8) as guessers:
        statuses = sorted(guessers.map(attempt, range(20)))
    assert statuses == [401] * 10 + [429] * 10


def test_a_locked_name_is_free_again_after_a_quarter_of_an_hour(client, database, grid_officer):
    for n in range(10):
        log_in(client, grid_officer, f"wrong password {n}")
    assert log_in(client, grid_officer).status_code == 429
    with database.transaction(DOORKEEPER) as session:
        session.execute(update(LoginAttempt).values(at=LoginAttempt.at - timedelta(minutes=15)))
    assert log_in(client, grid_officer).status_code == 200


def test_getting_in_wipes_the_slate(client, grid_officer):
    for _ in range(3):
        for n in range(4):
            assert log_in(client, grid_officer, f"wrong password {n}").status_code == 401
        assert log_in(client, grid_officer).status_code == 200


def test_one_address_cannot_try_one_name_after_another(client, grid_officer):
    statuses = [log_in(client, f"guess-{n}", "wrong password").status_code for n in range(20)]
    assert statuses == [401] * 15 + [429] * 5
    assert log_in(client, grid_officer).status_code == 429


def test_every_try_leaves_an_entry_of_who_when_from_where_and_success(client, database, grid_officer):
    log_in(client, grid_officer, "wrong password")
    log_in(client, grid_officer)
    entries = rows(
        database,
        select(
            LoginAttempt.username, LoginAttempt.address, LoginAttempt.success, LoginAttempt.at <= func.now()
        ).order_by(LoginAttempt.id),
    )
    assert entries == [("wang.fang", "testclient", False, True), ("wang.fang", "testclient", True, True)]


def test_the_token_is_a_new_one_after_each_login_and_the_old_one_ends(client, database, grid_officer):
    log_in(client, grid_officer)
    old = client.cookies[COOKIE]
    log_in(client, grid_officer)
    new = client.cookies[COOKIE]
    assert old != new
    client.cookies.clear()
    client.cookies[COOKIE] = old
    assert client.get("/api/session").status_code == 401
    assert len(rows(database, select(LoginSession))) == 1


def test_a_token_that_an_attacker_planted_is_not_taken_over(client, database, grid_officer):
    client.cookies[COOKIE] = "planted"
    assert "planted" not in log_in(client, grid_officer).headers["set-cookie"]


def test_logging_out_ends_the_session_at_once(client, database, grid_officer):
    log_in(client, grid_officer)
    token = client.cookies[COOKIE]
    assert client.get("/api/session").status_code == 200
    assert client.delete("/api/session").status_code == 204
    client.cookies[COOKIE] = token
    assert client.get("/api/session").status_code == 401
    assert rows(database, select(LoginSession)) == []


def test_a_session_that_nobody_used_for_twelve_hours_is_over(client, database, grid_officer, monkeypatch):
    log_in(client, grid_officer)
    age = update(LoginSession).values(used_at=func.now() - text("interval '11 hours 59 minutes'"))
    with database.transaction(DOORKEEPER) as session:
        session.execute(age)
    assert client.get("/api/session").status_code == 200  # and this use counts
    forget_what_is_remembered(monkeypatch)
    assert rows(database, select(LoginSession.used_at > func.now() - text("interval '1 minute'"))) == [(True,)]
    with database.transaction(DOORKEEPER) as session:
        session.execute(update(LoginSession).values(used_at=func.now() - text("interval '12 hours'")))
    assert client.get("/api/session").status_code == 401


def test_after_a_week_a_session_is_over_however_much_it_was_used(client, database, grid_officer, monkeypatch):
    log_in(client, grid_officer)
    for hours, status in ((167, 200), (168, 401)):
        forget_what_is_remembered(monkeypatch)
        with database.transaction(DOORKEEPER) as session:
            age = func.now() - text(f"interval '{hours} hours'")
            session.execute(update(LoginSession).values(started_at=age, used_at=func.now()))
        assert client.get("/api/session").status_code == status


def test_a_disabled_account_is_out_and_cannot_come_back(client, database, grid_officer):
    log_in(client, grid_officer)
    assert client.get("/api/session").status_code == 200
    with database.transaction(operator("tester")) as session:
        change_account(session, named(session, grid_officer), Changes(disabled=True))
    assert client.get("/api/session").status_code == 401
    answer = log_in(client, grid_officer)
    assert answer.status_code == 403
    assert "已停用" in answer.json()["detail"]
    assert log_in(client, grid_officer, "wrong password").status_code == 401  # no probing of names


def test_what_another_process_changed_is_known_within_seconds(client, database, grid_officer, monkeypatch):
    assert REMEMBERED_S <= 5
    monkeypatch.setattr("geo_app.auth.login.REMEMBERED_S", 0.05)
    log_in(client, grid_officer)
    assert client.get("/api/session").status_code == 200
    with database.transaction(DOORKEEPER) as session:  # as the other process writes it
        session.execute(update(Account).values(disabled=True))
    time.sleep(0.06)
    assert client.get("/api/session").status_code == 401


def test_a_login_from_another_site_is_refused(client, grid_officer):
    answer = log_in(client, grid_officer, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert COOKIE not in client.cookies


def test_a_change_from_another_site_is_refused(client, grid_officer):
    log_in(client, grid_officer)
    change = {"old": PASSWORD, "new": "村口那五棵大柳树下的新井"}
    answer = client.post("/api/session/password", json=change, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
    assert client.delete("/api/session", headers={"origin": "http://evil.example"}).status_code == 403
    assert log_in(client, grid_officer, headers={"origin": "http://testserver"}).status_code == 200


def test_the_own_password_changes_with_the_old_one_and_other_devices_are_out(client, grid_officer):
    log_in(client, grid_officer)
    phone = client.cookies[COOKIE]
    client.cookies.clear()
    log_in(client, grid_officer)
    answer = client.post("/api/session/password", json={"old": PASSWORD, "new": "村口那五棵大柳树下的新井"})
    assert answer.status_code == 204
    assert client.get("/api/session").status_code == 200
    client.cookies.clear()
    client.cookies[COOKIE] = phone
    assert client.get("/api/session").status_code == 401
    assert log_in(client, grid_officer).status_code == 401
    assert log_in(client, grid_officer, "村口那五棵大柳树下的新井").status_code == 200


def test_a_wrong_old_or_a_weak_new_password_changes_nothing(client, grid_officer):
    log_in(client, grid_officer)
    wrong = client.post("/api/session/password", json={"old": "x", "new": "村口那五棵大柳树下的新井"})
    weak = client.post("/api/session/password", json={"old": PASSWORD, "new": "12345"})
    assert (wrong.status_code, weak.status_code) == (400, 400)
    assert "原密码" in wrong.json()["detail"]
    assert "至少 12 个字符" in weak.json()["detail"]
    assert client.get("/api/session").status_code == 200
    assert log_in(client, grid_officer).status_code == 200


@pytest.mark.parametrize("body", [{}, {"username": "x"}, {"username": "x" * 101, "password": "y"}, [], "x"])
def test_a_login_without_name_or_password_is_told_so(client, body):
    answer = client.post("/api/session", json=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
