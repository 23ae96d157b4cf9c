"""Routes of the tree of divisions."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from geo_app.auth.door import CurrentActor, ReadSession
from geo_app.divisions import tree

router = APIRouter(prefix="/api/divisions", tags=["divisions"])


class DivisionBranch(BaseModel):
    """A division in a picker; `bbox` is west, south, east, north, null without an outline."""

    code: str
    name: str
    full_name: str
    level: int
    bbox: tree.Box | None
    has_children: bool


@router.get("", operation_id="list_divisions")
def divisions(
    session: ReadSession,
    actor: CurrentActor,
    parent: Annotated[
        str | None, Query(description="A division code; without it the roots of the person.")
    ] = None,
    q: Annotated[str, Query(description="Search by name or code instead.", max_length=50)] = "",
) -> list[DivisionBranch]:
    """Directly below `parent`; without it, where the tree begins for the person who asks."""
    if q:
        branches = tree.search(session, q)
    else:
        branches = tree.children(session, parent) if parent else tree.roots(session, actor)
    return [DivisionBranch(bbox=branch.box, **_texts(branch)) for branch in branches]


def _texts(branch: tree.Branch) -> dict[str, object]:
    return {name: getattr(branch, name) for name in DivisionBranch.model_fields if name != "bbox"}
