"""Backups from the command line: made, proven, put back on another machine, its trail as it was sealed."""

import os
from pathlib import Path

import psycopg
from psycopg import sql

from tests.cli.conftest import Command
from tests.conftest import at


def test_a_map_moves_to_another_machine(geo_app: Command, cluster_url: str, tmp_path: Path) -> None:
    site_id = geo_app("site", "add", "mine", "102.45", "24.9", "--set", "name=甲矿").stdout.strip()
    (tmp_path / "var").mkdir(exist_ok=True)
    public = geo_app("trail", "key", "key.pem").stdout.strip()
    assert "已封存" in geo_app("trail", "seal", "--book", "seals", "--key", "key.pem").stdout
    made = geo_app("backup", "--keep", "3")
    assert "已备份到" in made.stdout, made.stderr
    (package,) = tmp_path.glob("geo_app-*.tar")
    assert "全部一致" in geo_app("verify", str(package)).stdout
    name = f"other_{os.getpid()}"
    (tmp_path / "other").mkdir()
    with psycopg.connect(at(cluster_url, "postgres"), autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        there = {"GEO_APP_DATABASE_URL": at(cluster_url, name), "GEO_APP_DATA_DIR": str(tmp_path / "other")}
        assert "与备份时一致" in geo_app("restore", str(package), **there).stdout
        assert "甲矿" in geo_app("site", "show", site_id, **there).stdout
        sealed = geo_app("trail", "verify", "--book", "seals", "--key", public, **there)
        assert "与封存时一致" in sealed.stdout, sealed.stderr
        again = geo_app("restore", str(package), **there)
        owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    assert (again.returncode, "已经有数据" in again.stderr) == (2, True)
    assert "没有备份文件" in geo_app("verify", "nowhere.tar").stderr
    Path(tmp_path, "seals").write_text("改过", encoding="utf-8")
    told = geo_app("trail", "verify", "--book", "seals", "--key", public)
    assert (told.returncode, "不是封存的一行" in told.stdout) == (1, True)
