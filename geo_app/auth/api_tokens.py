"""Routes of one's own tokens for QGIS and scripts: for whoever is logged in, never for a token itself."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from geo_app.auth import accounts, models, tokens
from geo_app.auth.door import CurrentActor, ReadableLayers, ReadSession, WriteSession

router = APIRouter(tags=["accounts"])
LONGEST_DAYS = 366


class NewToken(BaseModel, extra="forbid"):
    """`layers` empty: every layer that the account sees."""

    name: str = Field(min_length=1, max_length=60)
    days: int = Field(90, ge=1, le=LONGEST_DAYS)
    writes: bool = False
    readings: bool = Field(False, description="It sends readings of monitoring points and opens nothing else.")
    layers: list[str] = Field([], max_length=200)


class Token(BaseModel):
    id: int
    name: str
    writes: bool
    readings: bool
    layers: list[str] | None
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


class MadeToken(Token):
    token: str = Field(description="Shown this once.")


@router.get("/api/tokens", operation_id="list_tokens")
def list_tokens(session: ReadSession, actor: CurrentActor) -> list[Token]:
    account = accounts.named(session, actor.name)
    return [_row(row) for row in tokens.listed(session, account.id)]


@router.post("/api/tokens", operation_id="make_token", status_code=201)
def make_token(new: NewToken, session: WriteSession, actor: CurrentActor, layers: ReadableLayers) -> MadeToken:
    chosen = [layers[name].name for name in dict.fromkeys(new.layers)]
    wish = tokens.Wish(new.name, new.days, new.writes, chosen, new.readings)
    row, text = tokens.make(session, accounts.named(session, actor.name), wish)
    return MadeToken(token=text, **_row(row).model_dump())


@router.delete("/api/tokens/{token_id}", operation_id="revoke_token", status_code=204)
def revoke_token(token_id: int, session: WriteSession, actor: CurrentActor) -> None:
    tokens.revoke(session, accounts.named(session, actor.name).id, token_id)


def _row(row: models.ApiToken) -> Token:
    return Token(**{name: getattr(row, name) for name in Token.model_fields})
