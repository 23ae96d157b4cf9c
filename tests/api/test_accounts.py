import pytest
from sqlalchemy import insert

from geo_app.actor import operator
from geo_app.auth.accounts import add_account
from geo_app.db import Database
from geo_app.divisions.models import Division

PASSWORD = "correct-horse-7"
NEW = {
    "username": "li.na",
    "name": "李娜",
    "role": "editor",
    "divisions": ["530181"],
    "password": "河边有七条小木船在轻轻摇晃",
}


@pytest.fixture
def people(database: Database) -> None:
    """One administrator of the country, one of a county, and one person of every other role."""
    with database.transaction(operator("tester")) as session:
        add_account(session, "root", "省管理员", "admin", [""], PASSWORD)
        add_account(session, "county", "县管理员", "admin", ["530181"], PASSWORD)
        for role in ("viewer", "inspector", "editor", "approver"):
            add_account(session, role, role, role, ["530181"], PASSWORD)


@pytest.fixture
def divisions(database: Database) -> None:
    names = {"53": "云南省", "530181": "安宁市", "530181102": "连然街道", "530124": "富民县"}
    with database.transaction(operator("tester")) as session:
        session.execute(
            insert(Division),
            [
                {
                    "id": int(code.ljust(12, "0")),
                    "code": code,
                    "name": name,
                    "full_name": name,
                    "level": 1,
                    "source": "",
                }
                for code, name in names.items()
            ],
        )


@pytest.fixture
def come(client, people):
    """Log in as somebody else."""

    def as_(username, password=PASSWORD):
        client.cookies.clear()
        return client.post("/api/session", json={"username": username, "password": password})

    return as_


def by_name(client):
    return {account["username"]: account for account in client.get("/api/accounts").json()}


def test_nobody_without_a_login_sees_or_makes_accounts(client, people):
    assert client.get("/api/accounts").status_code == 401
    assert client.post("/api/accounts", json=NEW).status_code == 401
    assert client.patch("/api/accounts/1", json={"disabled": True}).status_code == 401


def test_only_administrators_open_accounts(client, come):
    for role in ("viewer", "inspector", "editor", "approver"):
        come(role)
        for answer in (
            client.get("/api/accounts"),
            client.post("/api/accounts", json=NEW),
            client.patch("/api/accounts/1", json={"role": "viewer"}),
        ):
            assert answer.status_code == 403
            assert answer.json()["detail"] == "只有管理员可以管理账号"


def test_an_administrator_makes_an_account_that_can_log_in_with_what_it_was_granted(client, come, divisions):
    come("root")
    made = client.post("/api/accounts", json=NEW)
    assert made.status_code == 201
    assert made.json() | {"id": 0} == {
        "id": 0,
        "username": "li.na",
        "name": "李娜",
        "role": "editor",
        "role_label": "编辑",
        "divisions": [{"code": "530181", "name": "安宁市"}],
        "disabled": False,
    }
    assert by_name(client)["li.na"] == made.json()
    assert come("li.na", NEW["password"]).json()["divisions"] == [{"code": "530181", "name": "安宁市"}]


def test_an_account_that_cannot_be_is_refused_with_the_reason(client, come, divisions):
    come("root")
    before = by_name(client)
    for change, words in [
        ({"username": "ROOT"}, "已存在"),
        ({"username": "a b"}, "不可用"),
        ({"username": "x"}, "不可用"),
        ({"password": "short"}, "至少 12 个字符"),
        ({"username": "li.na.198407", "password": "Li.Na.198407"}, "与用户名相同"),
        ({"password": "Password1234"}, "太常见"),
        ({"divisions": ["5301810"]}, "格式不对"),
        ({"divisions": ["530181' OR 1=1"]}, "格式不对"),
        ({"divisions": ["999999"]}, "没有代码为 999999 的行政区划"),
        ({"role": "king"}, "role"),
        ({"name": ""}, "name"),
    ]:
        answer = client.post("/api/accounts", json=NEW | change)
        assert answer.status_code == 400
        assert words in answer.json()["detail"]
    assert by_name(client) == before


