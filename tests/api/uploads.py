"""How a browser sends a ledger and follows its import."""

import time
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from geo_app.actor import Actor
from geo_app.db import Database
from geo_app.sites.models import Site

LEDGER = """名称,编号,经度,纬度,生产能力,县
甲矿,M1,102.41,24.81,30,安宁市
乙矿,M2,102.42,24.82,很多,晋宁区
丙矿,M3,0,0,5,安宁市
"""


def upload(client: TestClient, content: str | bytes = LEDGER, name: str = "矿山.csv", **form: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post("/api/imports", files={"file": (name, data)}, data={"layer": "mine"} | form)


def loaded(client: TestClient, import_id: int) -> dict[str, Any]:
    """Ask for an import until it is no longer loading."""
    assert client.post(f"/api/imports/{import_id}/load").status_code == 202
    until = time.monotonic() + 30
    while time.monotonic() < until:
        answer: dict[str, Any] = client.get(f"/api/imports/{import_id}").json()
        if answer["status"] != "loading":
            return answer
        time.sleep(0.05)
    raise AssertionError("still loading")


def sites(database: Database, admin: Actor) -> list[Site]:
    with database.transaction(admin) as session:
        return list(session.scalars(select(Site).order_by(Site.id)))
