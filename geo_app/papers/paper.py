"""What an official paper says, part by part, whatever file it becomes. Nothing depends on when it is made."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from geo_app.papers.punctuation import set_in_chinese

TEXT_WIDTH_MM = 156  # of the text on A4 between the margins of GB/T 9704-2012
AS_IS = {"svg", "address", "code"}


@dataclass(frozen=True)
class Heading:
    """The title of a section; `level` 2 stands within one."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Items:
    """Numbered sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Names with their values, two columns."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    title: str
    width_mm: float


@dataclass(frozen=True)
class Group:
    """Rows of a table under a title. In a cell, all behind the first line is an explanation in small print."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Picture:
    """A drawing in SVG with its size on paper; `words` say what it shows to those who cannot see it."""

    svg: str
    width_mm: float
    height_mm: float
    caption: str
    words: str


@dataclass(frozen=True)
class Signature:
    """Who stands for the paper, line by line, the day last."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """By what a reader finds the stored original: a code to type, an address to open, a picture of the address."""

    code: str
    address: str
    svg: str
    words: str


Part = Heading | Text | Items | Facts | Table | Picture | Signature | Check


@dataclass(frozen=True)
class Paper:
    """A whole paper. `mark` stands on every page of what is not, or no longer, valid; `made_at` is the instant
    that the file bears inside, taken from what it tells and never from the clock."""

    issuer: str
    number: str
    title: str
    parts: tuple[Part, ...]
    made_at: datetime
    mark: str = ""

    def described(self) -> dict[str, Any]:
        """The paper as plain values, which is what a format writes: each part says its kind.

        >>> Paper("甲县", "1", "意见", (Text("好。"),), datetime(2026, 1, 1)).described()["parts"]
        [{'kind': 'text', 'text': '好。', 'bold': False}]
        """
        parts = [{"kind": type(part).__name__.lower()} | _in_chinese(asdict(part)) for part in self.parts]
        words = {name: getattr(self, name) for name in ("issuer", "number", "title", "mark")}
        return _in_chinese(words) | {"parts": parts}


@dataclass(frozen=True)
class PaperFormat:
    """A file that a paper can become."""

    name: str
    title: str
    title_en: str
    extension: str
    media_type: str
    write: Callable[[Paper], bytes]


def _in_chinese(said: Any) -> Any:
    """Every word with Chinese marks; drawings and addresses as they are."""
    if isinstance(said, str):
        return set_in_chinese(said)
    if isinstance(said, dict):
        return {name: value if name in AS_IS else _in_chinese(value) for name, value in said.items()}
    return [_in_chinese(each) for each in said] if isinstance(said, (list, tuple)) else said
