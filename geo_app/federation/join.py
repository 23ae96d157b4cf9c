"""The city's side: join a county, and leave it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from geo_app.cluster import Cluster
from geo_app.divisions.code import number
from geo_app.errors import BadInput, Conflict, Unavailable
from geo_app.federation.lost import must_have_lost_nothing
from geo_app.federation.publish import Invitation

WAIT_S = 10
FOLDER = "federation"
DROP_SLOT = "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s"
COLUMNS = "SELECT door, name, type FROM federated_column"


def join(cluster: Cluster, invited: Invitation, sure: bool = False) -> bool:
    """Join the county that wrote this invitation: its rows come, and keep coming. False where it was joined
    before: then the password is taken over, and tables that the county gained since come too; all of it is copied
    anew where joining was cut off, or this database came back from a backup.

    Raises Unavailable where the county is out of reach, Conflict where this database is older than the county's
    or, unless we are `sure`, has what the county lost, BadInput where rows of the county are here already.
    """
    home = number(invited.county)
    if _renewed(cluster, invited, home, sure):
        return False
    files = _write_files(cluster, invited)
    reach = _conninfo(invited, files)
    try:
        with cluster.as_superuser() as city, at_county(reach) as county:
            _check(city, county, invited, home)
            _join(city, invited, home, reach)
    except BaseException:
        _remove(files)
        raise
    return True


def leave(cluster: Cluster, county: str) -> tuple[int, bool]:
    """Leave a county: its rows go from here, they are at home. How many, and whether the county was told; one out
    of reach goes on keeping changes until it leaves too."""
    home = number(county)
    with cluster.as_superuser() as city:
        if not city.execute("SELECT 1 FROM joined WHERE division = %s", [home]).fetchone():
            raise BadInput(f"没有汇入 {county}", "geo-app federation status 列出已汇入的县")
        told = unsubscribe(city, county)
        with city.transaction():
            gone = forget(city, home)
            city.execute("DELETE FROM joined WHERE division = %s", [home])
            city.execute("SELECT follow_joined()")
    _remove(_places(cluster, county))
    return gone, told


def subscription(county: str) -> str:
    """What the subscription to a county is called.

    >>> subscription("530124"), subscription("5301")
    ('geo_app_530124', 'geo_app_530100')
    """
    return f"geo_app_{number(county) // 10**6}"


@contextmanager
def at_county(reach: str) -> Iterator[psycopg.Connection]:
    """The county's database, as whoever joined it sees it. Raises Unavailable where it is out of reach."""
    try:
        with psycopg.connect(reach, connect_timeout=WAIT_S, autocommit=True) as county:
            yield county
    except psycopg.OperationalError as error:
        raise Unavailable("连不上县库", "请检查网络和防火墙；密码已换的，请县里重新上报并另发汇入文件") from error


def copy_anew(city: psycopg.Connection, county: str, joined_by: tuple[str, str], sure: bool) -> int:
    """Forget a county, then copy all of it. How many rows went before. Raises Unavailable where it is out of
    reach, Conflict where it lost what is here and we are not `sure`: then nothing went."""
    reach, slot = joined_by
    with at_county(reach) as kept:
        if not sure:
            must_have_lost_nothing(city, kept, number(county))
        unsubscribe(city, county)
        kept.execute(DROP_SLOT, [slot])
    with city.transaction():
        gone = forget(city, number(county))
    subscribe(city, county, reach, slot)
    return gone


def subscribe(city: psycopg.Connection, county: str, reach: str, slot: str) -> None:
    """Copy all that the county published, and go on with what changes. Raises Unavailable."""
    make = sql.SQL(
        "CREATE SUBSCRIPTION {} CONNECTION {} PUBLICATION geo_app_rows, geo_app_history WITH (slot_name = {})"
    )
    try:
        city.execute(make.format(sql.Identifier(subscription(county)), sql.Literal(reach), sql.Literal(slot)))
    except psycopg.Error as error:
        raise Unavailable(
            "没有汇入成功", "原因在本库的数据库日志里；县里有旧的汇入时，请县里先退出再上报"
        ) from error


def unsubscribe(city: psycopg.Connection, county: str) -> bool:
    """Go on with nothing. Whether the county was told; else it goes on keeping changes for us."""
    name = sql.Identifier(subscription(county))
    drop = sql.SQL("DROP SUBSCRIPTION IF EXISTS {}").format(name)
    try:
        city.execute(drop)
    except psycopg.OperationalError:
        city.execute(sql.SQL("ALTER SUBSCRIPTION {} DISABLE").format(name))
        city.execute(sql.SQL("ALTER SUBSCRIPTION {} SET (slot_name = NONE)").format(name))
        city.execute(drop)
        return False
    return True


