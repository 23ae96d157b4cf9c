"""Who somebody is, from the identity provider of their organisation (OpenID Connect, code flow with PKCE).

A login under way is one secret in the browser's cookie, with the time of its beginning in it. State, nonce and
verifier follow from it by SHA-256, so this side keeps nothing, and a cookie that was changed fits no state.
"""

import hashlib
import hmac
import re
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import authlib.integrations.requests_client as oauth
import authlib.oidc.core as oidc_core
import requests
from authlib.common.errors import AuthlibBaseError
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from geo_app.errors import BadInput, Forbidden, GeoAppError, NotFound, Unavailable
from geo_app.settings import Settings

MINUTES: Final = 10  # from the login page to the return
PATIENCE_S: Final = 8
LEEWAY_S: Final = 60  # by which the provider's clock may be off
SIGNED_BY: Final = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]  # by its keys; never by a shared secret
IN_HEADER, IN_BODY = "client_secret_basic", "client_secret_post"  # where our secret travels
HERE: Final = ("127.0.0.1", "localhost", "::1")
RETURN: Final = "/login/return"


class IdentityUnavailable(Unavailable):
    title = "统一身份认证暂不可用"


@dataclass(frozen=True)
class Provider:
    """The identity provider, and what this server is there."""

    issuer: str
    client_id: str
    secret: str | None
    trusted: str | bool  # a file of certificates, or those that come with the library
    claim: str
    redirect: str


@dataclass(frozen=True)
class Way:
    """The address to which a browser goes to log in, and the secret by which it is known when it returns."""

    url: str
    secret: str


def provider_of(settings: Settings) -> Provider:
    """The provider of the settings; NotFound where none is set."""
    if not settings.oidc_issuer:
        raise NotFound(
            "没有设置统一身份认证",
            "请用用户名和密码登录",
            detail_en="No identity provider is set",
            remedy_en="Log in with name and password",
        )
    issuer = urlsplit(settings.oidc_issuer)
    if issuer.scheme != "https" and issuer.hostname not in HERE:
        raise _unavailable("统一身份认证的地址不是 https", "The address of the identity provider is not https")
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        _secret_in(settings.oidc_secret_file),
        str(settings.oidc_ca_file) if settings.oidc_ca_file else True,
        settings.oidc_claim,
        settings.address() + RETURN,
    )


def begin(provider: Provider) -> Way:
    """A login begins: where the browser is sent to."""
    secret = f"{int(time.time())}.{secrets.token_urlsafe(32)}"
    with _heard(), _client(provider) as client:
        known = _discovered(client, provider)
        url, _ = client.create_authorization_url(
            known["authorization_endpoint"],
            state=_derived("state", secret),
            nonce=_derived("nonce", secret),
            code_verifier=_derived("verifier", secret),
        )
    return Way(url, secret)


