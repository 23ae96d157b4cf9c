"""The enterprise's doors in the demonstration: a code on the spot at two sites, an invitation, and a report of the
public in each state. No random numbers but those of codes and tokens; nothing that stood before moves."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.db import speak_as
from geo_app.demo.patrol import NUMBERS, OFFICE, VILLAGE
from geo_app.enterprise.invitations import invite
from geo_app.enterprise.public_reports import Review, Told, report_named, review, take_report
from geo_app.enterprise.spots import Place, hang_up
from geo_app.instant import CHINA
from geo_app.layers import Layers
from geo_app.patrol.recorded import Sender, person_of
from geo_app.sites.models import Site

KINDS = ("fuel_station", "chemical_plant")
REPORTS = (  # what, hours ago, and what became of it
    ("加油机旁有人抽烟，没人管", 3, None),
    ("围墙外闻到刺鼻气味", 20, None),
    ("消防通道停满了车", 50, Review(accept=True)),
    ("想问一下招工吗", 70, Review(accept=False, words="与安全无关")),
)


def open_doors(session: Session, layers: Layers) -> None:
    """Codes at a plant and a fuel station of the township, and what came in by them."""
    speak_as(session, OFFICE)
    places = [_hang_up(session, kind) for kind in KINDS]
    for number, (what, hours, wish) in enumerate(REPORTS):
        place = places[number % len(places)]
        uid = uuid5(NUMBERS, f"public {number}")
        speak_as(session, place.stranger)
        take_report(session, Path(), place, Told(uid, what, "", (), "演示"))
        speak_as(session, OFFICE)
        _look_at(session, layers, uid, hours, wish)


def _hang_up(session: Session, kind: str) -> Place:
    low, high = (int(VILLAGE[:9].ljust(12, digit)) for digit in "09")
    here = select(Site).where(Site.kind == kind, ~Site.retired, Site.division.between(low, high))
    site = session.scalars(here.order_by(Site.id).limit(1)).one()
    hang_up(session, site)
    invite(session, site, f"{site.name} 安全员", 90)
    return Place(site.id, site.name, site.division, None)


def _look_at(session: Session, layers: Layers, uid: UUID, hours: int, wish: Review | None) -> None:
    report = report_named(session, uid)
    report.received_at = datetime.now(CHINA) - timedelta(hours=hours)
    if wish:
        by = Sender(OFFICE, f"公众上报，{person_of(session, OFFICE)}审核", layers, "", 0)
        review(session, by, report, wish)
    session.flush()
