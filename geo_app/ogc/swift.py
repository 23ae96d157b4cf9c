"""The doors that are asked most, opened without FastAPI, which takes several times as long to find out what the
parameters are as the answer takes. What it says of them in the description of the API holds: the same models read
the address, and the same functions answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from starlette.routing import Route

from geo_app.auth.door import Question, caller, readable_layers
from geo_app.filters import Filters, selections_of
from geo_app.instant import instant
from geo_app.layers import Layers
from geo_app.ogc import items, tiles
from geo_app.ogc.manner import Lang, Manner, manner, only
from geo_app.ogc.wanted import OfItems, wanted_item, wanted_items

Model = TypeVar("Model", bound=BaseModel)


class Ways(BaseModel):
    """How an answer is wanted, and as of when."""

    f: str = ""
    lang: Literal["", Lang] = ""
    as_of: Annotated[datetime | None, BeforeValidator(instant)] = None


class OfItem(BaseModel):
    """What may be asked of one feature."""

    feature_id: Annotated[int, Field(lt=1 << 63)]
    crs: str = ""
    properties: str = ""


@dataclass(frozen=True)
class Visit:
    """Who came, what they may see, and how they want it."""

    asking: Question
    layers: Layers
    wished: Manner


async def read_tile(request: Request) -> Response:
    visit, asked = await _visit(request), request.path_params
    selections = await selections_of(request, visit.layers, asked["names"], _read(Filters, request.query_params))
    place = asked["z"], asked["x"], asked["y"]
    return await tiles.read_tile(request, selections, place, visit.asking)


async def list_items(request: Request) -> Response:
    visit, address = await _visit(request), request.query_params
    asked = _read(OfItems, address)
    layer = request.path_params["layer"]
    wanted = await wanted_items(request, visit.layers, layer, _read(Filters, address), asked)
    return await items.list_items(request, visit.wished, visit.asking, request.app.state.database, wanted, asked)


async def read_item(request: Request) -> Response:
    visit = await _visit(request)
    await _of_item(request)
    asked = _read(OfItem, {**request.query_params, **request.path_params})
    layer = request.path_params["layer"]
    wanted = await wanted_item(visit.layers, layer, asked.feature_id, asked.crs, asked.properties)
    return await items.read_item(request, visit.wished, visit.asking, request.app.state.database, wanted)


# an address of other parts, a word where a number should be, goes on to FastAPI, which says what is wrong with it
DOORS = [
    Route("/tiles/{names}/{z:int}/{x:int}/{y:int}.mvt", read_tile, name="swift_tile"),
    Route("/collections/{layer}/items", list_items, name="swift_items"),
    Route("/collections/{layer}/items/{feature_id:int}", read_item, name="swift_item"),
]
_of_item = only("crs", "properties", "as_of")


async def _visit(request: Request) -> Visit:
    known = request.app.state
    came = await caller(request, known.database, known.settings)
    ways = _read(Ways, request.query_params)
    return Visit(
        Question(came.actor, ways.as_of),
        await readable_layers(came, known.layers),
        await manner(request, ways.f, ways.lang),
    )


def _read(model: type[Model], said: Mapping[str, Any]) -> Model:
    """What an address says, in the words of a model. Raises what FastAPI raises."""
    try:
        return model.model_validate(dict(said))
    except ValidationError as error:
        wrong = [each | {"loc": ("query", *each["loc"])} for each in error.errors()]
        raise RequestValidationError(wrong) from error
