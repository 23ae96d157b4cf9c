"""The words by which ledgers call the fields of a layer, a place, and a division."""

import re
from dataclasses import dataclass
from functools import cached_property

from geo_app.ingest.cells import folded
from geo_app.layers import Layer, LayerField, Layers

# columns that are no field of a layer; a dot never stands in the name of a field
PLACES = {
    "place.longitude": "经度",
    "place.latitude": "纬度",
    "place.lonlat": "经度和纬度",
    "place.latlon": "纬度和经度",
    "place.datum": "坐标系",
}
DIVISIONS = {
    "division.code": "区划代码",
    "division.path": "所属区划",
    "division.province": "省",
    "division.city": "市",
    "division.county": "县",
    "division.township": "乡镇",
    "division.village": "村",
}
_NOISE = re.compile(r"[^\w\u4e00-\u9fff]+|_")


@dataclass(frozen=True)
class Word:
    """What a header means. `rank` orders the words of one field: where several columns mean it, the first that is
    filled counts. `factor` brings the column's unit to the field's."""

    target: str
    rank: int
    factor: float = 1.0


def key(text: str) -> str:
    """A header without case, spaces, line breaks, punctuation and full-width forms.

    >>> key("Mine Size\\n(Km2)"), key("Ｘ坐标:"), key("*行政区划代码")
    ('minesizekm2', 'x坐标', '行政区划代码')
    """
    return _NOISE.sub("", folded(text))


@dataclass(frozen=True)
class Vocabulary:
    """All words of one layer."""

    layer: Layer
    words: dict[str, Word]  # key -> meaning

    @cached_property
    def titles(self) -> dict[str, str]:
        """What a column may be matched to, and how that is called."""
        return {field.name: field.title for field in self.layer.fields if not field.kept} | PLACES | DIVISIONS

    @cached_property
    def fields(self) -> dict[str, LayerField]:
        return {field.name: field for field in self.layer.fields if not field.kept}

    def knows(self, header: str) -> bool:
        return bool(header) and len(header) <= 60 and key(header) in self.words


def vocabulary(layer: Layer, layers: Layers) -> Vocabulary:
    """The words of a layer: its own first, then those of places and divisions.

    >>> from geo_app.layers import load_layers
    >>> from geo_app.settings import shipped
    >>> layers = load_layers([shipped("layers")])
    >>> words = vocabulary(layers["mine"], layers).words
    >>> words["经度"].target, words["capacitymtpa"]
    ('place.longitude', Word(target='capacity', rank=0, factor=100.0))
    """
    words: dict[str, Word] = {}
    written = [field for field in layer.fields if not field.kept]
    for field in written:
        for rank, text in enumerate(_calls(field, layer)):
            words.setdefault(key(text), Word(field.name, rank))
    for field in written:
        for text, factor in field.scaled_aliases.items():
            words[key(text)] = Word(field.name, 0, float(factor))
    coordinates, divisions = layers.coordinates, layers.divisions
    named = {"longitude": coordinates.longitude, "latitude": coordinates.latitude}
    named |= {"lonlat": coordinates.both, "datum": coordinates.datum}
    places = {f"place.{name}": texts for name, texts in named.items()}
    levels = {f"division.{name}": texts for name, texts in divisions.model_dump().items()}
    for target, texts in (places | levels).items():
        for rank, text in enumerate(texts):
            words.setdefault(key(text), Word(target, rank))
    words.pop("", None)
    return Vocabulary(layer, words)


def _calls(field: LayerField, layer: Layer) -> list[str]:
    """How a field is called, the surest first."""
    return [
        field.title,
        f"{layer.title}{field.title}",
        *field.aliases,
        field.short_name,
        field.title_en,
        field.name,
    ]
