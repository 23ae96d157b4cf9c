"""What an export format is, and what it is given to write. Each is one file in `formats`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo_app.db import Database
from geo_app.export.columns import Column
from geo_app.export.gather import Rows
from geo_app.geo.crs import Crs
from geo_app.layers import Layer

ABOUT = ("项目", "内容")


@dataclass(frozen=True)
class Features:
    """What is exported. `about` is what the file says of itself, under the titles of ABOUT; `database` is where
    shapes may be worked on."""

    layer: Layer
    columns: tuple[Column, ...]
    crs: Crs
    rows: Rows
    about: tuple[tuple[str, str], ...]
    database: Database


@dataclass(frozen=True)
class Format:
    """A file format. `write` puts the features into a new file at the path. `only` are the codes of the coordinate
    systems that it can hold, where not all; `usual` is its place among those that most people want, 0: not one;
    `most` is how many features it takes, 0: any number."""

    name: str
    title: str
    title_en: str
    extension: str
    media_type: str
    description: str
    description_en: str
    write: Callable[[Features, Path], None]
    only: tuple[str, ...] = ()
    usual: int = 0
    most: int = 0
