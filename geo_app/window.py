"""What lies in a box, read from the index of the tiles alone: a few ranges of keys, in the order of the map.

Rows are not fetched to be looked at: the index knows the cell of each centre. Two cases need more: a place within
a cell of the edge of the box, and shapes, whose centre may lie outside. The index of shapes finds those.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Float,
    FromClause,
    Integer,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from geo_app.db import SRID
from geo_app.features import Selection
from geo_app.geo.cells import ranges_of, window_of
from geo_app.layer_views import view_of

EDGE = 2  # cells of the map within which the place itself is looked at
AFTER, AFTER_KEY = bindparam("after", 0, BigInteger), bindparam("key_0", 0, BigInteger)
MOST = bindparam("most", 0, BigInteger)
LOWS, HIGHS = (cast(bindparam(name, "{}", Text), ARRAY(BigInteger)) for name in ("lows", "highs"))
LEFT, TOP, RIGHT, BOTTOM = (bindparam(f"cell_{side}", 0, Integer) for side in ("left", "top", "right", "bottom"))


def in_window(selection: Selection) -> bool:
    """Whether the index of the tiles answers it: sites in a box, by what stands in the index."""
    at_centre = selection.layer.source == "site" and selection.layer.geometry in ("point", "any")
    return at_centre and selection.box is not None and replace(selection, box=None, overdue=False).by_count


def window_values(selection: Selection, behind: int = 0) -> dict[str, Any]:
    """The values of the parameters; of a later page only what comes from its key on is read."""
    assert selection.box
    window = window_of(selection.box)
    ranges = ranges_of(window, behind)
    lows, highs = ([ends[n] for ends in ranges] for n in (0, 1))
    sides = zip(("cell_left", "cell_top", "cell_right", "cell_bottom"), window, strict=True)
    return {"lows": _array(lows), "highs": _array(highs), **dict(sides)}


def first_of_window(selection: Selection, *, behind_another: bool) -> Select[Any]:
    """The numbers of the first so many (MOST) in the order of the map, or of the first behind another."""
    view = view_of(selection.layer)
    further = [tuple_(view.c.qk, view.c.id) > tuple_(AFTER_KEY, AFTER)] if behind_another else []
    found = _found(selection, further, most=MOST)
    return select(found.c.id).order_by(found.c.qk, found.c.id).limit(MOST)


def all_of_window(selection: Selection, most: int | None = None) -> Subquery:
    """All that lie there, in no order; at most so many."""
    return _found(selection, [], most=most)


def _found(selection: Selection, further: list[ColumnElement[bool]], most: Any) -> Subquery:
    """Number and key of what lies in the box: centres and shapes."""
    view = view_of(selection.layer)
    other = [replace(selection, box=None).conditions(view), *further]
    if selection.layer.geometry == "point":
        return _centres(selection, view, other, most).subquery("found")
    shapes = _shapes(selection, view).cte("shapes")
    centres = _centres(selection, view, [*other, view.c.id.not_in(select(shapes.c.id))], most)
    crossing = select(view.c.id, view.c.qk).where(view.c.id.in_(select(shapes.c.id)), *other)
    return union_all(centres.subquery("centres").select(), crossing.where(_placed(selection, view))).subquery(
        "found"
    )


def _centres(selection: Selection, view: Table, other: list[ColumnElement[bool]], most: Any) -> Select[Any]:
    """By ranges of keys, each of which the index has in order: with a limit the later ones are not begun."""
    unnested = func.unnest(LOWS, HIGHS).table_valued("low", "high", name="piece").render_derived()
    piece = select(unnested.c.low, unnested.c.high).order_by(unnested.c.low).subquery("ranges")
    inside = (
        view.c.qk.between(piece.c.low, piece.c.high),
        view.c.map_x.between(LEFT, RIGHT),
        view.c.map_y.between(TOP, BOTTOM),
    )
    columns = select(view.c.id, view.c.qk).where(*inside, *other, _surely(selection, view))
    if isinstance(most, int | None):  # in any order; the offset keeps each range a search of its own
        within = columns.limit(most).offset(0).lateral("within")
        return select(within.c.id, within.c.qk).select_from(piece.join(within, true())).limit(most)
    within = columns.order_by(view.c.qk, view.c.id).limit(most).lateral("within")
    rows = select(within.c.id, within.c.qk).select_from(piece.join(within, true()))
    return rows.order_by(piece.c.low, within.c.qk, within.c.id).limit(most)


def _surely(selection: Selection, view: Table) -> ColumnElement[bool]:
    """Inside by its cell, or at the edge and inside by its place."""
    inner = and_(
        view.c.map_x.between(LEFT + EDGE + 1, RIGHT - EDGE - 1),
        view.c.map_y.between(TOP + EDGE + 1, BOTTOM - EDGE - 1),
    )
    there = view.alias("there")
    placed = select(_placed(selection, there)).where(there.c.id == view.c.id)
    return or_(inner, placed.scalar_subquery())


def _placed(selection: Selection, view: FromClause) -> ColumnElement[bool]:
    """The box alone, by the place itself."""
    return Selection(selection.layer, box=selection.box).conditions(view)


def _shapes(selection: Selection, view: Table) -> Select[Any]:
    """Lines and areas whose bounds touch the box, by their own index."""
    corners = [bindparam(side, degrees, Float) for side, degrees in selection.corners.items()]
    box = func.st_expand(func.st_transform(func.st_makeenvelope(*corners, SRID), 3857), 1)
    return select(view.c.id).where(view.c.geom_3857.op("&&")(box), is_shape(view))


def is_shape(view: Table) -> ColumnElement[bool]:
    """What the index of shapes holds; a parameter in place of the 0 would keep prepared statements from it."""
    return func.st_dimension(view.c.geom_3857) > literal_column("0")


def _array(numbers: list[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"
