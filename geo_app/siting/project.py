"""What somebody wants to build: a type, an act, the numbers that rules ask for, and a footprint."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

from geo_app.errors import BadInput, NotFound
from geo_app.layers import LayerField, Layers
from geo_app.sites.fields import checked
from geo_app.siting.footprint import Shape, ewkt, footprint_of
from geo_app.siting.tables import rows

ACTS = {row["act"]: row for row in rows("acts")}


@dataclass(frozen=True)
class ProjectType:
    """One line of data/siting/project_types.csv: what the project would be on the map once it stands there."""

    name: str
    title: str
    title_en: str
    group: str  # hazard, people, industry or line
    layer: str
    preset: dict[str, str]
    asks: tuple[str, ...]

    @property
    def is_chemical(self) -> bool:
        return self.layer in ("chemical_plant", "hazard_source")

    def questions(self, layers: Layers) -> list[LayerField]:
        """The fields that rules ask for."""
        return [layers[self.layer].field(name) for name in self.asks]


@dataclass(frozen=True)
class Project:
    """A footprint and what shall stand on it. `own` are sites that it extends: none keeps distance from itself."""

    type: ProjectType
    act: str
    name: str
    footprint: BaseGeometry
    fields: dict[str, Any] = field(default_factory=dict)
    own: tuple[int, ...] = ()

    @property
    def wkt(self) -> str:
        return ewkt(self.footprint)

    @property
    def act_title(self) -> str:
        return ACTS[self.act]["title"]

    @property
    def is_new(self) -> bool:
        return ACTS[self.act]["is_new"] == "yes"

    @property
    def attributes(self) -> dict[str, Any]:
        """The fields as a site's attributes hold them; the number of residents stands in a column of its own."""
        return {name: value for name, value in self.fields.items() if value is not None and name != "residents"}

    @property
    def is_point(self) -> bool:
        return self.footprint.geom_type in ("Point", "MultiPoint")


def project_types() -> dict[str, ProjectType]:
    """Every type by name.

    >>> project_types()["school"].preset
    {'category': 'school'}
    """
    return {row["type"]: _type(row) for row in rows("project_types")}


def _type(row: dict[str, str]) -> ProjectType:
    preset = dict(part.split("=") for part in row["preset"].split(";") if part)
    asks = tuple(part for part in row["asks"].split(";") if part)
    return ProjectType(row["type"], row["title"], row["title_en"], row["group"], row["layer"], preset, asks)


def read_project(layers: Layers, kind: str, footprint: Shape, given: Mapping[str, Any], **rest: Any) -> Project:
    """A project as somebody describes it; `rest` are act, name and own.

    Raises NotFound for an unknown type, BadInput for a footprint or a number that cannot be.
    """
    chosen = project_types().get(kind)
    if chosen is None:
        raise NotFound(f"没有项目类型 {kind}", f"可用类型：{'、'.join(project_types())}")
    act = rest.pop("act", None) or "new"
    if act not in ACTS:
        raise BadInput(f"没有建设性质 {act}", f"可用：{'、'.join(ACTS)}", field="act")
    unknown = sorted(set(given) - set(chosen.asks))
    if unknown:
        raise BadInput(f"“{chosen.title}”不需要 {'、'.join(unknown)}", f"可填：{'、'.join(chosen.asks) or '无'}")
    answers = {**chosen.preset, **given}
    fields = checked(layers[chosen.layer], answers, whole=False) if chosen.layer in layers.by_name else {}
    return Project(
        chosen, act, fields=fields, footprint=footprint_of(footprint), name=rest.pop("name", ""), **rest
    )
