"""What every reading door asks for: a layer and a selection from the address line."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field, ValidationError

from geo_app.auth.door import ReadableLayers
from geo_app.errors import BadInput
from geo_app.features import Selection, read_box, read_colours, read_division
from geo_app.layers import Layer

OTHERS = {"as_of", "limit", "after", "format", "crs", "layers"}  # parameters that are no filters
GRADED_ONLY = ("colour", "overdue")


class Filters(BaseModel):
    """The filters that every door understands; all of them hold together."""

    bbox: Annotated[str, Field(description="west,south,east,north in degrees")] = ""
    colour: Annotated[str, Field(description="red,orange,yellow,blue,none")] = ""
    division: Annotated[str, Field(description="A division code: everything below it.")] = ""
    overdue: Annotated[bool, Field(description="Only sites whose review date has passed.")] = False
    q: Annotated[str, Field(max_length=100, description="Words in name, code or pinyin initials.")] = ""

    def select(self, layer: Layer, equals: dict[str, str] | None = None) -> Selection:
        """The selection from one layer. Raises BadInput for what cannot be read."""
        return Selection(
            layer=layer,
            box=read_box(self.bbox),
            colours=read_colours(self.colour),
            division=read_division(self.division),
            overdue=self.overdue,
            words=self.q,
            equals=equals or {},
        )


async def selection_of(
    request: Request, layers: ReadableLayers, layer: str, filters: Annotated[Filters, Query()]
) -> Selection:
    """The selection that the address line asks for. Any field of the layer may be compared: `?mineral=煤`."""
    chosen = layers[layer]
    return filters.select(chosen, compared(chosen, request.query_params))


async def selections_of(
    request: Request, layers: ReadableLayers, names: str, filters: Annotated[Filters, Query()]
) -> list[Selection]:
    """What a map shows of several layers at once, `mine,school`: each is asked what it can answer.

    Colour and review are questions to graded layers only, and borders stay whole: schools are there when red is
    asked for.
    """
    chosen = [layers[name] for name in dict.fromkeys(names.split(","))]
    return [_fit(filters, layer).select(layer, compared(layer, request.query_params)) for layer in chosen]


def _fit(filters: Filters, layer: Layer) -> Filters:
    unasked = [*([] if layer.graded else GRADED_ONLY), *(["division"] if layer.source == "division" else [])]
    return filters.model_copy(update={name: Filters.model_fields[name].default for name in unasked})


def selection_where(layer: Layer, conditions: Mapping[str, str]) -> Selection:
    """The selection that a command asks for, in the same words: `--where colour=red --where mineral=煤`."""
    try:
        filters = Filters.model_validate(
            {name: conditions[name] for name in Filters.model_fields if name in conditions}
        )
    except ValidationError as error:
        name = error.errors()[0]["loc"][0]
        raise BadInput(f"条件 {name} 的值无法识别", "请检查取值") from error
    return filters.select(layer, compared(layer, conditions))


def compared(layer: Layer, parameters: Mapping[str, str], besides: AbstractSet[str] = OTHERS) -> dict[str, str]:
    """The fields that are compared with values. Raises BadInput for a parameter that nobody knows."""
    known = besides | set(Filters.model_fields)
    others = {name: value for name, value in parameters.items() if name not in known}
    fields = {field.name for field in layer.fields}
    unknown = sorted(set(others) - fields)
    if unknown:
        raise BadInput(f"不认识的参数：{'、'.join(unknown)}", f"可用字段：{'、'.join(sorted(fields))}")
    return others


Selected = Annotated[Selection, Depends(selection_of)]
SelectedOnMap = Annotated[list[Selection], Depends(selections_of)]
