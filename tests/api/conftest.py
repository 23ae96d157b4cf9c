"""People on the ground, each with a client of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from geo_app.app import create_app
from geo_app.db import Database
from geo_app.layers import Layers
from geo_app.settings import Settings
from tests.api.phone import PLACE
from tests.conftest import log_in


@pytest.fixture
def door(database: Database, layers: Layers, divisions: None, tmp_path: Any) -> Callable[..., TestClient]:
    """A client of its own for each person."""

    def door(role: str, *codes: str) -> TestClient:
        app = create_app(Settings(data_dir=tmp_path), database, layers)
        return log_in(TestClient(app), database, role, list(codes))

    return door


@pytest.fixture
def officer(door: Callable[..., TestClient]) -> TestClient:
    return door("inspector", "530181")


@pytest.fixture
def office(door: Callable[..., TestClient]) -> TestClient:
    return door("editor", "530181")


@pytest.fixture
def site(office: TestClient) -> int:
    body = {"layer": "fuel_station", "geometry": PLACE, "fields": {"name": "甲加油站"}}
    return int(office.post("/api/sites", json=body).json()["id"])
