"""The batch on SedonaDB, in this process, on all cores of one machine."""

from importlib import import_module
from pathlib import Path

import pyarrow.dataset

from geo_app.errors import Unavailable


class SedonaDb:
    name = "SedonaDB"

    def __init__(self) -> None:
        try:
            self._engine = import_module("sedonadb").connect()
        except ModuleNotFoundError as error:
            raise Unavailable("没有安装 SedonaDB", "请安装 geo_app[nation]") from error

    def open(self, name: str, folder: Path) -> None:
        self._engine.read_parquet(f"{folder}/").to_view(name, overwrite=True)

    def keep(self, name: str, statement: str, folder: Path) -> int:
        folder.mkdir(parents=True)
        self._engine.sql(statement).to_parquet(folder / "part.parquet")
        self.open(name, folder)
        return int(pyarrow.dataset.dataset(folder, format="parquet").count_rows())

    def close(self) -> None:
        del self._engine