def finish(provider: Provider, secret: str, state: str, code: str) -> str:
    """The user name that the provider vouches for, once the browser is back with a code."""
    if not hmac.compare_digest(_derived("state", secret).encode(), state.encode()):
        raise _refused("登录不是从本页开始的，或已经用过", "This login did not begin here, or was used already")
    began = re.match(r"\d{10}\.", secret, re.ASCII)
    if began is None or time.time() - float(began[0]) > MINUTES * 60:
        raise _refused(f"登录超过 {MINUTES} 分钟没有完成", f"The login took more than {MINUTES} minutes")
    with _heard(), _client(provider) as client:
        known = _discovered(client, provider)
        token = client.fetch_token(known["token_endpoint"], code=code, code_verifier=_derived("verifier", secret))
        keys = jwk.KeySet.import_key_set(_json(client, known["jwks_uri"]))
        told = jwt.decode(token["id_token"], keys, algorithms=SIGNED_BY)
        claims = oidc_core.CodeIDToken(
            told.claims,
            told.header,
            {
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            },
            {
                "nonce": _derived("nonce", secret),
                "client_id": provider.client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=LEEWAY_S)
    return _named(provider, claims)


def clock_off_s(provider: Provider) -> float:
    """By how many seconds the provider's clock is off from ours, once it has said who it is and shown its keys."""
    with _heard(), _client(provider) as client:
        known = _discovered(client, provider)
        answer = client.request("GET", known["jwks_uri"], withhold_token=True)
        answer.raise_for_status()
        jwk.KeySet.import_key_set(answer.json())
        return abs(parsedate_to_datetime(answer.headers["Date"]).timestamp() - time.time())


def declined(error: str) -> GeoAppError:
    """What the provider's own refusal means for the person."""
    if error == "access_denied":
        return _refused("您在统一身份认证中取消了登录", "The login was cancelled at the identity provider")
    return _refused("统一身份认证没有受理这次登录", "The identity provider did not take this login")


def _named(provider: Provider, claims: dict[str, Any]) -> str:
    name = claims.get(provider.claim)
    if not isinstance(name, str) or not 0 < len(name) <= 100:
        raise Forbidden(
            f"统一身份认证没有给出 {provider.claim}",
            "请管理员在统一身份认证中开放它，或改 GEO_APP_OIDC_CLAIM",
            detail_en=f"The identity provider did not tell {provider.claim}",
            remedy_en="Ask the administrator to have it told, or to change GEO_APP_OIDC_CLAIM",
        )
    if provider.claim == "email" and claims.get("email_verified") is not True:
        raise Forbidden(
            "统一身份认证没有核实您的邮箱",
            "请先在统一身份认证中核实邮箱",
            detail_en="The identity provider has not verified your e-mail address",
            remedy_en="Have it verified there first",
        )
    return name


def _client(provider: Provider) -> Any:
    """A session with the provider; it is closed at the end of `with`."""
    client = oauth.OAuth2Session(
        provider.client_id,
        provider.secret,
        IN_HEADER if provider.secret else "none",
        scope="openid profile email",
        redirect_uri=provider.redirect,
        code_challenge_method="S256",
        default_timeout=PATIENCE_S,
    )
    client.verify = provider.trusted
    client.trust_env = False  # else a bundle or a .netrc of the machine goes before what is set here
    return client


def _discovered(client: Any, provider: Provider) -> dict[str, Any]:
    known: dict[str, Any] = _json(client, provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    if known["issuer"] != provider.issuer:
        told = f"统一身份认证自称 {str(known['issuer'])[:200]}"
        raise _unavailable(told, f"The identity provider calls itself {str(known['issuer'])[:200]}")
    accepted = known.get("token_endpoint_auth_methods_supported", [IN_HEADER])
    if provider.secret and IN_HEADER not in accepted and IN_BODY in accepted:
        client.token_endpoint_auth_method = IN_BODY
    return known


def _json(client: Any, url: str) -> Any:
    answer = client.request("GET", url, withhold_token=True)
    answer.raise_for_status()
    return answer.json()


@contextmanager
def _heard() -> Iterator[None]:
    """What goes wrong with the provider, as a sentence for the person. An answer that lacks something is none."""
    try:
        yield
    except requests.RequestException as error:
        told = "连接不上统一身份认证，或它没有正常回答"
        raise _unavailable(told, "The identity provider cannot be reached, or did not answer") from error
    except JoseError as error:
        raise _refused("统一身份认证给出的凭据无效或已过期", "What the provider said is not valid") from error
    except AuthlibBaseError as error:
        raise declined(error.error or "") from error
    except (KeyError, TypeError, ValueError) as error:
        raise _unavailable("统一身份认证的回答读不懂", "The answer of the identity provider is unclear") from error


def _secret_in(file: Path | None) -> str | None:
    try:
        return file.read_text().strip() if file else None
    except OSError as error:
        told = "读不出统一身份认证的密钥文件"
        raise _unavailable(told, "The file with the secret for the identity provider cannot be read") from error


def _derived(purpose: str, secret: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(f"{purpose} {secret}".encode()).digest()).rstrip(b"=").decode()


def _fault(kind: type[GeoAppError], remedy: str, remedy_en: str, told: str, told_en: str) -> GeoAppError:
    return kind(told, remedy, detail_en=told_en, remedy_en=remedy_en)


_refused = partial(_fault, BadInput, "请重新登录", "Please log in again")
_unavailable = partial(
    _fault,
    IdentityUnavailable,
    "请稍后再试，或用用户名和密码登录；一直不行请告诉管理员",
    "Try again later, or log in with name and password; tell the administrator if it stays so",
)
