"""Accounts from the command line."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from geo_app.db import Database

Command = Callable[..., subprocess.CompletedProcess[str]]
PASSWORD = "correct-horse-7"


@pytest.fixture
def user(database: Database, tmp_path: Path) -> Command:
    """Run geo-app user on the test's database."""
    env = os.environ | {"GEO_APP_DATABASE_URL": database.url, "GEO_APP_DATA_DIR": str(tmp_path / "var")}

    def run(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("geo-app")), "user", *words]
        return subprocess.run(command, env=env, input=stdin, capture_output=True, text=True, check=False)

    return run


def log_in(client: TestClient, password: str) -> int:
    return client.post("/api/session", json={"username": "zhang", "password": password}).status_code


def test_an_account_is_made_changed_and_disabled(user: Command, client: TestClient) -> None:
    made = user("add", "zhang", "--role", "editor", "--name", "张三", "-d", "530181", stdin=f"{PASSWORD}\n")
    assert made.returncode == 0, made.stderr
    assert PASSWORD not in made.stdout
    listed = user("list").stdout
    assert all(word in listed for word in ("zhang", "张三", "530181"))
    assert log_in(client, PASSWORD) == 200
    assert user("password", "zhang", stdin="staple-battery-9\n").returncode == 0
    assert log_in(client, PASSWORD) == 401
    assert log_in(client, "staple-battery-9") == 200
    assert user("disable", "zhang").returncode == 0
    assert client.get("/api/session").status_code == 401
    assert "停用" in user("list").stdout


def test_what_cannot_be_is_told_in_one_sentence(user: Command) -> None:
    for words, stdin, said in (
        (("add", "zhang"), "short\n", "至少 10 个字符"),
        (("add", "zhang", "--role", "king"), f"{PASSWORD}\n", "没有角色 king"),
        (("disable", "nobody"), "", "没有用户名为“nobody”的账号"),
    ):
        answer = user(*words, stdin=stdin)
        assert answer.returncode != 0
        assert said in answer.stderr
        assert answer.stderr.strip().count("\n") == 0
