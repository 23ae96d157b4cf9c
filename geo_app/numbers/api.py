"""Routes of the numbers: which of them are unverified, and who has confirmed which against what."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from geo_app.auth.door import AllLayers, CurrentActor, ReadSession, WriteSession
from geo_app.numbers import confirmations
from geo_app.numbers.models import Confirmation
from geo_app.numbers.number import Number, all_numbers, number_of
from geo_app.reckoning.english import english

router = APIRouter(prefix="/api", tags=["numbers"])


class ConfirmationCard(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    table: str
    row: str
    title: str
    value: str
    clause: str
    reference: str
    by: str
    at: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None


class NumberCard(BaseModel):
    """One number of the reference tables. `unverified`: from memory only, and nobody has confirmed it yet."""

    table: str
    table_title: str
    table_title_en: str
    row: str
    title: str
    title_en: str
    value: str
    value_en: str
    clause: str
    confidence: str
    unverified: bool
    confirmation: ConfirmationCard | None


class Texts(BaseModel, extra="forbid"):
    texts: Annotated[list[Annotated[str, Field(max_length=1000)]], Field(max_length=50)]


class NewConfirmation(BaseModel, extra="forbid"):
    table: str
    row: str
    reference: Annotated[str, Field(max_length=500)]


@router.post("/in-english", operation_id="say_in_english")
def say_in_english(_: CurrentActor, said: Texts) -> list[str]:
    """What the product said in Chinese, in English, text by text; names and what a person wrote stay."""
    return [english(text) for text in said.texts]


@router.get("/numbers", operation_id="list_numbers")
def list_numbers(
    session: ReadSession, layers: AllLayers, unverified: bool = False, table: str | None = None
) -> list[NumberCard]:
    """The numbers of the reference tables; with `unverified` those that nobody has confirmed."""
    wanted = [each for each in all_numbers(layers) if table in (None, each.table)]
    keys = [(each.table, each.row) for each in wanted if each.unverified]
    known = confirmations.confirmed(session, keys)
    cards = [_card(each, known.get((each.table, each.row))) for each in wanted]
    return [card for card in cards if card.unverified or not unverified]


@router.get("/confirmations", operation_id="list_confirmations")
def list_confirmations(session: ReadSession) -> list[ConfirmationCard]:
    """All confirmations, withdrawn ones too, newest first."""
    found = session.scalars(select(Confirmation).order_by(Confirmation.id.desc()))
    return [ConfirmationCard.model_validate(each) for each in found]


@router.post("/confirmations", operation_id="confirm_number", status_code=201)
def confirm_number(
    session: WriteSession, actor: CurrentActor, layers: AllLayers, new: NewConfirmation
) -> ConfirmationCard:
    """A person has found the number in print and says where; approvers and administrators."""
    kept = confirmations.confirm(session, actor, number_of(layers, new.table, new.row), new.reference)
    return ConfirmationCard.model_validate(kept)


@router.post("/confirmations/{confirmation_id}/withdraw", operation_id="withdraw_confirmation")
def withdraw_confirmation(session: WriteSession, actor: CurrentActor, confirmation_id: int) -> ConfirmationCard:
    return ConfirmationCard.model_validate(confirmations.withdraw(session, actor, confirmation_id))


def _card(number: Number, found: Confirmation | None) -> NumberCard:
    said = vars(number)
    if found is None:
        return NumberCard(**said, unverified=number.unverified, confirmation=None)
    said = said | {"confidence": confirmations.told(found)}
    return NumberCard(**said, unverified=False, confirmation=ConfirmationCard.model_validate(found))
