"""Rule packs: which form of a method a province or county goes by, as versioned files.

A pack names a variant of a method. It may bring that variant's numbers along (`[[rows]]`, added to a table of
`data/`), so that a province's own thresholds need no code. Shipped packs lie in `data/packs/`; a deployment adds
its own to `<data_dir>/packs/`.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from geo_app.errors import NotFound, PackFault
from geo_app.settings import shipped

_own: list[Path] = []


class PackFile(BaseModel):
    """What a pack file says."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    title_en: str = ""
    subject: str  # the method
    variant: str
    version: str
    division: str = ""  # whom it is made for; empty: everybody
    effective_on: date
    source: str
    confidence: str
    rows: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Pack:
    """A pack by its name, that of its file."""

    name: str
    says: PackFile

    def rows_of(self, table: str) -> Iterator[dict[str, str]]:
        """The rows that it adds to a table; what they leave out is the pack's, or empty."""
        shared = {"variant": self.says.variant, "clause": self.says.source, "confidence": self.says.confidence}
        for row in self.says.rows:
            if row.get("table") == table:
                yield shared | {column: value for column, value in row.items() if column != "table"}


@cache
def all_packs() -> dict[str, Pack]:
    """Every pack by name; one of the deployment comes before a shipped one of the same name.

    >>> all_packs()["lec_upper_inclusive"].says.variant
    'four_colour_upper_inclusive'
    """
    folders = (shipped("data") / "packs", *_own)
    return {path.stem: _read(path) for folder in folders for path in sorted(folder.glob("*.toml"))}


def pack_named(name: str) -> Pack:
    """One pack. Raises NotFound with the names there are."""
    try:
        return all_packs()[name]
    except KeyError:
        raise NotFound(f"没有名为 {name} 的规则包", f"现有：{'、'.join(all_packs())}") from None


def added_rows(table: str) -> list[dict[str, str]]:
    """What all packs add to a table of `data/`."""
    return [row for pack in all_packs().values() for row in pack.rows_of(table)]


def added_tables() -> set[str]:
    """The tables that packs add to."""
    return {row.get("table", "") for pack in all_packs().values() for row in pack.says.rows}


def look_into(folder: Path) -> bool:
    """Take in the packs of a deployment; False where that was done before."""
    if _own == [folder]:
        return False
    _own[:] = [folder]
    all_packs.cache_clear()
    return True


def _read(path: Path) -> Pack:
    try:
        return Pack(path.stem, PackFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackFault(f"规则包 {path.name} 读不了：{error}", "请改正后重新启动；写法见 data/packs/") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise PackFault(f"规则包 {path.name} 的 {place} 不符合要求：{first['msg']}", "请改正后重新启动") from error
