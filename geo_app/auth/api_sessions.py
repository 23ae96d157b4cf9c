"""Routes: the own logins, and the own password once more before something that weighs."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from geo_app.auth import accounts, login, sessions
from geo_app.auth.arrival import address_of, token_of
from geo_app.auth.door import AppDatabase, CurrentActor, ReadSession, WriteSession, same_origin
from geo_app.errors import BadInput, NotLoggedIn

router = APIRouter(tags=["accounts"])
Token = Annotated[str, Depends(token_of)]


class LoginCard(BaseModel):
    """A login of one's own; `here`: the one that asks."""

    id: int
    device: str
    address: str
    vouched: bool
    started_at: datetime
    used_at: datetime
    here: bool


class Proof(BaseModel, extra="forbid"):
    password: str = Field(max_length=1000)


@router.get("/api/sessions", operation_id="own_logins")
def own_logins(session: ReadSession, actor: CurrentActor, token: Token) -> list[LoginCard]:
    here = login.hashed(token)
    return [
        LoginCard(
            id=each.id,
            device=each.device,
            address=each.address,
            vouched=each.vouched,
            started_at=each.started_at,
            used_at=each.used_at,
            here=each.token_hash == here,
        )
        for each in sessions.logins(session, accounts.named(session, actor.name).id)
    ]


@router.delete("/api/sessions/{login_id}", operation_id="end_own_login", status_code=204)
def end_one(login_id: int, session: WriteSession, actor: CurrentActor, token: Token) -> None:
    sessions.must_be_proven(session, token)
    sessions.end_one(session, accounts.named(session, actor.name).id, login_id)


@router.delete("/api/sessions", operation_id="end_other_logins", status_code=204)
def end_others(session: WriteSession, actor: CurrentActor, token: Token) -> None:
    sessions.must_be_proven(session, token)
    sessions.end_others(session, accounts.named(session, actor.name).id, token)


@router.post("/api/session/proof", operation_id="prove_anew", status_code=204, dependencies=[Depends(same_origin)])
def prove_anew(proof: Proof, request: Request, database: AppDatabase, actor: CurrentActor, token: Token) -> None:
    try:
        login.prove(database, actor.name, proof.password, address_of(request))
    except NotLoggedIn as error:
        raise BadInput("密码不正确", "请重新输入") from error
    with database.transaction(login.DOORKEEPER) as session:
        sessions.prove_anew(session, token)
