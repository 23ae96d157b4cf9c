"""Links between the documents of the API."""

from collections.abc import Iterator
from functools import lru_cache

from fastapi import FastAPI, Request
from pydantic import BaseModel
from starlette.datastructures import URLPath

from geo_app.ogc.manner import Manner

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
SCHEMA, MVT = "application/schema+json", "application/vnd.mapbox-vector-tile"
MAPLIBRE = "application/vnd.mapbox.style+json"
REL = "http://www.opengis.net/def/rel/ogc/1.0/"


class Link(BaseModel):
    href: str
    rel: str
    type: str
    title: str = ""
    hreflang: str | None = None
    templated: bool | None = None


def to(request: Request, door: str, **parts: str | int) -> str:
    """The whole address of a door, by its operation."""
    return str(_path(request.app, door, **parts).make_absolute_url(request.base_url))


@lru_cache(maxsize=1024)
def _path(app: FastAPI, door: str, **parts: str | int) -> URLPath:
    """Kept, because a door is looked for among all others."""
    return app.url_path_for(door, **parts)


def root_of(request: Request) -> str:
    """The address of the API: that of the map."""
    return str(request.base_url).rstrip("/")


def itself(request: Request, wished: Manner, machine: str = JSON) -> Iterator[Link]:
    """The document as it was asked for, and the same in the other form."""
    forms = {"json": machine, "html": HTML}
    yield Link(
        href=str(request.url), rel="self", type=forms[wished.form], title=wished.say("本页", "This document")
    )
    for form, media in forms.items():
        if form != wished.form:
            title = wished.say("网页", "As a page") if form == "html" else "JSON"
            yield Link(
                href=str(request.url.include_query_params(f=form)), rel="alternate", type=media, title=title
            )
