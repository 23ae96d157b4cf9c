"""The private PostGIS of the embedded default: one folder, one unix socket, no port on any network.

In the folder: `data` (the database), `run` (the socket), `log` (seven days of it), `password` (of the owner).
The server runs as whoever calls; called by root, as the system's `postgres`, because PostgreSQL refuses root.
Two people can come in: the keeper of the files by the operating system's word (`peer`), who is superuser,
and `geo_app_owner` by a generated password, who is not: a hole in the app must not become a shell.
"""

import fcntl
import logging
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote

import psycopg
from psycopg import pq, sql

from geo_app.cluster_conf import FILE, Network, network_of, sized, write_network
from geo_app.errors import Unavailable

OWNER, DATABASE, SUPERUSER = "geo_app_owner", "geo_app", "postgres"
PORT = 5432  # the name of the socket file; nothing listens on a network but where the database is published
SOCKET_PATH_BYTES = 107  # what the kernel allows, the terminating zero aside
EXTENSIONS = ("postgis", "pg_trgm", "btree_gist")
# Row-level security keeps the planner from an index unless the operator is known to leak nothing. These
# compare boxes or text, and none of their errors shows a value. An update of PostGIS takes the mark away.
LEAKPROOF: tuple[LiteralString, ...] = (
    "ALTER FUNCTION public.geometry_overlaps(geometry, geometry) LEAKPROOF",
    "ALTER FUNCTION public.geography_overlaps(geography, geography) LEAKPROOF",
    "ALTER FUNCTION pg_catalog.textlike(text, text) LEAKPROOF",
    "ALTER FUNCTION pg_catalog.texticlike(text, text) LEAKPROOF",
)
START_SECONDS, RETRY_SECONDS = 60, 0.2

log = logging.getLogger(__name__)


