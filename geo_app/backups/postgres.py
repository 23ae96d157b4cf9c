"""PostgreSQL's own programs, which know best how to write a database down and how to read it back."""

import logging
import os
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from geo_app.cluster import binaries
from geo_app.errors import Unavailable

VARIABLES = {name: f"PG{name.upper()}" for name in ("host", "port", "user", "password")} | {"dbname": "PGDATABASE"}

OF_POSTGIS = "public.spatial_ref_sys"  # comes with the extension
log = logging.getLogger(__name__)


def write_down(url: str, snapshot: str, path: Path) -> None:
    """The database of `url` as `snapshot` sees it, compressed, without owners: any login may read it back."""
    whose = ("--no-owner", "--no-comments", f"--exclude-table-data={OF_POSTGIS}", f"--snapshot={snapshot}")
    _run("pg_dump", url, "--format=custom", "--compress=6", *whose, f"--file={path}")


def read_back(url: str, path: Path) -> None:
    """Fill the empty database of `url`: all or nothing."""
    database = conninfo_to_dict(url)["dbname"]
    _run("pg_restore", url, f"--dbname={database}", "--no-owner", "--single-transaction", str(path))


def _run(program: str, url: str, *arguments: str) -> None:
    known = conninfo_to_dict(url)  # by the environment: arguments can be read by everybody on the machine
    env = os.environ | {name: str(known[key]) for key, name in VARIABLES.items() if known.get(key)}
    ended = subprocess.run([_where(program), *arguments], env=env, capture_output=True, text=True, check=False)
    if ended.returncode:
        log.error("%s: %s", program, ended.stderr)
        raise Unavailable(f"{program} 没有成功", "原因在日志里；常见的是磁盘已满，或数据库的版本比备份时低")


def _where(program: str) -> str:
    """The one that came with the private PostGIS; else the one on the path."""
    try:
        return str(binaries(None) / program)
    except Unavailable:
        found = shutil.which(program)
        if found is None:
            raise
        return found
