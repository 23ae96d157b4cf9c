"""One app over one database for all requirements: two counties with a few sites in each, and a mine that ended."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from geo_app.actor import Actor, operator
from geo_app.app import create_app
from geo_app.db import Database
from geo_app.layers import Layers
from geo_app.settings import Settings
from tests.conftest import clone, log_in
from tests.contracts.heard import Heard, on_a_port

SQUARE = [[102.45, 24.9], [102.453, 24.9], [102.453, 24.903], [102.45, 24.903], [102.45, 24.9]]
PLACES: dict[str, dict[str, Any]] = {
    "chemical_plant": {"type": "Polygon", "coordinates": [SQUARE]},
    "pipeline": {"type": "LineString", "coordinates": [[102.4, 24.9], [102.5, 24.95]]},
}
MINES = 25


@pytest.fixture(scope="module")
def land(cluster_url: str, template: str) -> Iterator[Database]:
    """A database for the tests of one file."""
    yield from clone(cluster_url, template)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def api(land: Database, layers: Layers, data_dir: Path) -> Iterator[TestClient]:
    """An administrator before the filled map: mines 1 to 25 from west to east, then a plant and a pipeline."""
    app = create_app(Settings(data_dir=data_dir), land, layers)
    with TestClient(app) as client:
        log_in(client, land, "admin", [""])
        for n in range(1, MINES + 1):
            place = {"type": "Point", "coordinates": [round(102.40 + n * 0.004, 4), 24.9]}
            fields: dict[str, Any] = {"name": f"演示 {n} 号矿 “引号” <b>&", "mineral": "煤" if n % 2 else "磷"}
            if n % 5:
                fields["capacity"] = n % 7
            made = client.post("/api/sites", json={"layer": "mine", "geometry": place, "fields": fields})
            assert made.status_code == 201, made.text
        for layer, place in PLACES.items():
            body = {"layer": layer, "geometry": place, "fields": {"name": f"演示 {layer}"}}
            assert client.post("/api/sites", json=body).status_code == 201
        yield client


@pytest.fixture(scope="session")
def keeper() -> Actor:
    return operator("tester")


@pytest.fixture(scope="module")
def heard(
    api: TestClient, land: Database, layers: Layers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Heard]:
    """A second app over the filled database: connections belong to the loop that opened them."""
    database = Database(land.url)
    with on_a_port(create_app(Settings(data_dir=tmp_path_factory.mktemp("data")), database, layers)) as heard:
        yield heard
    database.close()


@pytest.fixture(scope="module")
def token(api: TestClient) -> str:
    made = api.post("/api/tokens", json={"name": "GIS", "layers": ["mine"]}).json()
    return str(made["token"])
