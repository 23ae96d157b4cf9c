"""What the map suggests as joint regions, told with outlines and the names of divisions."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.colour import Colour
from geo_app.divisions.models import Division
from geo_app.layers import Layers
from geo_app.reckoning.english import in_english
from geo_app.reckoning.words import Words, say
from geo_app.zones.joint_regions import HIGHEST, Hazard, Proposal, Proposals, Wish
from geo_app.zones.region_answers import Member
from geo_app.zones.trades import form_in_english, trade_words

SHOWN = 100


class ProposedMember(Member):
    """`trade_how`: where its trade is known from."""

    trade_how: str
    trade_how_en: str = in_english("trade_how")


class ProposedRegion(BaseModel):
    """`already`: the region that one of these members stands in."""

    name: str
    member_ids: list[int]
    members: list[ProposedMember]
    colour: str | None
    colour_method: str
    colour_method_en: str
    lead_site_id: int
    lead_unit: str
    basis: str
    basis_en: str
    within_m: float
    extent_m: float
    already: int | None
    geometry: dict[str, Any]


class Preview(BaseModel):
    """`sites` were looked at, `found` regions in all; the first of them are shown."""

    sites: int
    found: int
    unknown_trade: int
    notes: list[str]
    notes_en: list[str]
    regions: list[ProposedRegion]


def preview(session: Session, layers: Layers, wish: Wish, proposals: Proposals) -> Preview:
    """What the map suggests, with outlines and the names of divisions."""
    shown = proposals.regions[:SHOWN]
    codes = {hazard.division for each in shown for hazard in each.members}
    names = dict(session.execute(select(Division.id, Division.full_name).where(Division.id.in_(codes))).all())
    notes = list(_notes(proposals, len(shown)))
    return Preview(
        sites=proposals.sites,
        found=len(proposals.regions),
        unknown_trade=proposals.unknown_trade,
        notes=[each.zh for each in notes],
        notes_en=[each.en for each in notes],
        regions=[
            ProposedRegion(
                members=[
                    _hazard(layers, hazard, names.get(hazard.division), hazard is each.members[0])
                    for hazard in each.members
                ],
                geometry=_outline(session, each, wish.within_m),
                **_told(each, wish.within_m),
            )
            for each in shown
        ],
    )


def _told(proposal: Proposal, within_m: float) -> dict[str, Any]:
    """What a proposal says of the region as a whole."""
    lead = proposal.members[0]
    plain = ("name", "lead_unit", "extent_m", "already")
    return {name: getattr(proposal, name) for name in plain} | {
        "member_ids": [hazard.id for hazard in proposal.members],
        "colour": Colour(lead.colour) if lead.colour else None,
        "colour_method": HIGHEST.zh,
        "colour_method_en": HIGHEST.en,
        "lead_site_id": lead.id,
        "basis": proposal.basis.zh,
        "basis_en": proposal.basis.en,
        "within_m": within_m,
    }


def _outline(session: Session, proposal: Proposal, within_m: float) -> dict[str, Any]:
    ids = [hazard.id for hazard in proposal.members]
    drawn = func.outline_of_sites(ids, within_m).table_valued("geom")
    found: dict[str, Any] = json.loads(session.scalars(select(func.st_asgeojson(drawn.c.geom, 7, 0))).one())
    return found


def _hazard(layers: Layers, hazard: Hazard, name: str | None, is_lead: bool) -> ProposedMember:
    trade = trade_words(hazard.trade.code if hazard.trade else None)
    return ProposedMember(
        site_id=hazard.id,
        name=hazard.name,
        layer=hazard.kind,
        division=f"{hazard.division:012}",
        division_name=name,
        colour=hazard.colour,
        unit=hazard.unit,
        trade=hazard.trade.code if hazard.trade else None,
        trade_title=trade.zh,
        trade_title_en=trade.en,
        trade_how=hazard.trade.how if hazard.trade else say("trade_untold").zh,
        form=hazard.form,
        form_en=form_in_english(layers, hazard.kind, hazard.form),
        is_lead=is_lead,
    )


def _notes(proposals: Proposals, shown: int) -> Iterator[Words]:
    if proposals.unknown_trade:
        yield say("region_unknown_trade", n=proposals.unknown_trade)
    if shown < len(proposals.regions):
        yield say("region_shown", n=len(proposals.regions), shown=shown)
