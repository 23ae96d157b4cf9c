"""Values of a ledger as the field of the layer wants them. What cannot be read is a fault, never a guess."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial

from geo_app.ingest.cells import CellError, Fault, folded, is_error, is_missing, plain
from geo_app.ingest.dates import read_date
from geo_app.ingest.identifiers import read_credit_code, read_telephone
from geo_app.ingest.quantities import read_integer, read_number
from geo_app.layers import LayerField
from geo_app.reckoning.words import Words, say
from geo_app.sites.fields import longest

Value = str | int | float | bool | date
Reader = Callable[[object], Value | Fault | None]

_YES = frozenset(["是", "有", "√", "✓", "✔", "☑", "●", "■", "对", "已", "具备", "1", "y", "yes", "true", "t"])
_NO = frozenset(
    {
        "否",
        "无",
        "没有",
        "×",
        "☐",
        "□",
        "○",
        "未",
        "没",
        "不具备",
        "✗",
        "✘",
        "x",
        "错",
        "0",
        "n",
        "no",
        "false",
        "f",
        "不是",
    }
)


def read_text(cell: object) -> str | None:
    """A text without invisible characters; the signs for no value are none.

    >>> read_text(" 县街街道 "), read_text(12.0), read_text("无")
    ('县街街道', '12', None)
    """
    text = plain(cell)
    return None if is_missing(text) else text


def read_bounded_text(cell: object, most: int) -> str | Fault | None:
    """A text of at most so many characters."""
    text = read_text(cell)
    return Fault("too_long", say("characters_at_most", most=most)) if text and len(text) > most else text


def read_boolean(cell: object) -> bool | Fault | None:
    """Yes or no.

    >>> read_boolean("有"), read_boolean("×"), read_boolean(1.0), read_boolean("-"), read_boolean("可能").code
    (True, False, True, None, 'not_yes_no')
    """
    if isinstance(cell, bool):
        return cell
    text = folded(plain(cell))
    if text in _YES or text in _NO:
        return text in _YES
    return None if is_missing(text) else Fault("not_yes_no")


def reader_of(field: LayerField, factor: float = 1.0) -> Reader:
    """How a cell becomes a value of this field. `factor` brings a column in another unit to the field's own.

    >>> from geo_app.layers import load_layers
    >>> from geo_app.settings import shipped
    >>> mine = load_layers([shipped("layers")])["mine"]
    >>> reader_of(mine.field("mining_method"))("地下"), reader_of(mine.field("capacity"), 100)(1.2)
    ('underground', 120.0)
    >>> reader_of(mine.field("capacity"))(-3)
    Fault(code='out_of_bounds', detail=Words(zh='应不小于 0', en='at least 0 is expected'))
    """
    kinds: dict[str, Reader] = {
        "text": partial(read_bounded_text, most=longest(field)),
        "integer": partial(read_integer, unit=field.unit),
        "number": partial(read_number, unit=field.unit),
        "boolean": read_boolean,
        "date": read_date,
        "phone": read_telephone,
        "credit_code": read_credit_code,
    }
    read = _choice(field) if field.type == "choice" else kinds[field.type]
    if field.type in ("integer", "number"):
        read = _measured(field, read, factor)
    return _remembering(partial(_or_error, read))


def _or_error(read: Reader, cell: object) -> Value | Fault | None:
    """A failed formula is an issue of its own whatever the field expects."""
    if isinstance(cell, (str, CellError)) and is_error(cell):
        return Fault("error_value")
    return read(cell)


def _remembering(read: Reader) -> Reader:
    """Ledgers repeat their words: a text that the column had before is not read again."""
    known = lru_cache(maxsize=4_096)(read)
    return lambda cell: known(cell) if isinstance(cell, str) else read(cell)


def _choice(field: LayerField) -> Reader:
    words = {folded(value): value for value, _, _ in field.choices}
    words |= {folded(label): value for value, *labels in field.choices for label in labels}
    words |= {folded(word): value for word, value in field.synonyms.items()}
    labels = Words("、".join(one[1] for one in field.choices), ", ".join(one[1] for one in field.choices))

    def read(cell: object) -> str | Fault | None:
        text = plain(cell)
        chosen = words.get(folded(text))  # before 无 counts as no value: it may be a choice
        if chosen is None and not is_missing(text):
            return Fault("not_a_choice", labels)
        return chosen

    return read


def _measured(field: LayerField, read: Reader, factor: float) -> Reader:
    """A number in the field's unit and within its bounds."""
    whole = field.type == "integer"
    read = partial(read_number, unit="" if factor != 1 else field.unit) if factor != 1 else read

    def measure(cell: object) -> int | float | Fault | None:
        number = read(cell)
        if number is None or isinstance(number, Fault) or not isinstance(number, (int, float)):
            return number if isinstance(number, Fault) else None
        if factor != 1:
            number = float(f"{number * factor:.12g}")
            if whole and not number.is_integer():
                return Fault("not_whole")
            number = int(number) if whole else number
        if field.minimum is not None and number < field.minimum:
            return Fault("out_of_bounds", say("at_least", bound=field.minimum))
        if field.maximum is not None and number > field.maximum:
            return Fault("out_of_bounds", say("at_most", bound=field.maximum))
        return number

    return measure
