"""Which column of a sheet is which field: by the layer's words, units in brackets, likeness, and content."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from geo_app.errors import BadInput
from geo_app.geo.coordinates import Trouble, read_angle, read_angles
from geo_app.ingest.cells import Fault, folded, is_missing, plain
from geo_app.ingest.identifiers import read_credit_code
from geo_app.ingest.quantities import factor_between, is_unit
from geo_app.ingest.sheets import Cells
from geo_app.ingest.values import reader_of
from geo_app.ingest.vocabulary import DIVISIONS, PLACES, Vocabulary, Word, key
from geo_app.reckoning.words import Words, say

_LIKE = 0.84  # 联系人电话 is 联系电话, Lattitude is latitude; 责任人 is not 责任单位
_SAMPLES = 3
_TELLING = 3  # cells whose content tells what a column without a known header is
_BRACKET = re.compile(r"(.+?)\s*[(\[【〔]\s*([^()\[\]【】〔〕]+?)\s*[)\]】〕]\s*")
_NUMBERING = re.compile(r"^[*(]*(?:\d+|[一二三四五六七八九十]+)[、.)]\s*")
_CHINESE_PLACE = {"经纬": "place.lonlat", "经度": "place.longitude", "纬度": "place.latitude"}
NO_MATCH = say("how_none")


@dataclass(frozen=True)
class Column:
    """One column of a sheet and what it was matched to (`target`: a field, a part of the place, a division)."""

    index: int
    header: str
    target: str | None = None
    factor: float = 1.0
    confidence: float = 0.0
    how: Words = NO_MATCH
    rank: int = 0
    samples: tuple[str, ...] = ()
    chosen: bool = False  # by a person: it stays


def match(
    headers: Sequence[str], sample: Sequence[Cells], words: Vocabulary, chosen: Mapping[str, str | None]
) -> list[Column]:
    """Match the columns of one sheet. `chosen` is what a person decided: header -> target, or None for none.

    Columns of one field stand in the order in which they count; where the first is empty, the next one is read.
    """
    columns = []
    for index, header in enumerate(headers):
        column = _meant(Column(index, header), words, chosen)
        cells = [line[index] for line in sample if index < len(line)]
        shown = dict.fromkeys(text for text in map(plain, cells) if not is_missing(text))
        column = replace(column, samples=tuple(text[:80] for text in list(shown)[:_SAMPLES]))
        columns.append(_doubted(_by_content(column, cells, words), cells, words))
    return _settled(columns)


def _meant(column: Column, words: Vocabulary, chosen: Mapping[str, str | None]) -> Column:
    attempts = (_by_name, _by_bracket, _by_place, _by_beginning, _by_likeness)
    found = next((meant for attempt in attempts if (meant := attempt(column, words))), column)
    if column.header not in chosen:
        return found
    target = chosen[column.header]
    if target is None:
        return replace(column, how=say("how_left"))
    if target not in words.titles:
        raise BadInput(f"图层“{words.layer.title}”没有字段 {target}", "请从列表中选择字段")
    if target == found.target:  # a person agrees: what was found, and its rank among others, holds
        return replace(found, chosen=True)
    factor = _factor(column.header, target, words) or 1.0
    return replace(column, target=target, factor=factor, confidence=1.0, how=say("how_chosen"), chosen=True)


def _by_name(column: Column, words: Vocabulary) -> Column | None:
    for header, confidence in ((column.header, 1.0), (_NUMBERING.sub("", folded(column.header)), 0.95)):
        word = words.words.get(key(header))
        if word:
            same = say("how_name" if word.rank == 0 else "how_alias")
            how = same if word.factor == 1 else say("how_factor", factor=word.factor)
            return _as(column, word, confidence, how)
    return None


def _by_bracket(column: Column, words: Vocabulary) -> Column | None:
    """生产能力(吨/年): a unit is converted, another remark is passed over, a unit of another kind is no match."""
    parts = _BRACKET.fullmatch(folded(column.header))
    word = words.words.get(key(parts[1])) if parts else None
    if parts is None or word is None:
        return None
    factor = _factor(column.header, word.target, words)
    if factor is None:
        return replace(column, how=say("how_other_unit", unit=parts[2]))
    how = say("how_name") if factor == 1 else say("how_factor", factor=factor)
    return _as(column, replace(word, factor=word.factor * factor), 0.95, how)


def _factor(header: str, target: str, words: Vocabulary) -> float | None:
    """What the unit in a header means for its field: 1 without one, None for a unit of another kind."""
    scaled = words.words.get(key(header))
    if scaled and scaled.target == target:
        return scaled.factor
    parts = _BRACKET.fullmatch(folded(header))
    field = words.fields.get(target)
    if parts is None or field is None or field.type not in ("integer", "number") or not is_unit(parts[2]):
        return 1.0
    return factor_between(parts[2], field.unit)


def _by_place(column: Column, _words: Vocabulary) -> Column | None:
    named = [target for text, target in _CHINESE_PLACE.items() if text in column.header]
    if not named or len(column.header) > 20:
        return None
    both = "place.lonlat" in named or len(named) == 2
    return _as(column, Word("place.lonlat" if both else named[0], 9), 0.85, say("how_contains"))


def _by_beginning(column: Column, words: Vocabulary) -> Column | None:
    """A Shapefile cuts names at ten bytes: what begins the words of one field only, is that field."""
    text = key(column.header)
    if not any(8 <= len(column.header.encode(encoding, "replace")) <= 10 for encoding in ("gbk", "utf-8")):
        return None
    found = {word.target: word for known, word in words.words.items() if known.startswith(text)}
    return _as(column, next(iter(found.values())), 0.8, say("how_cut")) if len(found) == 1 else None


def _by_likeness(column: Column, words: Vocabulary) -> Column | None:
    text = key(column.header)
    if not 3 <= len(text) <= 40:
        return None
    names = (
        (known, word) for known, word in words.words.items() if word.target not in DIVISIONS
    )  # Country: county
    best, word = max(((_likeness(text, known), word) for known, word in names), key=lambda one: one[0])
    return _as(column, word, round(best, 2), say("how_like")) if best >= _LIKE else None


def _by_content(column: Column, cells: Iterable[object], words: Vocabulary) -> Column:
    """A column that no word names, but whose cells speak for themselves: credit codes with right check digits."""
    field = next((one for one in words.fields.values() if one.type == "credit_code"), None)
    if column.target or column.chosen or field is None or column.how != NO_MATCH:
        return column
    texts = [text for text in map(plain, cells) if not is_missing(text)]
    right = sum(isinstance(read_credit_code(text), str) for text in texts)
    if right < _TELLING or right * 5 < len(texts) * 4:
        return column
    return _as(column, Word(field.name, 9), 0.9, say("how_credit_code"))


def _likeness(text: str, known: str) -> float:
    matcher = SequenceMatcher(None, text, known, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LIKE and matcher.quick_ratio() >= _LIKE else 0.0


def _as(column: Column, word: Word, confidence: float, how: Words) -> Column:
    return replace(column, target=word.target, rank=word.rank, factor=word.factor, confidence=confidence, how=how)


def _doubted(column: Column, cells: Iterable[object], words: Vocabulary) -> Column:
    """Halve the confidence of a column whose content mostly cannot be read as what its header says."""
    if column.target is None or (column.chosen and column.how == say("how_chosen")):
        return column
    results = [_reads(column, cell, words) for cell in cells if not is_missing(plain(cell))]
    if len(results) < 3 or sum(results) * 2 >= len(results):
        return column
    return replace(column, confidence=column.confidence / 2, how=say("how_unread", how=column.how))


def _reads(column: Column, cell: object, words: Vocabulary) -> bool:
    if column.target in ("place.longitude", "place.latitude"):
        return not isinstance(read_angle(cell), Trouble)
    if column.target == "place.datum":
        return True
    if column.target in PLACES:
        return not isinstance(read_angles(cell), Trouble)
    field = words.fields.get(column.target or "")
    return field is None or not isinstance(reader_of(field, column.factor)(cell), Fault)


def _settled(columns: list[Column]) -> list[Column]:
    """Where several columns mean the same, the surest comes first and the others stand in for it."""
    settled = {column.index: column for column in columns}
    targets = {column.target for column in columns if column.target}
    for target in targets:
        rivals = sorted(
            (column for column in columns if column.target == target),
            key=lambda column: (-column.confidence, column.rank, column.index),
        )
        for place, column in enumerate(rivals[1:], 1):
            alone = target in PLACES or target in DIVISIONS or column.confidence < 0.9
            if alone and not column.chosen:
                settled[column.index] = replace(column, target=None, confidence=0.0, how=say("how_rival"))
            else:
                settled[column.index] = replace(column, rank=place, how=say("how_stands_in", how=column.how))
        settled[rivals[0].index] = replace(rivals[0], rank=0)
    return [settled[column.index] for column in columns]
