"""The front page of the API, what it promises, and its description. They say nothing of the data and are open."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from pydantic import BaseModel, Field

from geo_app.auth.door import AllLayers
from geo_app.ogc.conformance import CLASSES
from geo_app.ogc.description import OPENAPI, description
from geo_app.ogc.links import HTML, JSON, REL, Link, itself, root_of, to
from geo_app.ogc.manner import Wished, only
from geo_app.ogc.page import VARY, shown
from geo_app.settings import PACKAGE

router = APIRouter(tags=["ogc"], dependencies=[Depends(only())])
MAP = PACKAGE / "web" / "dist" / "index.html"


class Landing(BaseModel):
    title: str
    description: str
    links: list[Link]


class Conformance(BaseModel):
    conforms_to: list[str] = Field(serialization_alias="conformsTo")


@router.get("/api", operation_id="read_description", response_class=Response)
def read_description(request: Request, layers: AllLayers) -> Response:
    """The description of the API, OpenAPI 3.0."""
    return JSONResponse(description(request.app.openapi(), root_of(request), layers), media_type=OPENAPI)


@router.get("/conformance", operation_id="read_conformance", response_model=Conformance)
def read_conformance(request: Request, wished: Wished) -> Response:
    return shown(request, wished, "conformance", Conformance(conforms_to=CLASSES))


front = APIRouter(tags=["ogc"])  # the map itself stands at the same address, with parameters of its own


@front.get("/", operation_id="read_landing", response_model=Landing)
def read_landing(request: Request, wished: Wished) -> Response:
    """The front page for a machine, or with f=html for a person; a browser that asks for neither gets the map."""
    if wished.for_people and "f" not in request.query_params and MAP.is_file():
        return FileResponse(MAP, media_type=HTML, headers=VARY)
    title = wished.say("县域安全风险一张图", "County risk map")
    told = wished.say(
        "点位、区域与派生图层的要素、瓦片和样式(OGC API)。坐标为 CGCS2000。需用访问令牌或登录后读取。",
        "Features, tiles and styles of all layers (OGC API), in CGCS2000. Reading needs a token or a login.",
    )
    links = [
        *itself(request, wished),
        Link(href=to(request, "read_description"), rel="service-desc", type=OPENAPI, title="OpenAPI 3.0"),
        Link(href=to(request, "read_conformance"), rel="conformance", type=JSON),
        Link(href=to(request, "read_conformance"), rel=f"{REL}conformance", type=JSON),
        Link(href=to(request, "list_collections"), rel="data", type=JSON, title=wished.say("图层", "Layers")),
        Link(href=to(request, "list_collections"), rel=f"{REL}data", type=JSON),
        Link(href=to(request, "list_tilesets"), rel=f"{REL}tilesets-vector", type=JSON),
        Link(href=to(request, "list_grids"), rel=f"{REL}tiling-schemes", type=JSON),
        Link(href=to(request, "list_styles"), rel=f"{REL}styles", type=JSON, title=wished.say("样式", "Styles")),
    ]
    return shown(request, wished, "landing", Landing(title=title, description=told, links=links))
