"""A layer is one file: `layers/<name>.toml` says what it is, and everything else follows from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from geo_app.actor import Role
from geo_app.errors import LayerFault, NotFound
from geo_app.layer_files import checked, fault, parse

FieldType = Literal["text", "integer", "number", "boolean", "date", "choice", "phone", "credit_code"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Drawn = Literal["buffer", "zone", "gap", "joint_region", "relocation_target", "opinion", "visit", "finding"]
Source = Literal["site", "division", "neighbour_zone"] | Drawn
Hex = Annotated[str, StringConstraints(pattern=r"^(risk|#[0-9A-Fa-f]{6})$")]
Dash = tuple[Annotated[float, Field(gt=0)], ...]  # of an outline: drawn, left out, drawn …, in widths of the line
COMMON = "_site.toml"  # the fields of every site
# columns that every layer view has by itself
TAKEN = {"id", "kind", "colour", "method", "assessed_on", "review_on", "stale", "demo", "source", "division"}
TAKEN |= {"division_id", "division_name", "version", "changed_by", "changed_at", "geom", "geom_3857"}
TAKEN |= {"qk", "map_x", "map_y"}


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LayerField(Strict):
    """One field of a layer: its title, type, unit, and the headers that mean it in a ledger."""

    name: Name
    title: str
    title_en: str
    type: FieldType
    unit: str = ""
    required: bool = False
    choices: tuple[tuple[str, str, str], ...] = ()  # value, Chinese label, English label
    synonyms: dict[str, str] = {}  # other words for a choice, lower case -> value
    aliases: tuple[str, ...] = ()
    scaled_aliases: dict[str, float] = {}  # headers in another unit -> factor to ours
    shp: str = ""  # Shapefile name where the title is longer than ten GBK bytes
    minimum: float | None = None
    maximum: float | None = None
    column: Name | None = None  # a typed column of the source table; otherwise attributes
    site_of: Name | None = None  # a column with the number of a site: its name, as far as one may see it
    see: Role = Role.VIEWER  # the least role that sees the value
    public: bool = True  # stays in the public edition of an export
    kept: bool = False  # by the map itself: no form and no ledger writes it
    ends: bool = False  # the last day on which the entry holds: afterwards it is said to have expired

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.name in TAKEN:
            raise ValueError(f"字段名 {self.name} 是系统自带的列，请换一个名字")
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("选择型字段必须列出 choices，其他类型不能有 choices")
        if len(self.short_name.encode("gbk", "replace")) > 10:
            raise ValueError(f"标题“{self.title}”超过 10 个 GBK 字节，请写 shp 短名")
        if self.ends and self.type != "date":
            raise ValueError("ends 只用于日期字段")
        unknown = set(self.synonyms.values()) - {value for value, _, _ in self.choices}
        if unknown:
            raise ValueError(f"synonyms 指向不存在的选项：{'、'.join(sorted(unknown))}")
        return self

    @property
    def is_english(self) -> bool:
        """`why_en` says in English what the field `why` says: on English screens, in no file."""
        return self.name.endswith("_en")

    @property
    def short_name(self) -> str:
        """The column name in a Shapefile: at most ten bytes in GBK."""
        return self.shp or self.title


class Ring(Strict):
    """A buffer zone thrown by each site of a layer, in true metres from its boundary."""

    metres: Annotated[float, Field(gt=0, le=50_000)]
    title: str
    title_en: str
    basis: str  # why this distance: clause, or "设定值" where a person chose it
    basis_en: str = ""
    confidence: str = ""  # how sure the number is, as in the tables of the standards


class Look(Strict):
    """How features are drawn whose number in the field `level` is at least so much, up to the next look."""

    at_least: float
    colour: Hex
    dash: Dash = ()
    sign: str = ""  # beside the mark of a place, so that colour is not alone
    title: str
    title_en: str


class Layer(Strict):
    """What a layer file says. `source` names the table its rows come from."""

    name: Name
    title: str
    title_en: str
    description: str
    description_en: str
    source: Source
    geometry: Literal["point", "line", "polygon", "any"]
    group: Literal["division", "hazard", "protection", "resource", "patrol", "zone"]
    order: int
    glyph: Annotated[str, StringConstraints(min_length=1, max_length=1)]
    colour: Hex  # "risk": the four colours; otherwise its own
    fields: tuple[LayerField, ...] = ()
    aliases: dict[Name, tuple[str, ...]] = {}  # how ledgers of this layer call a field that every site has
    methods: tuple[Name, ...] = ()  # classification methods that may grade it
    review_months: Annotated[int, Field(ge=1, le=120)] = 12
    of: Name | None = None  # derived layers: the layer whose sites throw the rings
    rings: tuple[Ring, ...] = ()
    dash: Dash = ()
    looks: tuple[Look, ...] = ()
    shown: bool = True  # on when the map is first opened
    see: Role = Role.VIEWER
    edit: Role = Role.EDITOR
    public_grid_m: Annotated[float, Field(ge=0, le=50_000)] = 0  # how coarse places are in its public edition

    def __hash__(self) -> int:
        return hash(self.name)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        names = [field.name for field in self.fields]
        doubled = {name for name in names if names.count(name) > 1}
        if doubled:
            raise ValueError(f"字段重名：{'、'.join(sorted(doubled))}")
        if (self.source == "buffer") != bool(self.of and self.rings):
            raise ValueError('source = "buffer" 的图层必须写 of 和 [[rings]]，其他图层不能写')
        steps = [look.at_least for look in self.looks]
        if steps != sorted(set(steps)) or (steps and "level" not in names):
            raise ValueError("[[looks]] 的 at_least 要从小到大且不重复，图层还要有字段 level")
        return self

    @property
    def graded(self) -> bool:
        return bool(self.methods)

    @property
    def editable(self) -> bool:
        """Sites are kept by people; divisions and zones follow from other data."""
        return self.source == "site"

    def field(self, name: str) -> LayerField:
        for field in self.fields:
            if field.name == name:
                return field
        raise NotFound(f"图层“{self.title}”没有字段 {name}")


class Coordinates(Strict):
    """Headers that name a place."""

    longitude: tuple[str, ...]
    latitude: tuple[str, ...]
    both: tuple[str, ...]
    datum: tuple[str, ...]


class DivisionHeaders(Strict):
    """Headers that name the division a ledger says a site is in."""

    code: tuple[str, ...]
    path: tuple[str, ...]  # several levels in one text: 云南省昆明市安宁市
    province: tuple[str, ...]
    city: tuple[str, ...]
    county: tuple[str, ...]
    township: tuple[str, ...]
    village: tuple[str, ...]


class Common(Strict):
    """What `_site.toml` gives to every site."""

    coordinates: Coordinates
    divisions: DivisionHeaders
    fields: tuple[LayerField, ...]


@dataclass(frozen=True, eq=False)  # one set is itself alone: what is known of it can be kept
class Layers:
    """All layers by name, in map order."""

    by_name: dict[str, Layer]
    coordinates: Coordinates
    divisions: DivisionHeaders

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.by_name.values())

    def __getitem__(self, name: str) -> Layer:
        try:
            return self.by_name[name]
        except KeyError:
            raise NotFound(f"没有名为 {name} 的图层", f"现有图层：{'、'.join(self.by_name)}") from None


def load_layers(folders: list[Path]) -> Layers:
    """Read every layer file; a later folder overrides an earlier one by file name.
    Raises LayerFault with the file, the line and the remedy.

    >>> from geo_app.settings import shipped
    >>> load_layers([shipped("layers")])["mine"].title
    '矿山'
    """
    files: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise LayerFault(f"图层文件夹不存在：{folder}", "请检查设置 GEO_APP_LAYERS_DIR")
        files |= {path.name: path for path in sorted(folder.glob("*.toml"))}
    common_path = files.pop(COMMON)
    common = checked(common_path, Common, parse(common_path))
    layers = [_layer(path, common.fields) for path in files.values()]
    layers.sort(key=lambda layer: (layer.order, layer.name))
    by_name = {layer.name: layer for layer in layers}
    for layer in layers:
        if layer.of and layer.of not in by_name:
            raise fault(files[f"{layer.name}.toml"], ("of",), f"of 指向不存在的图层 {layer.of}")
    return Layers(by_name, common.coordinates, common.divisions)


def _layer(path: Path, common: tuple[LayerField, ...]) -> Layer:
    layer = checked(path, Layer, parse(path) | {"name": path.stem})
    strange = set(layer.aliases) - {field.name for field in common if layer.source == "site"}
    if strange:
        name = min(strange)
        raise fault(path, ("aliases", name), f"aliases 只能写每个点位都有的字段，没有 {name}")
    if layer.source != "site":
        return layer
    own = {field.name for field in layer.fields}  # a layer may restate a common field in its own words
    said = {word.lower() for field in layer.fields for word in (field.title, *field.aliases)}
    shared = (_in_words_of(layer, field, said) for field in common if field.name not in own)
    return layer.model_copy(update={"fields": (*shared, *layer.fields)})


def _in_words_of(layer: Layer, field: LayerField, said: set[str]) -> LayerField:
    """A common field as ledgers of this layer call it: its own fields keep the headers that they claim."""
    general = (alias for alias in field.aliases if alias.lower() not in said)
    return field.model_copy(update={"aliases": (*layer.aliases.get(field.name, ()), *general)})
