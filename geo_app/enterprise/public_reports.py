"""What the public reports by the code on the spot: counted before it is taken, looked at by an officer before it
becomes a hidden danger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import BigInteger, Row, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from geo_app.enterprise.models import PublicReport
from geo_app.enterprise.spots import Place
from geo_app.errors import BadInput, NotFound, TooManyTries
from geo_app.instant import CHINA
from geo_app.notices.tell import News, tell
from geo_app.patrol.findings import FindingBody, write_finding
from geo_app.patrol.limits import limit
from geo_app.patrol.photo_uses import PhotoBody, write_photo_use
from geo_app.patrol.photos import keep
from geo_app.patrol.recorded import Made, Sender
from geo_app.sites.models import Site

LOCK = 5301816  # reports are counted one after the other
NO_PLACE = "公众扫码上报，位置为点位"


@dataclass(frozen=True)
class Told:
    """A report on its way in: its number was made by whoever sends it, so that sending it twice makes one."""

    uid: UUID
    what: str
    contact: str
    photos: tuple[tuple[str, bytes], ...]  # hash and JPEG
    address: str


@dataclass(frozen=True)
class Review:
    """What an officer makes of it."""

    accept: bool
    words: str = ""


def take_report(session: Session, folder: Path, place: Place, told: Told) -> None:
    """Write a report down, once. Raises TooManyTries where too many came from there, or about this site."""
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    values = {"uid": told.uid, "site_id": place.site_id, "division": place.division, "what": told.what}
    values |= {"contact": told.contact, "address": told.address, "photos": [hash_ for hash_, _ in told.photos]}
    added = session.connection().execute(insert(PublicReport).values(values).on_conflict_do_nothing())
    if not added.rowcount:
        return
    _count(session, place, told.address)
    for hash_, content in told.photos:
        keep(session, folder, hash_, content)
    title = f"公众扫码上报：{place.name}"
    tell(session, News("public_report", place.division, title, "请先核实，再定为隐患", link="/public-reports"))


def _count(session: Session, place: Place, address: str) -> None:
    """This one among them: what is too much is undone with its transaction."""
    minutes = limit("public_window_minutes")
    since = func.now() - timedelta(minutes=minutes)
    counted = func.reports_since(since, address, place.site_id).table_valued(
        *(sql_column(name, BigInteger) for name in ("by_address", "by_site"))
    )
    by_address, by_site = session.execute(select(counted)).one()
    if by_address > limit("public_per_address") or by_site > limit("public_per_site"):
        remedy = "紧急情况请拨打 119、110 或 12350"
        raise TooManyTries(f"上报过于频繁，请在 {minutes} 分钟后再试", remedy, retry_after=minutes * 60)


def reports(session: Session, state: str) -> Sequence[Row[PublicReport, str, str]]:
    """Reports in a state with the name and layer of their site, the oldest first that wait, else the newest."""
    order = PublicReport.received_at.asc() if state == "waiting" else PublicReport.received_at.desc()
    wanted = select(PublicReport, Site.name, Site.kind).join(Site, Site.id == PublicReport.site_id)
    return session.execute(wanted.where(PublicReport.state == state).order_by(order).limit(200)).all()


def report_named(session: Session, uid: UUID) -> PublicReport:
    """Raises NotFound."""
    found = session.get(PublicReport, uid)
    if found is None:
        raise NotFound("没有这条公众上报，或不在您的管辖区划内", "请刷新列表")
    return found


def review(session: Session, by: Sender, report: PublicReport, wish: Review) -> None:
    """Make a hidden danger of it, with the report's number and photos, or turn it down with a reason."""
    if report.state != "waiting":
        raise BadInput("这条上报已经审核过了", "请刷新列表")
    if not wish.accept and not wish.words:
        raise BadInput("不采纳要说明理由", "请写一句理由", field="words")
    if wish.accept:
        _accept(session, by, report)
    report.state = "accepted" if wish.accept else "rejected"
    report.reviewed_by, report.reviewed_at, report.words = by.actor.name, datetime.now(CHINA), wish.words
    report.address = None
    session.flush()


def _accept(session: Session, by: Sender, report: PublicReport) -> None:
    body = FindingBody(site_id=report.site_id, what=report.what, fix_reason=NO_PLACE)
    write_finding(session, Made(by, report.uid, report.received_at), body)
    for number, hash_ in enumerate(report.photos):
        made = Made(by, uuid5(report.uid, str(number)), report.received_at)
        write_photo_use(session, made, PhotoBody(of=report.uid, hash=hash_, fix_reason=NO_PLACE))
