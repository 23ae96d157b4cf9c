"""The doctor says what is amiss with a machine and what to do."""

import json
import os
from pathlib import Path

from geo_app.actor import operator
from geo_app.db import Database
from geo_app.demo.accounts import open_accounts
from geo_app.patrol.models import Photo
from tests.cli.conftest import Command


def told(geo_app: Command, *words: str, **env: str) -> dict[str, tuple[str, str, str]]:
    answers = json.loads(geo_app("doctor", "--json", *words, **env).stdout)
    return {each["subject"]: (each["state"], each["told"], each["remedy"]) for each in answers}


def test_a_sound_machine_is_told_so(geo_app: Command, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    geo_app("user", "add", "chief", "--role", "admin", "-d", "", stdin="staple-battery-9\n")
    assert geo_app("backup", "--to", str(tmp_path)).returncode == 0
    answer = geo_app("doctor", "--backups", str(tmp_path))
    assert answer.returncode == 0, answer.stdout
    assert "✗" not in answer.stdout
    assert "最新的备份是 0 小时前" in answer.stdout


def test_what_is_amiss_comes_with_its_remedy(geo_app: Command, database: Database, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    with database.transaction(operator("tester")) as session:
        session.add(Photo(hash="a" * 64, stored="b" * 64, bytes=1))
    found = told(geo_app, "--backups", str(tmp_path), GEO_APP_HOST="10.0.0.7")
    assert found["账号"][0] == found["备份"][0] == found["地址"][0] == "doubtful"
    assert "user add" in found["账号"][2]
    assert found["照片"] == ("bad", "1 张照片里有 1 张的文件不在了", "请从备份里取回 photos 目录")
    assert geo_app("doctor").returncode == 1


def test_demonstration_passwords_are_told(geo_app: Command, database: Database, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    with database.transaction(operator("tester")) as session:
        open_accounts(session)
    assert "bureau" in told(geo_app)["账号"][1]


def test_a_database_out_of_reach_ends_the_examination(geo_app: Command, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    nowhere = f"postgresql://nobody:x@/nothing?host={os.devnull}"
    found = told(geo_app, GEO_APP_DATABASE_URL=nowhere)
    assert list(found)[-1] == "数据库"
    assert found["数据库"][:2] == ("bad", "数据库连接不上")
