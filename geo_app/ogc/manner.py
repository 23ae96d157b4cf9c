"""In which manner an answer is wanted: for a machine or for a person, in Chinese or in English."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Query, Request

from geo_app.errors import BadInput

Form = Literal["json", "html"]
Lang = Literal["zh", "en"]
FORMS: dict[str, Form] = {"json": "json", "geojson": "json", "html": "html"}
FORM = Query(alias="f", description="json or html; without it, what the header Accept prefers.")
LANG = Query(description="zh or en; without it, what the header Accept-Language prefers.")
OF_MANNER = {"f", "lang"}


@dataclass(frozen=True)
class Manner:
    """How an answer is wanted."""

    form: Form
    lang: Lang

    @property
    def for_people(self) -> bool:
        return self.form == "html"

    def say(self, chinese: str, english: str) -> str:
        return chinese if self.lang == "zh" else english


async def manner(
    request: Request, form: Annotated[str, FORM] = "", lang: Annotated[Literal["", "zh", "en"], LANG] = ""
) -> Manner:
    """The manner that an address or else its headers ask for. Raises BadInput for a form that is not known."""
    if form and form not in FORMS:
        raise BadInput(f"不支持格式 {form[:20]}", f"参数 f 可用 {'、'.join(FORMS)}")
    known = preferred(request.headers.get("accept", ""))
    english = request.headers.get("accept-language", "").lower().startswith("en")
    return Manner(FORMS[form] if form else known, lang or ("en" if english else "zh"))


def preferred(accept: str) -> Form:
    """What a header Accept prefers; JSON where it does not care.

    >>> preferred("text/html,application/xhtml+xml,*/*;q=0.8"), preferred("application/geo+json"), preferred("*/*")
    ('html', 'json', 'json')
    >>> preferred("application/json;q=0.5,text/html;q=0.9")
    'html'
    """
    best: tuple[float, Form] = (0.0, "json")
    for part in accept.split(","):
        kind, *settings = (piece.strip() for piece in part.split(";"))
        form: Form | None = "html" if kind == "text/html" else "json" if "json" in kind else None
        weight = next((_number(piece[2:]) for piece in settings if piece.startswith("q=")), 1.0)
        if form and weight > best[0]:
            best = weight, form
    return best[1]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def only(*names: str) -> Callable[[Request], Awaitable[None]]:
    """A door that knows these parameters (and those of the manner) and refuses all others."""
    known = OF_MANNER | set(names)

    async def refuse_others(request: Request) -> None:
        if strange := sorted(set(request.query_params) - known):
            raise BadInput(f"不认识的参数：{'、'.join(strange)[:80]}", f"可用参数：{'、'.join(sorted(known))}")

    return refuse_others


Wished = Annotated[Manner, Depends(manner)]
