"""Many projects made ready to be screened: the features of a file, sites of a layer, opinions of a county."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from geoalchemy2.shape import to_shape
from shapely import to_geojson
from shapely.geometry.base import BaseGeometry
from sqlalchemy import BigInteger, cast, func, insert, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.divisions.code import number
from geo_app.errors import BadInput, GeoAppError
from geo_app.geo.datum import move_to_cgcs2000
from geo_app.ingest.cells import plain
from geo_app.ingest.ledger import open_file
from geo_app.ingest.sheets import Row, Sheet
from geo_app.ingest.vocabulary import key
from geo_app.layers import LayerField, Layers
from geo_app.sites.models import Site
from geo_app.siting.models import Opinion, ScreeningRow, ScreeningRun
from geo_app.siting.project import ACTS, ProjectType, project_types, read_project

MOST = 5_000
LIVING = ("draft", "submitted", "signed")
WORDS = {  # headers of a list of projects
    "type": ("项目类型", "类型", "type"),
    "act": ("建设性质", "性质", "act"),
    "name": ("项目名称", "名称", "name"),
}
Line = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """How a list is read: the type where no column names one, the coordinate system where the file does not."""

    layers: Layers
    type: str = ""
    crs: int | None = None


def from_file(session: Session, actor: Actor, order: Order, path: Path, name: str) -> ScreeningRun:
    """A run with a row for each feature of a layer file. What cannot be is said in its row beforehand."""
    with open_file(path, order.crs) as content:
        lines = [_line(order, sheet, row) for sheet in content.sheets for row in sheet.rows()]
    if not lines:
        raise BadInput("文件里没有带范围的项目", "请用 GeoJSON、KML、SHP(zip)或 GPKG,一个要素一个项目")
    return _kept(session, actor, ("file", name), lines)


def from_layer(session: Session, actor: Actor, order: Order, layer: str, division: str) -> ScreeningRun:
    """A run with a row for each site of a layer below a division: would it be allowed today, where it stands?"""
    kind = _type(order.type)
    if kind.layer != layer:
        raise BadInput(
            f"“{kind.title}”不是图层“{order.layers[layer].title}”里的项目", "请选择与图层相符的项目类型"
        )
    found = session.scalars(
        select(Site).where(Site.kind == layer, ~Site.retired, _below(Site.division, division)).order_by(Site.id)
    )
    lines: list[Line] = []
    for count, site in enumerate(found, 1):
        values = {**site.attributes, "residents": site.residents}
        fields = {name: values[name] for name in kind.asks if values.get(name) is not None}
        asked = {"type": kind.name, "act": "rebuild", "name": site.name, "fields": fields, "own": [site.id]}
        place = json.loads(to_geojson(to_shape(site.geom)))
        lines.append({"number": count, "name": site.name, "asked": asked | {"footprint": place}})
    if not lines:
        raise BadInput(f"这里没有“{order.layers[layer].title}”点位", "请换一个区划或图层")
    return _kept(session, actor, ("layer", f"{order.layers[layer].title} {division}".strip()), lines)


def from_opinions(session: Session, actor: Actor, division: str) -> ScreeningRun:
    """A run that looks again at every living opinion below a division, as after a change of rules."""
    found = session.execute(
        select(Opinion.id, Opinion.name)
        .where(Opinion.stage.in_(LIVING), _below(Opinion.division, division))
        .order_by(Opinion.id)
    )
    lines = [{"number": n, "name": name, "opinion_id": one} for n, (one, name) in enumerate(found, 1)]
    if not lines:
        raise BadInput("这里没有需要复核的选址意见", "请换一个区划")
    return _kept(session, actor, ("opinions", f"复核选址意见 {division}".strip()), lines)


def _below(column: Any, division: str) -> Any:
    return cast(column, BigInteger).op("<@")(func.division_below(number(division))) if division else True


def _type(name: str) -> ProjectType:
    """A type by its name or its title. Raises BadInput."""
    types = project_types()
    found = types.get(name) or next((each for each in types.values() if each.title == name), None)
    if found is None:
        told = f"没有项目类型“{name}”" if name else "没有说明项目类型"
        raise BadInput(told, f"请填:{'、'.join(each.title for each in types.values())}")
    return found


def _line(order: Order, sheet: Sheet, row: Row) -> Line:
    cells = {key(header): plain(cell) for header, cell in zip(sheet.headers, row.cells, strict=False)}
    said = {name: _first(cells, words) for name, words in WORDS.items()}
    line: Line = {"number": row.number, "name": said["name"]}
    acts = {about["title"]: act for act, about in ACTS.items()}
    rest = {"act": acts.get(said["act"], said["act"] or "new"), "name": said["name"]}
    try:
        kind = _type(said["type"] or order.type)
        given = _answers(kind, order.layers, cells)
        project = read_project(order.layers, kind.name, _shape(sheet, row), given, **rest)
    except GeoAppError as error:
        return line | {"state": "failed", "error": error.message, "remedy": error.remedy}
    fields = {name: value for name, value in project.fields.items() if name in kind.asks}
    asked = {"type": kind.name, "fields": fields, "own": [], **rest}
    return line | {"asked": asked | {"footprint": json.loads(to_geojson(project.footprint))}}


def _answers(kind: ProjectType, layers: Layers, cells: Mapping[str, str]) -> dict[str, Any]:
    """The numbers that the rules ask for, from the columns that are called after them."""
    found = ((field, _first(cells, _called(field))) for field in kind.questions(layers))
    return {field.name: _choice(field, text) for field, text in found if text}


def _first(cells: Mapping[str, str], words: Sequence[str]) -> str:
    return next((cells[key(word)] for word in words if cells.get(key(word))), "")


def _called(field: LayerField) -> tuple[str, ...]:
    return (field.name, field.title, *field.aliases)


def _choice(field: LayerField, text: str) -> str:
    return next((value for value, title, _ in field.choices if text == title), text)


def _shape(sheet: Sheet, row: Row) -> BaseGeometry:
    if not isinstance(row.geometry, BaseGeometry):
        raise BadInput("没有用地范围,或范围读不出来", "请在 GIS 软件里修复后重新导出")
    move = move_to_cgcs2000(sheet.crs)
    flat: BaseGeometry = shapely.force_2d(row.geometry)
    return flat if move is None else shapely.transform(flat, lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1])))


def _kept(session: Session, actor: Actor, about: tuple[str, str], lines: Sequence[Line]) -> ScreeningRun:
    if len(lines) > MOST:
        raise BadInput(f"共有 {len(lines)} 个,一次最多 {MOST} 个", "请分批筛查")
    run = ScreeningRun(source=about[0], title=about[1], actor=actor.name)
    session.add(run)
    session.flush()
    session.refresh(run)
    session.execute(insert(ScreeningRow), list(_whole(run.id, lines)))
    return run


def _whole(run_id: int, lines: Sequence[Line]) -> Iterator[Line]:
    empty: Line = {"asked": {}, "opinion_id": None, "state": "pending", "error": "", "remedy": ""}
    return (empty | line | {"run_id": run_id} for line in lines)
