"""The numbers of `data/` and of the layer files as a person reads them: clause, and how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from geo_app.errors import NotFound
from geo_app.layers import Layer, Layers, Ring
from geo_app.reckoning.english import english
from geo_app.reckoning.packs import added_tables
from geo_app.reckoning.tables import MEMORY, Confidence, confidences, plain, rows
from geo_app.settings import shipped

TITLES = (
    "title",
    "question",
    "name",
    "text",
    "reason",
    "rule",
    "factor",
    "meaning",
    "grade",
    "target",
    "layer",
    "key",
)
BOUNDS = {"min": (">", "≥"), "max": ("<", "≤")}  # without and with the bound itself
CLAUSES = ("clause", "source")


@dataclass(frozen=True)
class Number:
    """One row of a table that says how sure it is. `table` and `row` name it for machines."""

    table: str
    table_title: str
    table_title_en: str
    row: str
    title: str
    title_en: str
    value: str
    value_en: str
    clause: str
    confidence: str

    @property
    def unverified(self) -> bool:
        return self.confidence == MEMORY


def all_numbers(layers: Layers) -> list[Number]:
    """Every row of `data/` that says how sure it is, what the rule packs add, and the rings of the layer files.

    >>> from geo_app.layers import load_layers
    >>> layers = load_layers([shipped("layers")])
    >>> next(each for each in all_numbers(layers) if each.title == "氯" and "toxics" in each.table).value
    '摩尔质量(g/mol) 70.9；数值 20；单位 ppm；级别 1；含义 危及生命(ERPG-3)'
    """
    folder = shipped("data")
    tables = {str(path.relative_to(folder).with_suffix("")) for path in folder.glob("*/*.csv")} | added_tables()
    said = [number for table in sorted(tables) for row in rows(table) for number in _numbers(row)]
    return said + [_of_ring(layer, ring) for layer in layers for ring in layer.rings if ring.confidence]


def number_of(layers: Layers, table: str, row: str) -> Number:
    """The number that has these names. Raises NotFound."""
    for each in all_numbers(layers):
        if (each.table, each.row) == (table, row):
            return each
    raise NotFound(f"{table} 中没有编号为 {row} 的数值", "请从 /api/numbers 重新选取；数值改动后编号随之改变")


def sureness_of(layer: Layer, ring: Ring) -> Confidence:
    """How sure a ring is, and which number that is."""
    return Confidence.of(ring.confidence, f"layers/{layer.name}", plain(ring.metres), ring.basis)


def _of_ring(layer: Layer, ring: Ring) -> Number:
    sure, metres = sureness_of(layer, ring), plain(ring.metres)
    return Number(
        table=sure.table,
        table_title=layer.title,
        table_title_en=layer.title_en,
        row=sure.row,
        title=f"{layer.title} {ring.title}",
        title_en=f"{layer.title_en}, {ring.title_en}",
        value=f"{metres} 米",
        value_en=f"{metres} m",
        clause=ring.basis,
        confidence=sure,
    )


def _numbers(row: dict[str, str]) -> Sequence[Number]:
    columns, found = confidences(row), []
    for column in columns:
        sure, kind = row[column], column.removesuffix("confidence")  # "" or "beta_"
        if not sure or not isinstance(sure, Confidence):
            continue  # a row may leave this number out
        others = tuple(each.removesuffix("confidence") for each in columns if each != column)
        own = {c: v for c, v in row.items() if v and not _is_of(c, others if not kind else ())}
        said = {kind.rstrip("_"): own.get(kind.rstrip("_"), "")} if kind else own
        named = next((each for each in TITLES if row.get(each)), "")
        called = row.get("title_en") or row.get("meaning_en") or row.get(f"{named}_en") or row.get(named, "")
        said = {c: v for c, v in said.items() if c not in ("variant", named)}
        found.append(
            Number(
                table=sure.table,
                table_title=_words("tables")[sure.table][0],
                table_title_en=_words("tables")[sure.table][1],
                row=sure.row,
                title=_after(row.get("variant"), row.get(named, "")),
                title_en=english(_after(row.get("variant"), called)),
                value=_told(said, 0),
                value_en=_told(said, 1),
                clause=row.get(f"{kind}clause")
                or row.get(f"{kind}basis")
                or row.get("clause")
                or row.get("source", ""),
                confidence=sure,
            )
        )
    return found


def _told(said: Mapping[str, str], language: int) -> str:
    """What a row says, in Chinese (0) or English (1); what only a machine needs has no word and is left out."""
    columns, values = _words("columns"), _words("values")
    bounds = [
        f"{signs[said.get(f'{bound}_included') == 'yes']} {said[bound]}"
        for bound, signs in BOUNDS.items()
        if bound in said
    ]
    rest = (
        f"{columns[column][language]} {values[value][language] if value in values else value}"
        for column, value in said.items()
        if column in columns
    )
    return "；".join((*bounds, *rest))


@cache
def _words(table: str) -> dict[str, tuple[str, str]]:
    """How people call the columns, values and tables of `data/`."""
    return {next(iter(row.values())): (row["title"], row["title_en"]) for row in rows(f"words/{table}")}


def _after(variant: str | None, title: str) -> str:
    return f"{variant} {title}" if variant else title


def _is_of(column: str, kinds: tuple[str, ...]) -> bool:
    return any(kind and (column == kind.rstrip("_") or column.startswith(kind)) for kind in kinds)