def forget(city: psycopg.Connection, home: int) -> int:
    """The rows of a county go from here, in one transaction with what follows. How many."""
    city.execute("SET LOCAL session_replication_role = replica")
    gone = city.execute("SELECT sum(n) FROM rows_of(%s, true)", [home]).fetchone()
    return int(gone[0] or 0) if gone else 0


def _renewed(cluster: Cluster, invited: Invitation, home: int, sure: bool) -> bool:
    with cluster.as_superuser() as city:
        if not city.execute("SELECT 1 FROM joined WHERE division = %s", [home]).fetchone():
            return False
        reach = _conninfo(invited, _write_files(cluster, invited))
        known = subscription(invited.county)
        if not city.execute("SELECT 1 FROM pg_subscription WHERE subname = %s", [known]).fetchone():
            copy_anew(city, invited.county, (reach, invited.user), sure)
            return True
        name = sql.Identifier(known)
        try:
            city.execute(sql.SQL("ALTER SUBSCRIPTION {} CONNECTION {}").format(name, sql.Literal(reach)))
            city.execute(sql.SQL("ALTER SUBSCRIPTION {} REFRESH PUBLICATION").format(name))
        except psycopg.Error as error:
            raise Unavailable("没有重新汇入", "geo-app federation status 说明原因和办法") from error
        city.execute("SELECT follow_joined()")
    return True


def _check(city: psycopg.Connection, county: psycopg.Connection, invited: Invitation, home: int) -> None:
    missing = set(county.execute(COLUMNS).fetchall()) - set(city.execute(COLUMNS).fetchall())
    if missing:
        door, name, _ = min(missing)
        raise Conflict(
            f"县库的结构比本库新：本库缺 {len(missing)} 列，如 {door}.{name}", "请先升级本库(市)，再升级县"
        )
    above = "SELECT division FROM joined WHERE division_below(division) @> %s"
    if known := city.execute(above, [home]).fetchone():
        raise BadInput(f"{invited.county} 已由 {known[0]:012d} 汇入", "不必再单独汇入")
    asked = "SELECT name, n FROM rows_of(%s, false) WHERE name <> 'public.division'"
    if here := city.execute(asked, [home]).fetchall():
        name, n = here[0]
        raise BadInput(
            f"本库已有 {invited.county} 的记录(如 {name} 的 {n} 条)，汇入后会重复",
            "请先把它们导出交给县里并从本库移走；办法见 docs/federation.md",
        )


def _join(city: psycopg.Connection, invited: Invitation, home: int, reach: str) -> None:
    where = f"{invited.host}:{invited.port}"
    with city.transaction():
        city.execute("DELETE FROM division WHERE id <@ division_below(%s) AND id %% 1000000 <> 0", [home])
        city.execute("INSERT INTO joined (division, address) VALUES (%s, %s)", [home, where])
        city.execute("SELECT follow_joined()")
    try:
        subscribe(city, invited.county, reach, invited.user)
    except Unavailable:
        with city.transaction():
            city.execute("DELETE FROM joined WHERE division = %s", [home])
            city.execute("SELECT follow_joined()")
        raise


def _conninfo(invited: Invitation, files: tuple[Path, Path]) -> str:
    password, certificate = files
    none = certificate.with_suffix(".none")  # else libpq looks in the home of whoever started the server
    return make_conninfo(
        host=invited.host, port=invited.port, dbname=invited.database, user=invited.user, passfile=str(password),
        sslmode="verify-full", sslrootcert=str(certificate), sslcert=str(none),
        application_name="geo_app", connect_timeout=WAIT_S,
    )  # fmt: skip


def _places(cluster: Cluster, county: str) -> tuple[Path, Path]:
    folder = cluster.home / FOLDER
    return folder / f"{county}.password", folder / f"{county}.crt"


def _write_files(cluster: Cluster, invited: Invitation) -> tuple[Path, Path]:
    """Where the server itself reads the password: a connection in the database would show it."""
    password, certificate = _places(cluster, invited.county)
    password.parent.mkdir(exist_ok=True)
    parts = (invited.host, str(invited.port), "*", invited.user, invited.password)
    line = ":".join(part.replace("\\", "\\\\").replace(":", "\\:") for part in parts)
    for place, text in ((password, line), (certificate, invited.certificate)):
        place.touch(mode=0o600)
        place.write_text(text + "\n")
    for place in (password.parent, password, certificate):
        os.chown(place, cluster.keeper.pw_uid, cluster.keeper.pw_gid)
    return password, certificate


def _remove(files: tuple[Path, Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
