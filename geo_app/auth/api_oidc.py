"""Routes: logging in by the identity provider of the organisation, where one is set."""

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from geo_app.auth import accounts, login, oidc
from geo_app.auth.api import Account, seen
from geo_app.auth.arrival import address_of, begin
from geo_app.auth.door import AppDatabase, AppSettings, same_origin

router = APIRouter(tags=["accounts"])
COOKIE = "geo_app_oidc"
PATH = "/api/session/oidc"


class Offer(BaseModel):
    """Whether the login page shows this way in."""

    offered: bool


class Sent(BaseModel):
    """Where the browser goes to log in."""

    url: str


class Return(BaseModel, extra="forbid"):
    """What the provider has put into the address of the page to which it sent the browser back."""

    state: str = Field("", max_length=200)
    code: str = Field("", max_length=4000)
    error: str = Field("", max_length=200)


@router.get(PATH, operation_id="login_by_provider_offered")
def offered(settings: AppSettings) -> Offer:
    return Offer(offered=bool(settings.oidc_issuer))


@router.post(PATH, operation_id="begin_login_by_provider", dependencies=[Depends(same_origin)])
def set_out(request: Request, response: Response, database: AppDatabase, settings: AppSettings) -> Sent:
    provider = oidc.provider_of(settings)
    with database.transaction(login.DOORKEEPER) as session:
        login.count_provider(session, address_of(request))
    way = oidc.begin(provider)
    response.set_cookie(
        COOKIE,
        way.secret,
        max_age=oidc.MINUTES * 60,
        path=PATH,
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookie,
    )
    return Sent(url=way.url)


@router.post(f"{PATH}/return", operation_id="log_in_by_provider", dependencies=[Depends(same_origin)])
def come_back(
    back: Return, request: Request, response: Response, database: AppDatabase, settings: AppSettings
) -> Account:
    provider = oidc.provider_of(settings)
    if back.error:
        raise oidc.declined(back.error)
    with database.transaction(login.DOORKEEPER) as session:
        login.count_provider(session, address_of(request))
    name = oidc.finish(provider, request.cookies.get(COOKIE, "0."), back.state, back.code)
    account = login.admit(database, name, address_of(request))
    with database.transaction(login.DOORKEEPER) as session:
        begin(session, account, request, response, vouched=True)
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict")
    with database.transaction(accounts.actor(account)) as session:
        return seen(session, account, must_change=False)
