"""Real clusters on this machine, each with an address of its own, and what their people do."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import gettempdir

import pytest

from geo_app.actor import SYSTEM
from geo_app.cluster import Cluster
from geo_app.db import Database
from geo_app.divisions.country import SOURCE, country
from geo_app.divisions.load import load_frame
from geo_app.layers import Layers
from geo_app.upgrade import upgrade
from tests.cli.command import Ended, run
from tests.cluster import MEMORY, QUICK

SMALL = QUICK | {"shared_buffers": "32MB", "wal_retrieve_retry_interval": "300ms", "fsync": "on"}


@dataclass(frozen=True)
class Office:
    """A bureau with a database of its own."""

    cluster: Cluster
    address: str

    @cached_property
    def database(self) -> Database:
        return Database(self.cluster.url)

    def close(self) -> None:
        self.database.close()
        self.cluster.stop()
        shutil.rmtree(self.folder)

    @property
    def folder(self) -> Path:
        """The data folder, as a command is told it."""
        return self.cluster.folder.parent

    def geo_app(self, *words: object) -> Ended:
        """What an administrator of this bureau types."""
        return run(words, os.environ | {"GEO_APP_DATA_DIR": str(self.folder)}, self.folder)


def opened(layers: Layers, *names: str) -> Iterator[list[Office]]:
    """Bureaus: one new database, copied for each."""
    room = MEMORY if MEMORY.is_dir() else Path(gettempdir())
    mark, net = (
        f"{os.getpid()}_{secrets.token_hex(3)}",
        f"127.{secrets.randbelow(250) + 1}.{secrets.randbelow(250) + 1}",
    )
    rows = country()
    made = [
        Office(Cluster(room / f"geo_app_{name}_{mark}" / "postgis", SMALL), f"{net}.{i}")
        for i, name in enumerate(names, 1)
    ]
    first, *others = (office.cluster for office in made)
    for office in made:
        office.folder.mkdir()
    try:
        first.start()
        upgrade(first.url, layers)
        with made[0].database.transaction(SYSTEM) as session:
            load_frame(session, rows[rows["code"].str.startswith("53")], SOURCE)
        made[0].database.engine.dispose()
        first.stop()
        for other in others:
            subprocess.run(["cp", "-a", first.folder, other.folder], check=True)
        for office in made:
            office.cluster.start()
        yield made
    finally:
        for office in made:
            if office.folder.exists():
                office.close()


@pytest.fixture(scope="package")
def offices(layers: Layers) -> Iterator[list[Office]]:
    """The counties 530124 and 530181, and the city 5301."""
    yield from opened(layers, "fumin", "anning", "kunming")


@pytest.fixture(scope="module")
def pair(layers: Layers) -> Iterator[list[Office]]:
    """The county 530124 and the city 5301."""
    yield from opened(layers, "fumin", "kunming")


@pytest.fixture(scope="module")
def chain(layers: Layers) -> Iterator[list[Office]]:
    """The county 530124, the city 5301 and the province 53."""
    yield from opened(layers, "fumin", "kunming", "yunnan")
