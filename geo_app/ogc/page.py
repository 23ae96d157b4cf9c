"""The documents of the API as pages for a person: made here, plain, without a script."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from pydantic import BaseModel

from geo_app.colour import GROUND, HALO, INK, LINE, LINK, QUIET_INK, Colour
from geo_app.ogc.links import JSON, root_of
from geo_app.ogc.manner import Manner

PAGES = Path(__file__).parent / "pages"
COLOURS = {
    "text": INK,
    "muted": QUIET_INK,
    "surface": HALO,
    "ground": GROUND,
    "line": LINE,
    "link": LINK,
}
# no script, no style in place: nothing that a ledger holds can become more than text here
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
VARY = {"Vary": "Accept, Accept-Language, Authorization, Cookie"}


def unchanged(request: Request, tag: str) -> bool:
    """Whether who asks has this answer already (If-None-Match; a tag is as good weak as strong)."""
    known = request.headers.get("if-none-match", "")
    return known == "*" or tag.removeprefix("W/") in [each.strip().removeprefix("W/") for each in known.split(",")]


def shown(request: Request, wished: Manner, name: str, document: BaseModel, media: str = JSON) -> Response:
    """A document as it is wished: JSON, or the page of this name."""
    if wished.for_people:
        return page(request, wished, name, document=document)
    content = document.model_dump(mode="json", by_alias=True, exclude_none=True)
    return JSONResponse(content, media_type=media, headers=VARY | {"Content-Language": wished.lang})


def page(request: Request, wished: Manner, name: str, **told: Any) -> Response:
    """The page of this name."""
    other = "en" if wished.lang == "zh" else "zh"
    words = {
        "root": root_of(request),
        "lang": wished.lang,
        "say": wished.say,
        "as_json": str(request.url.include_query_params(f="json")),
        "other_language": str(request.url.include_query_params(f="html", lang=other)),
    }
    text = _pages().get_template(f"{name}.html").render(words | told)
    headers = VARY | {"Content-Language": wished.lang, "Content-Security-Policy": POLICY}
    return HTMLResponse(text, headers=headers)


@cache
def style_of_pages() -> str:
    """How all pages look."""
    return _pages().get_template("style.css").render(colours=COLOURS, grades=list(Colour))


@cache
def _pages() -> Environment:
    return Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
