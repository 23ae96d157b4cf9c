"""What a request says of who arrives: from where, on what, with which session; and the cookie they leave with."""

from fastapi import Request, Response
from sqlalchemy.orm import Session

from geo_app.auth import sessions
from geo_app.auth.login import Arrival, begin_session, cookie_of, lasting
from geo_app.auth.models import Account

COOKIE_SECONDS = 90 * 86_400  # the server ends sessions; the browser merely keeps the token


def begin(session: Session, account: Account, request: Request, response: Response, vouched: bool = False) -> None:
    """Start a session with a token that nobody has seen before, whatever came along."""
    settings = request.app.state.settings
    device = sessions.device_of(request.headers.get("user-agent", ""))
    came = Arrival(token_of(request), address_of(request), device, vouched, lasting(settings))
    sessions.tell_of_new_address(session, account.username, came.address, device)
    response.set_cookie(
        cookie_of(settings),
        begin_session(session, account.id, came),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookie,
    )


def forget(request: Request, response: Response) -> None:
    """Take the cookie back."""
    settings = request.app.state.settings
    secure = settings.secure_cookie  # a browser forgets one of this prefix only so
    response.delete_cookie(cookie_of(settings), httponly=True, samesite="strict", secure=secure)


def token_of(request: Request) -> str:
    """The token of the session with which a request came."""
    return request.cookies.get(cookie_of(request.app.state.settings), "")


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""