class Cluster:
    """A PostGIS of our own in `folder`; `settings` are lines of postgresql.conf on top of ours."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder.resolve()
        self.settings = settings or {}
        self.keeper = _keeper()

    @cached_property
    def home(self) -> Path:
        """The folder, or one below /var/lib when the keeper cannot enter it: a checkout of root's in /root."""
        elsewhere = Path("/var/lib/geo_app") / _short(self.folder)
        try:
            for place in (self.folder, elsewhere):
                place.mkdir(parents=True, exist_ok=True)
                self._own(place)
                place.chmod(0o700)
                if self._child(["test", "-w", str(place)]).returncode == 0:
                    return place
                log.warning("用户 %s 进不了 %s，数据库放在 %s", self.keeper.pw_name, place, elsewhere)
        except PermissionError as error:
            remedy = "它可能由另一个用户建立：请由该用户(或用 sudo)运行，或用 GEO_APP_DATA_DIR 另选目录"
            raise Unavailable(f"没有权限使用数据目录 {place}", remedy) from error
        raise Unavailable(f"用户 {self.keeper.pw_name} 进不了 {elsewhere}", "请用 GEO_APP_DATA_DIR 另选目录")

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def url(self) -> str:
        """Where the database is, for its owner; known once the cluster has been started for the first time."""
        try:
            word = (self.home / "password").read_text()
        except FileNotFoundError as error:
            raise Unavailable("内置数据库还没有建立", "请先运行 geo-app db upgrade") from error
        return f"postgresql://{OWNER}:{word}@/{DATABASE}?host={quote(str(self._sockets()))}&port={PORT}"

    @property
    def running(self) -> bool:
        """Whether the server answers."""
        return pq.PGconn.ping(self._conninfo(DATABASE).encode()) == pq.Ping.OK

    def start(self) -> None:
        """Start the server, made new if the folder is empty. Does nothing when it runs already."""
        with self._alone():
            if self.running:
                return
            if not self.data.exists():
                self._create()
            self._configure()
            self._launch()
            self._prepare()

    def stop(self) -> None:
        """Stop the server; its clients are sent away, what they committed is kept."""
        with self._alone():
            if self.running:
                self._run("pg_ctl", "--pgdata", str(self.data), "--mode", "fast", "--wait", "stop")

    def open_to(self, network: Network) -> None:
        """Listen on a network too, from now on; the server starts anew where it did not."""
        if network_of(self.home) == network:
            return
        for file in write_network(self.home, network):
            self._own(file)
        self.stop()
        self.start()

    def close_to_network(self) -> None:
        """Listen on no network any more."""
        (self.home / FILE).unlink(missing_ok=True)
        self.stop()
        self.start()

    def as_superuser(self) -> psycopg.Connection:
        """The map's database by the login that may let others in; each statement is a transaction."""
        self.start()
        return self._superuser(DATABASE)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time; the lock falls with the process that holds it."""
        with (self.home / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _sockets(self) -> Path:
        """The folder of the socket: the one in use, else `run`, else a short private one."""
        try:
            return Path((self.data / "postmaster.pid").read_text().splitlines()[4])
        except (FileNotFoundError, IndexError):  # not running, or not yet
            return socket_folder(self.home / "run")

    def _create(self) -> None:
        new = self.home / "data.new"  # a data folder is whole or not there
        shutil.rmtree(new, ignore_errors=True)
        self._run(
            "initdb", "--pgdata", str(new), "--username", SUPERUSER, "--auth", "peer",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums", "--no-instructions",
        )  # fmt: skip
        new.rename(self.data)

    def _configure(self) -> None:
        sockets = socket_folder(self.home / "run")
        sockets.mkdir(exist_ok=True)
        self._own(sockets)
        sockets.chmod(0o700)
        network = network_of(self.home)
        settings = {
            **sized(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20),
            "port": str(PORT),
            "unix_socket_directories": str(sockets),
            "log_directory": str(self.home / "log"),
            **(network.settings(self.home) if network else {}),
            **self.settings,
        }
        self._write("postgresql.conf", "".join(f"{name} = '{value}'\n" for name, value in settings.items()))
        kept = f"local all,replication {SUPERUSER} peer map=keeper\n"  # replication: to make a streaming replica
        doors = network.doors(DATABASE) if network else ""
        self._write("pg_hba.conf", f"{kept}local all all scram-sha-256\n{doors}")
        keepers = {self.keeper.pw_name, pwd.getpwuid(os.geteuid()).pw_name}
        self._write("pg_ident.conf", "".join(f"keeper {name} {SUPERUSER}\n" for name in sorted(keepers)))

    def _write(self, name: str, text: str) -> None:
        path = self.data / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        self._own(path)

    def _own(self, path: Path) -> None:
        os.chown(path, self.keeper.pw_uid, self.keeper.pw_gid)

    def _launch(self) -> None:
        """Start, again and again: after a SIGKILL the orphans of the old server need a second or two to leave; one
        that repairs itself after a crash answers only when it has done so."""
        last = time.monotonic() + START_SECONDS
        start = ("--pgdata", str(self.data), "--log", str(self.home / "start.log"), "--wait", "start")
        while (ended := self._child([self._binary("pg_ctl"), *start])).returncode and not self.running:
            if time.monotonic() > last:
                cause = RuntimeError(ended.stdout)
                raise Unavailable("内置数据库没有启动", f"请查看 {self.home} 中的 log 和 start.log") from cause
            time.sleep(RETRY_SECONDS)

    def _prepare(self) -> None:
        """Owner, database and extensions: all of it again at each start, since each part can be missing."""
        word = self.home / "password"
        if not word.exists():
            word.touch(mode=0o600)
            word.write_text(secrets.token_urlsafe(24))
        with self._superuser("template1") as connection:  # so that every database made later has them too
            _extend(connection)
        with self._superuser("postgres") as connection:
            owner = sql.Identifier(OWNER)
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {}").format(owner))
            secret = connection.pgconn.encrypt_password(word.read_bytes(), OWNER.encode(), b"scram-sha-256")
            rights = sql.SQL("ALTER ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD {}")
            connection.execute(rights.format(owner, sql.Literal(secret.decode())))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                create = sql.SQL("CREATE DATABASE {} OWNER {}")
                connection.execute(create.format(sql.Identifier(DATABASE), owner))
        with self._superuser(DATABASE) as connection:
            _extend(connection)

    def _superuser(self, database: str) -> psycopg.Connection:
        return psycopg.connect(self._conninfo(database), user=SUPERUSER, autocommit=True)

    def _conninfo(self, database: str) -> str:
        return f"postgresql:///{database}?host={quote(str(self._sockets()))}&port={PORT}"

    def _run(self, binary: str, *arguments: str) -> None:
        ended = self._child([self._binary(binary), *arguments])
        if ended.returncode:
            raise Unavailable(f"内置数据库的 {binary} 没有成功", ended.stdout.strip().rpartition("\n")[2])

    def _binary(self, name: str) -> str:
        version = self.data / "PG_VERSION"
        return str(binaries(version.read_text().strip() if version.exists() else None) / name)

    def _child(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run as the keeper. Output goes to a file: the server keeps a pipe open for as long as it lives."""
        root = os.geteuid() == 0
        who = (self.keeper.pw_uid, self.keeper.pw_gid) if root else (None, None)
        with tempfile.TemporaryFile("w+") as output:
            code = subprocess.call(
                command, stdout=output, stderr=output, cwd="/",
                user=who[0], group=who[1], extra_groups=[] if root else None,
            )  # fmt: skip
            output.seek(0)
            return subprocess.CompletedProcess(command, code, output.read())


def _extend(connection: psycopg.Connection) -> None:
    for name in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
    for statement in LEAKPROOF:
        connection.execute(statement)


def _keeper() -> pwd.struct_passwd:
    """Whose the server is: the caller; for root, `postgres` (made by the Debian package) or `nobody`."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _short(folder: Path) -> str:
    return sha256(bytes(folder)).hexdigest()[:12]


def socket_folder(wanted: Path) -> Path:
    """The wanted folder, or a short one where its path would be longer than a socket may have.

    >>> socket_folder(Path("/srv/geo/run"))
    PosixPath('/srv/geo/run')
    >>> len(bytes(socket_folder(Path("/srv") / ("geo" * 40)))) < 60
    True
    """
    if len(bytes(wanted / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES:
        return wanted
    return Path(tempfile.gettempdir()) / f"geo_app-{os.geteuid()}-{_short(wanted)}"


def binaries(version: str | None) -> Path:
    """Where the PostgreSQL programs are: of `version`, or the newest that has PostGIS."""
    found = {
        place.name: Path("/usr/lib/postgresql") / place.name / "bin"
        for place in Path("/usr/share/postgresql").glob("*")
        if (place / "extension" / "postgis.control").exists()
    }
    newest = max(found, key=float, default=None)
    if (chosen := version or newest) in found:
        return found[chosen]
    raise Unavailable(
        f"本机没有 PostgreSQL {version or 15} 的 PostGIS",
        f"请执行 sudo apt-get install postgresql-{version or 15}-postgis-3，"
        "或设置 GEO_APP_DATABASE_URL 使用已有的 PostGIS 数据库",
    )
