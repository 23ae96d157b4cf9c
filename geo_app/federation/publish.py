"""The county's side: publish this database, and write the file that a city joins it with."""

import secrets
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from geo_app.cluster import DATABASE, OWNER, PORT, Cluster
from geo_app.cluster_conf import CERTIFICATE, Network
from geo_app.divisions.code import number
from geo_app.errors import BadInput
from geo_app.federation import secret_file

OWN = "SELECT division FROM published WHERE at_home(division)"
GUESTS = "SELECT rolname FROM pg_roles WHERE rolname LIKE 'geo_app_to_%'"
END_READING = """
    SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE slot_name LIKE 'geo_app_to_%'
"""
DROP_SLOTS = """
    SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name LIKE 'geo_app_to_%'
"""
GUEST = "geo_app_to_{}"  # the login of who joins, and the slot that keeps changes for them


@dataclass(frozen=True)
class Invitation:
    """What a city needs to join: where the database is, by which login, and how it is known."""

    county: str
    to: str
    host: str
    port: int
    database: str
    user: str
    password: str
    certificate: str


def read_invitation(file: Path) -> Invitation:
    """Raises BadInput where it is none."""
    remedy = "请用 geo-app federation publish 写出的文件"
    return secret_file.read(file, Invitation, BadInput(f"读不了汇入文件 {file}", remedy))


def publish(cluster: Cluster, county: str, to: str, network: Network) -> Invitation:
    """Publish the database as that of `county`, to `to`: ids begin with the county's code from here on, the server
    listens on the network, and a login is made that reads what is published and nothing else. A second time
    changes nothing but that login's password.

    Raises BadInput where `to` is not above, or there are rows whose ids would meet those of another database.
    """
    home = number(county)
    if county == to or not county.startswith(to):
        raise BadInput(f"{to} 不是 {county} 的上级", "只能上报给上级，例如 530124 上报给 5301；邻县不能汇入")
    with cluster.as_superuser() as connection:
        _check(connection, county, home)
    cluster.open_to(network)
    with cluster.as_superuser() as connection, connection.transaction():
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(OWNER)))
        new = "INSERT INTO published (division, shape) VALUES (%s, federation_shape()) ON CONFLICT DO NOTHING"
        connection.execute(new, [home])
        connection.execute("SELECT publish_tables()")
        connection.execute("RESET ROLE")
        password = _let_in(connection, GUEST.format(to))
    certificate = (cluster.home / CERTIFICATE).read_text()
    return Invitation(county, to, network.address, PORT, DATABASE, GUEST.format(to), password, certificate)


def unpublish(cluster: Cluster, county: str) -> None:
    """Nobody reads the changes any more, and the server leaves the network; ids stay what they are."""
    with cluster.as_superuser() as connection:
        found = connection.execute(OWN).fetchone()
        if found != (number(county),):
            raise BadInput(f"本库没有作为 {county} 上报，也没有汇入它", "geo-app federation status 列出联网的情况")
        guests = [sql.Identifier(name) for (name,) in connection.execute(GUESTS).fetchall()]
        for guest in guests:  # so that nobody comes back meanwhile
            connection.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(guest))
        connection.execute(END_READING)
        connection.execute(DROP_SLOTS)
        for guest in guests:
            connection.execute(sql.SQL("DROP ROLE {}").format(guest))
        connection.execute("DROP PUBLICATION IF EXISTS geo_app_rows, geo_app_history")
        connection.execute("DELETE FROM published WHERE division = %s", found)
    cluster.close_to_network()


def _check(connection: psycopg.Connection, county: str, home: int) -> None:
    own = connection.execute(OWN).fetchone()
    if own and own[0] != home:
        raise BadInput(f"本库已作为 {own[0]:012d} 上报", "一个库只作为一个行政区划上报；请先运行 federation leave")
    if not connection.execute("SELECT 1 FROM division WHERE id = %s", [home]).fetchone():
        raise BadInput(f"没有行政区划 {county}", "请先运行 geo-app divisions load")
    in_the_way = connection.execute("SELECT name, n FROM ids_in_the_way(%s)", [home]).fetchall()
    if in_the_way:
        name, n = in_the_way[0]
        raise BadInput(
            f"已有 {len(in_the_way)} 张表的记录编号不以 {county} 开头(如 {name} 的 {n} 条)，汇到一起会重号",
            "请在新建的空库里先上报，再导入台账；办法见 docs/federation.md",
        )


def _let_in(connection: psycopg.Connection, guest: str) -> str:
    password = secrets.token_urlsafe(24)
    role = sql.Identifier(guest)
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [guest]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {} IN ROLE geo_app_federation").format(role))
    secret = connection.pgconn.encrypt_password(password.encode(), guest.encode(), b"scram-sha-256")
    rights = sql.SQL("ALTER ROLE {} LOGIN REPLICATION PASSWORD {}")
    connection.execute(rights.format(role, sql.Literal(secret.decode())))
    return password
