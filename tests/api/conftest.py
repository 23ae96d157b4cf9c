"""People on the ground, each with a client of their own."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from geo_app.db import Database
from tests.api.phone import PLACE
from tests.conftest import log_in


@pytest.fixture
def door(app: FastAPI, database: Database, divisions: None) -> Callable[..., TestClient]:
    """A client of its own for each person."""

    def door(role: str, *codes: str) -> TestClient:
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
