"""Heavy libraries are loaded when they are first used: a server process that draws tiles and pages of features has
no need of those that read ledgers, write files and set papers, and they would take more memory than all the rest.

`import pandas` stays where imports stand, on top; what it names is an empty module that fills itself when
something of it is asked for. `from pandas import …` asks at once, and so does an annotation in a signature:
modules that annotate with these libraries begin with `from __future__ import annotations`.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import Any

LATE = {
    *(
        "adbc_driver_postgresql.dbapi",
        "PIL",
        "PIL.Image",
        "PIL.ImageDraw",
        "PIL.ImageFont",
        "authlib.integrations.requests_client",
        "authlib.oidc.core",
        "alembic",
        "alembic.command",
        "alembic.config",
        "docx",
        "folium",
        "joserfc.jwk",
        "joserfc.jwt",
        "requests",
    ),
    *(
        "geopandas",
        "pandas",
        "pyarrow",
        "pyarrow.compute",
        "pyarrow.csv",
        "pyarrow.parquet",
        "pyogrio",
        "pyogrio.errors",
    ),
    *("pypinyin", "pypinyin.seg", "pypinyin.seg.mmseg", "rasterio", "rasterio.errors", "rasterio.io", "typst"),
}
LOADING = RLock()  # one at a time, whichever thread asks first


class Late(ModuleType):
    """A module that is found but not loaded yet."""

    def __getattr__(self, name: str) -> Any:
        load(self)
        return ModuleType.__getattribute__(self, name)


class Waiting(Loader):
    """Puts loading off: the library's own loader does it later."""

    def __init__(self, own: Loader) -> None:
        self.own = own

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.own.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__class__ = Late


class Finder(MetaPathFinder):
    """Finds late modules; for parts of one that are imported in earnest, it loads the whole first."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in LATE:
            load(sys.modules.get(name.rpartition(".")[0]))
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and spec.loader:
            spec.loader = Waiting(spec.loader)
        return spec


def load(module: ModuleType | None) -> None:
    """Load a late module, those above it first; any other stays as it is."""
    if type(module) is not Late or module.__spec__ is None:
        return
    with LOADING:
        load(sys.modules.get(module.__name__.rpartition(".")[0]))
        waiting = module.__spec__.loader
        if not isinstance(waiting, Waiting):
            return  # another was faster, or it is being loaded further up
        module.__spec__.loader = module.__loader__ = waiting.own
        try:
            waiting.own.exec_module(module)
        except BaseException:
            module.__spec__.loader = module.__loader__ = waiting
            raise
        object.__setattr__(module, "__class__", ModuleType)  # from here on like any other


def wait() -> None:
    """From now on, heavy libraries wait until they are used."""
    if not any(isinstance(finder, Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, Finder())