def test_without_a_table_of_divisions_any_well_formed_code_is_granted(client, come):
    come("root")
    answer = client.post("/api/accounts", json=NEW | {"divisions": ["530181", "530181", "530124001"]})
    assert [grant["code"] for grant in answer.json()["divisions"]] == ["530181", "530124001"]


def test_role_grants_and_name_change_and_hold_from_the_next_request(client, come, divisions):
    come("root")
    editor = by_name(client)["editor"]
    change = {"role": "approver", "divisions": ["530181102", "530124"], "name": "张伟"}
    changed = client.patch(f"/api/accounts/{editor['id']}", json=change).json()
    assert (changed["role"], changed["name"]) == ("approver", "张伟")
    assert changed["divisions"] == [
        {"code": "530181102", "name": "连然街道"},
        {"code": "530124", "name": "富民县"},
    ]
    assert client.patch(f"/api/accounts/{editor['id']}", json={"divisions": ["530124"]}).status_code == 200
    assert come("editor").json()["divisions"] == [{"code": "530124", "name": "富民县"}]


def test_a_password_that_an_administrator_set_is_the_only_one(client, come):
    come("root")
    viewer = by_name(client)["viewer"]
    answer = client.patch(f"/api/accounts/{viewer['id']}", json={"password": "河边有七条小木船在轻轻摇晃"})
    assert answer.status_code == 200
    assert "password" not in answer.text
    assert come("viewer").status_code == 401
    assert come("viewer", "河边有七条小木船在轻轻摇晃").status_code == 200


def test_a_disabled_account_can_be_enabled_again(client, come):
    come("root")
    viewer = by_name(client)["viewer"]
    assert client.patch(f"/api/accounts/{viewer['id']}", json={"disabled": True}).json()["disabled"]
    assert come("viewer").status_code == 403
    come("root")
    assert client.patch(f"/api/accounts/{viewer['id']}", json={"disabled": False}).status_code == 200
    assert come("viewer").status_code == 200


def test_the_last_administrator_of_the_country_stays(client, come):
    come("root")
    me = f"/api/accounts/{by_name(client)['root']['id']}"
    for change in ({"disabled": True}, {"role": "approver"}, {"divisions": []}, {"divisions": ["53"]}):
        answer = client.patch(me, json=change)
        assert answer.status_code == 400
        assert "最后一个管理员" in answer.json()["detail"]
    assert come("root").json()["divisions"] == [{"code": "", "name": "全国"}]


def test_an_administrator_may_go_when_another_can_do_all_of_it(client, come):
    come("root")
    county = by_name(client)["county"]
    assert client.patch(f"/api/accounts/{county['id']}", json={"disabled": True}).status_code == 200
    client.post("/api/accounts", json=NEW | {"role": "admin", "divisions": [""]})
    root = by_name(client)["root"]
    assert client.patch(f"/api/accounts/{root['id']}", json={"disabled": True}).status_code == 200


def test_a_county_administrator_grants_only_the_own_county(client, come):
    come("county")
    assert set(by_name(client)) == {"county", "viewer", "inspector", "editor", "approver"}  # not the province's
    assert client.post("/api/accounts", json=NEW).status_code == 201
    for code in ("", "53", "530124"):
        answer = client.post("/api/accounts", json=NEW | {"username": f"u{code}", "divisions": [code]})
        assert answer.status_code == 403
    me = by_name(client)["county"]["id"]
    assert client.patch(f"/api/accounts/{me}", json={"divisions": [""]}).status_code == 403


def test_a_county_administrator_cannot_touch_the_one_of_the_country(client, come):
    come("root")
    root = by_name(client)["root"]
    come("county")
    answer = client.patch(f"/api/accounts/{root['id']}", json={"password": "河边有七条小木船在轻轻摇晃"})
    assert answer.status_code == 404
    assert come("root").status_code == 200


def test_an_account_that_does_not_exist_is_said_so(client, come):
    come("root")
    assert client.patch("/api/accounts/987654321", json={"disabled": True}).status_code == 404


def test_accounts_are_made_only_from_our_own_pages(client, come):
    come("root")
    answer = client.post("/api/accounts", json=NEW, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
