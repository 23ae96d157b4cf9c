"""Whether this machine can carry the map: each thing that it stands on, and what to do where one is amiss."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import psycopg
from sqlalchemy import func, select

from geo_app.actor import Role, operator
from geo_app.auth import oidc, passwords
from geo_app.auth.models import Account
from geo_app.backups.backup import PATTERN
from geo_app.db import Database
from geo_app.demo.accounts import EVERYBODYS, LOGINS
from geo_app.errors import GeoAppError, NotFound, Unavailable
from geo_app.federation.status import links, readers, told_lag
from geo_app.layers import load_layers
from geo_app.papers.typeset import fonts
from geo_app.patrol.models import Photo
from geo_app.patrol.photos import photo_file
from geo_app.settings import PACKAGE, Settings
from geo_app.start import database_url
from geo_app.upgrade import is_current

OLDEST_POSTGIS = (3, 3)
FREE_GB, OFF_S, BACKUP_DAYS = 5, 60, 2
LATE_S = 86_400  # of a joined county
State = Literal["good", "doubtful", "bad"]


class Doubt(GeoAppError):
    """It works, but a person should look at it."""


@dataclass(frozen=True)
class Machine:
    """What is looked at: the settings, and the folder of the backups where somebody names it."""

    settings: Settings
    backups: Path | None = None

    def database(self) -> Database:
        return Database(database_url(self.settings))


@dataclass(frozen=True)
class Answer:
    """One thing looked at."""

    subject: str
    state: State
    told: str
    remedy: str = ""


def examine(machine: Machine) -> Iterator[Answer]:
    """Look at one thing after another; what stands on something bad is not looked at."""
    for subject, look in LOOKS.items():
        try:
            yield Answer(subject, "good", look(machine))
        except GeoAppError as error:
            state: State = "doubtful" if isinstance(error, Doubt) else "bad"
            yield Answer(subject, state, error.message, error.remedy)
            if look is _database:
                return


def _layers(machine: Machine) -> str:
    return f"{len(list(load_layers(machine.settings.layer_folders())))} 个图层文件没有错误"


def _front_end(_machine: Machine) -> str:
    if not (PACKAGE / "web" / "dist" / "index.html").is_file():
        raise Unavailable("没有构建网页", "请运行 make web，或安装正式发布的安装包")
    return "网页已构建"


def _fonts(_machine: Machine) -> str:
    return f"文书字体齐全，共 {len(fonts().families())} 种字体"


def _disk(machine: Machine) -> str:
    free = shutil.disk_usage(machine.settings.data_dir).free / 1e9
    told = f"数据目录所在磁盘剩余 {free:.0f} GB"
    if free < FREE_GB:
        raise Doubt(told, f"请清理到 {FREE_GB} GB 以上，磁盘写满后不能再保存任何修改")
    return told


def _database(machine: Machine) -> str:
    try:
        with psycopg.connect(database_url(machine.settings)) as connection:
            row = connection.execute("SELECT postgis_lib_version(), current_setting('server_version')").fetchone()
    except psycopg.errors.UndefinedFunction as error:
        raise Unavailable("数据库没有 PostGIS 扩展", "请运行 geo-app db upgrade") from error
    except psycopg.OperationalError as error:
        raise Unavailable("数据库连接不上", "请检查 GEO_APP_DATABASE_URL 和数据库服务") from error
    postgis, postgres = row or ("0.0", "")
    told = f"PostgreSQL {postgres.split()[0]},PostGIS {postgis}"
    if tuple(map(int, postgis.split(".")[:2])) < OLDEST_POSTGIS:
        raise Unavailable(told, "需要 PostGIS 3.3 以上")
    return told


def _schema(machine: Machine) -> str:
    layers = load_layers(machine.settings.layer_folders())
    if not is_current(database_url(machine.settings), layers):
        raise Unavailable("数据库结构与本版本或图层文件不一致", "请先备份，再运行 geo-app db upgrade")
    return "数据库结构是本版本的"


def _clock(machine: Machine) -> str:
    with psycopg.connect(database_url(machine.settings)) as connection:
        (there,) = connection.execute("SELECT clock_timestamp()").fetchone() or (datetime.now(UTC),)
    off = abs((there - datetime.now(UTC)).total_seconds())
    if off > OFF_S:
        raise Doubt(f"本机与数据库的时钟相差 {off:.0f} 秒", "请用同一个时间服务器校时")
    return "本机与数据库的时钟一致"


def _accounts(machine: Machine) -> str:
    with machine.database().transaction(operator("doctor")) as session:
        accounts = session.scalars(select(Account).where(~Account.disabled)).all()
    if not any(account.role == Role.ADMIN.value for account in accounts):
        raise Doubt("没有可用的管理员账号", "请运行 geo-app user add 用户名 --role admin")
    names = {login.username for login in LOGINS}
    open_to_all = [
        a.username for a in accounts if a.username in names and passwords.matches(EVERYBODYS, a.password_hash)
    ]
    if open_to_all:
        told = f"演示账号还在用公开的密码：{'、'.join(open_to_all)}"
        raise Doubt(told, "正式使用前请用 geo-app user password 改密码，或用 geo-app user disable 停用")
    return f"{len(accounts)} 个可用账号，没有公开的密码"


def _address(machine: Machine) -> str:
    chosen = machine.settings
    if chosen.host not in ("127.0.0.1", "localhost") and not chosen.secure_cookie:
        raise Doubt(
            f"服务监听 {chosen.host}，登录凭据会不加密传输",
            "请在前面放 HTTPS 反向代理，并设 GEO_APP_SECURE_COOKIE=1",
        )
    return f"访问地址 {chosen.address()}"


def _provider(machine: Machine) -> str:
    if not machine.settings.oidc_issuer:
        return "没有设置统一身份认证，只用用户名和密码登录"
    off = oidc.clock_off_s(oidc.provider_of(machine.settings))
    if off > oidc.LEEWAY_S:
        raise Doubt(f"本机与统一身份认证的时钟相差 {off:.0f} 秒", "请用同一个时间服务器校时，否则登录会被拒绝")
    return "统一身份认证连得上，名称、公钥和时钟都对"


def _photos(machine: Machine) -> str:
    with machine.database().transaction(operator("doctor")) as session:
        count = session.scalar(select(func.count()).select_from(Photo)) or 0
        folder = machine.settings.data_dir / "photos"
        lost = sum(not photo_file(folder, stored).is_file() for stored in session.scalars(select(Photo.stored)))
    if lost:
        raise NotFound(f"{count} 张照片里有 {lost} 张的文件不在了", "请从备份里取回 photos 目录")
    return f"{count} 张照片的文件都在"


def _backups(machine: Machine) -> str:
    if machine.backups is None:
        raise Doubt("没有说备份放在哪里，没有查", "请加 --backups 目录；备份用 geo-app backup")
    newest = max((path.stat().st_mtime for path in machine.backups.glob(PATTERN)), default=None)
    if newest is None:
        raise Doubt(f"{machine.backups} 里没有备份", f"请运行 geo-app backup --to {machine.backups}")
    days = (datetime.now(UTC).timestamp() - newest) / 86_400
    if days > BACKUP_DAYS:
        raise Doubt(f"最新的备份已过 {days:.0f} 天", "请检查每晚的备份任务")
    return f"最新的备份是 {days * 24:.0f} 小时前"


def _federation(machine: Machine) -> str:
    with machine.database().transaction(operator("doctor")) as session:
        found, reading = links(session), readers(session)
        kept = session.scalar(select(func.current_setting("max_slot_wal_keep_size")))
    for link in found:
        if link.same_shape is False:
            raise Doubt(f"{link.name}的库与本库结构不同", "请先升级本库(市)，再升级县库")
        if not link.working or (link.lag_s or 0) > LATE_S:
            raise Doubt(f"{link.name}没有接上或{told_lag(link.lag_s)}", "geo-app federation status 说明原因和办法")
    for reader in reading:
        if reader.lost:
            raise Unavailable(f"为 {reader.slot} 留存的日志已被清除", "请市里运行 geo-app federation recopy")
    if reading and kept == "-1":
        raise Doubt("为下游留存的日志没有上限", "请设 max_slot_wal_keep_size，否则市里长期断开会写满磁盘")
    mb = sum(reader.kept_bytes for reader in reading) / 1e6
    told = [f"汇入 {len(found)} 个县，都在跟进"] if found else []
    told += [f"{len(reading)} 处在读本库，为它留存日志 {mb:.0f} MB(上限 {kept})"] if reading else []
    return "；".join(told) or "没有联网"


LOOKS: dict[str, Callable[[Machine], str]] = {
    "图层文件": _layers,
    "网页": _front_end,
    "字体": _fonts,
    "磁盘": _disk,
    "数据库": _database,
    "数据库结构": _schema,
    "时钟": _clock,
    "账号": _accounts,
    "地址": _address,
    "统一身份认证": _provider,
    "照片": _photos,
    "备份": _backups,
    "联网": _federation,
}
