"""Routes of rule packs: which there are, what one would change, which is gone by."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo_app.auth.door import ReadSession, WriteSession
from geo_app.classification import adoption
from geo_app.classification.adoption import Effect
from geo_app.classification.api import Assessor
from geo_app.classification.catalogue import method_named
from geo_app.classification.choices import choices_around
from geo_app.classification.models import PackChoice
from geo_app.colour import Colour
from geo_app.divisions.code import canonical, number
from geo_app.divisions.models import Division
from geo_app.errors import BadInput
from geo_app.reckoning.english import in_english
from geo_app.reckoning.packs import Pack, all_packs, pack_named
from geo_app.reckoning.tables import MEMORY
from geo_app.sites.card import DivisionName

router = APIRouter(prefix="/api/packs", tags=["rule packs"])


class ChosenFor(BaseModel):
    division: DivisionName
    adopted_on: date
    by: str
    reason: str


class PackCard(BaseModel):
    """`division` is whom the pack is made for; null: everybody."""

    name: str
    title: str
    title_en: str
    subject: str
    subject_title: str
    variant: str
    version: str
    division: DivisionName | None
    effective_on: date
    source: str
    confidence: str
    unverified: bool
    chosen_for: list[ChosenFor]
    subject_title_en: str = in_english("subject_title")


class PackColourChange(BaseModel):
    """`stands`: the colour of an override, which stays."""

    site_id: int
    name: str
    layer: str
    old: Colour | None
    new: Colour | None
    stands: Colour | None


class Ungradable(BaseModel):
    site_id: int
    name: str
    reason: str


class EffectCard(BaseModel):
    """`assessed` counts the standing assessments that the pack concerns."""

    pack: str
    division: str
    assessed: int
    changes: list[PackColourChange]
    errors: list[Ungradable]


class ForDivision(BaseModel, extra="forbid"):
    division: str


class Adoption(ForDivision):
    reason: Annotated[str, Field(max_length=500)]


class ChoiceCard(BaseModel):
    """`holds` until somebody chooses another."""

    subject: str
    subject_title: str
    pack: str
    pack_title: str
    version: str
    division: DivisionName
    adopted_on: date
    since: datetime
    by: str
    reason: str
    holds: bool
    subject_title_en: str = in_english("subject_title")
    pack_title_en: str = in_english("pack_title")


@router.get("", operation_id="list_packs")
def list_packs(session: ReadSession, subject: str | None = None) -> list[PackCard]:
    names = Names(session)
    chosen = session.scalars(select(PackChoice).order_by(PackChoice.division)).all()
    packs = (pack for pack in all_packs().values() if subject in (None, pack.says.subject))
    return [_card(pack, [each for each in chosen if each.pack == pack.name], names) for pack in packs]


@router.get("/choices", operation_id="list_pack_choices")
def list_pack_choices(session: ReadSession, division: Annotated[str, Query(max_length=12)]) -> list[ChoiceCard]:
    """What was chosen for a division, above it and below it; what holds now and what held before."""
    code = canonical(division)
    if code is None:
        raise BadInput(f"{division} 不是区划代码", "请填写 2 至 12 位区划代码，例如 530181", field="division")
    names, known = Names(session), all_packs()
    return [
        ChoiceCard(
            **{name: each[name] for name in ("subject", "pack", "adopted_on", "since", "reason", "holds")},
            subject_title=method_named(each["subject"]).title,
            pack_title=known[each["pack"]].says.title if each["pack"] in known else each["pack"],
            version=each["pack_version"],
            division=names(each["division"]),
            by=each["changed_by"],
        )
        for each in choices_around(session, number(code))
    ]


@router.post("/{name}/preview", operation_id="preview_pack")
def preview_pack(session: ReadSession, assessor: Assessor, name: str, wish: ForDivision) -> EffectCard:
    """Who would change colour if the division adopted this pack. Nothing is written."""
    return effect_card(adoption.preview(session, assessor, pack_named(name), wish.division))


@router.post("/{name}/adopt", operation_id="adopt_pack")
def adopt_pack(session: WriteSession, assessor: Assessor, name: str, wish: Adoption) -> EffectCard:
    """The division goes by this pack; its standing assessments are reckoned anew."""
    return effect_card(adoption.adopt(session, assessor, pack_named(name), wish.division, wish.reason))


def effect_card(effect: Effect) -> EffectCard:
    changes = [
        PackColourChange(
            site_id=each.site.id,
            name=each.site.name,
            layer=each.site.kind,
            old=each.old,
            new=each.new,
            stands=each.stands,
        )
        for each in effect.changes
    ]
    errors = [Ungradable(site_id=site.id, name=site.name, reason=reason) for site, reason in effect.errors]
    told = {"pack": effect.pack.name, "division": effect.division, "assessed": effect.assessed}
    return EffectCard(**told, changes=changes, errors=errors)


class Names:
    """Divisions by their number, as a person calls them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __call__(self, division: int) -> DivisionName:
        found = self._session.get(Division, division)
        return DivisionName(code=canonical(str(division)) or str(division), name=found.full_name if found else "")


def _card(pack: Pack, chosen: list[PackChoice], names: Names) -> PackCard:
    told = pack.says.model_dump(include=set(PackCard.model_fields) - {"division"})
    return PackCard(
        **told,
        name=pack.name,
        subject_title=method_named(pack.says.subject).title,
        division=names(number(pack.says.division)) if pack.says.division else None,
        unverified=pack.says.confidence == MEMORY,
        chosen_for=[
            ChosenFor(
                division=names(each.division), adopted_on=each.adopted_on, by=each.changed_by, reason=each.reason
            )
            for each in chosen
        ],
    )
