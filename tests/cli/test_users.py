"""Accounts from the command line."""

from fastapi.testclient import TestClient

from tests.cli.conftest import Command

PASSWORD = "correct-horse-7"


def log_in(client: TestClient, password: str) -> int:
    return client.post("/api/session", json={"username": "zhang", "password": password}).status_code


def test_an_account_is_made_changed_and_disabled(geo_app: Command, client: TestClient) -> None:
    made = geo_app(
        "user", "add", "zhang", "--role", "editor", "--name", "张三", "-d", "530181", stdin=f"{PASSWORD}\n"
    )
    assert made.returncode == 0, made.stderr
    assert PASSWORD not in made.stdout
    listed = geo_app("user", "list").stdout
    assert all(word in listed for word in ("zhang", "张三", "530181"))
    assert log_in(client, PASSWORD) == 200
    assert geo_app("user", "password", "zhang", stdin="staple-battery-9\n").returncode == 0
    assert log_in(client, PASSWORD) == 401
    assert log_in(client, "staple-battery-9") == 200
    assert geo_app("user", "disable", "zhang").returncode == 0
    assert client.get("/api/session").status_code == 401
    assert "停用" in geo_app("user", "list").stdout


def test_what_cannot_be_is_told_in_one_sentence(geo_app: Command) -> None:
    for words, stdin, said in (
        (("add", "zhang"), "short\n", "至少 12 个字符"),
        (("add", "zhang", "--role", "king"), f"{PASSWORD}\n", "没有角色 king"),
        (("disable", "nobody"), "", "没有用户名为“nobody”的账号"),
    ):
        answer = geo_app("user", *words, stdin=stdin)
        assert answer.returncode != 0
        assert said in answer.stderr
        assert answer.stderr.strip().count("\n") == 0
