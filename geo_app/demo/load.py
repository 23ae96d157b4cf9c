"""Load the demonstration county into a map: divisions, accounts, sites, assessments and some history."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import shapely
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from geo_app.actor import operator
from geo_app.classification.assess import By, Wish, assess_all, override
from geo_app.classification.models import Assessment
from geo_app.db import Database, speak_as
from geo_app.demo.accidents import suffer
from geo_app.demo.accounts import open_accounts
from geo_app.demo.changes import change_some
from geo_app.demo.content import draw_county
from geo_app.demo.county import COUNTY, SOURCE, in_degrees, outlines
from geo_app.demo.drawings import draw_for_works
from geo_app.demo.drawn import draw_zones
from geo_app.demo.enforced import enforce
from geo_app.demo.enterprise import open_doors
from geo_app.demo.ground import Place
from geo_app.demo.growth import grow_a_village
from geo_app.demo.joint import guard_together
from geo_app.demo.late import come_last
from geo_app.demo.moving import decide_some
from geo_app.demo.older import remember_older
from geo_app.demo.opinions import ask_for_some
from geo_app.demo.patrol import go_round
from geo_app.demo.since import change_since
from geo_app.demo.watching import watch
from geo_app.divisions.load import load_country, load_file, load_frame
from geo_app.divisions.models import Division
from geo_app.instant import today_in_china
from geo_app.layers import Layer, Layers
from geo_app.settings import shipped
from geo_app.sites import record
from geo_app.sites.models import Site

LOADER = operator("演示数据")
REASON = "演示数据：虚构的点位"


@dataclass(frozen=True)
class Counts:
    """What the demonstration holds: sites by layer, assessments, and whether it had been there before."""

    sites: dict[str, int]
    assessments: int
    was_there: bool


def load_demo(database: Database, layers: Layers, today: date | None = None) -> Counts:
    """Load the county in one transaction; a second run finds it loaded and changes nothing."""
    with database.transaction(LOADER, reason=REASON) as session:
        was_there = session.scalar(select(exists().where(Site.demo))) or False
        if not was_there:
            _load(session, layers, today or today_in_china())
    with database.transaction(LOADER) as session:
        return _counts(session, was_there)


def _load(session: Session, layers: Layers, today: date) -> None:
    demonstration = draw_county(layers, today)
    if not session.scalar(select(exists().where(Division.code == COUNTY, Division.geom.is_not(None)))):
        load_country(session)
    load_file(session, shipped("data") / "divisions" / f"{COUNTY}.csv", layers["division"])
    county = demonstration.county
    load_frame(session, outlines((*county.townships, *county.villages)), SOURCE)
    open_accounts(session)
    sites = [_site(layers[place.layer], place) for place in demonstration.places]
    session.add_all(sites)
    session.flush()
    _assess(session, By(LOADER, layers), sites, demonstration.places)
    change_some(session, layers)
    draw_zones(session, layers, sites, demonstration.places)
    remember_older(session, By(LOADER, layers))
    decide_some(session, layers, today)
    draw_for_works(session)
    guard_together(session, layers, today)
    grow_a_village(session, layers)
    ask_for_some(session, layers, demonstration.places)
    speak_as(session, LOADER)  # the bureau spoke last, and what lies across the border is not its own
    last = come_last(county, demonstration.places, today)
    added = [_site(layers[place.layer], place) for place in last]
    session.add_all(added)
    session.flush()
    _assess(session, By(LOADER, layers), added, last)
    change_since(session, layers, county, (*demonstration.places, *last))
    go_round(session, layers, today)
    open_doors(session, layers)
    suffer(session, layers, today)
    watch(session, layers)
    enforce(session, layers, today)


def _site(layer: Layer, place: Place) -> Site:
    geometry = json.loads(shapely.to_geojson(in_degrees(place.shape)))
    site = record.draft(LOADER, layer, geometry, place.fields)
    site.demo = True
    return site


def _assess(session: Session, by: By, sites: list[Site], places: Sequence[Place]) -> None:
    """Only now are all the people there whom a method counts. Where people of unknown number live beside a plant,
    it stays unassessed, as it would in earnest."""
    gradings = [(site, each) for site, place in zip(sites, places, strict=True) for each in place.gradings]
    wishes = [(site, Wish(each.method, each.inputs, on=each.on)) for site, each in gradings]
    for answer, (_, grading) in zip(assess_all(session, by, wishes), gradings, strict=True):
        if grading.stands and isinstance(answer, Assessment):
            override(session, by, answer.id, grading.stands, grading.reason)


def _counts(session: Session, was_there: bool) -> Counts:
    kinds = Counter(session.scalars(select(Site.kind).where(Site.demo)))
    return Counts(dict(kinds), session.scalar(select(func.count(Assessment.id))) or 0, was_there)
