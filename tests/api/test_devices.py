"""A phone is known from its first sync on; one that was lost sends no more."""

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi.testclient import TestClient

from geo_app.db import Database
from tests.api.phone import send, visit
from tests.conftest import PASSWORD


def rows(client: TestClient) -> list[tuple[str, str, bool]]:
    return [(row["id"], row["name"], bool(row["revoked_at"])) for row in client.get("/api/devices").json()["rows"]]


def sync(client: TestClient, name: str = "Android · Chrome") -> None:
    clock = datetime.now(UTC).isoformat()
    answer = client.put("/api/deltas", json={"device": "phone", "name": name, "clock": clock, "deltas": []})
    assert answer.status_code == 200, answer.text


def test_a_phone_is_listed_for_its_owner_and_for_the_bureau_alone(
    officer: TestClient, door: Callable[..., TestClient]
) -> None:
    sync(officer)
    sync(officer)
    known = [("phone", "Android · Chrome", False)]
    assert rows(officer) == rows(door("approver", "530181")) == known
    for stranger in (door("editor", "530181"), door("approver", "530115"), door("approver", "530181007")):
        assert rows(stranger) == []
    assert officer.get("/api/devices").json()["offline_days"] == 30


def test_a_lost_phone_sends_nothing_until_it_is_let_in_again(
    officer: TestClient, door: Callable[..., TestClient], site: int
) -> None:
    sync(officer)
    me, bureau = officer.get("/api/session").json()["username"], door("approver", "530181")
    lost = f"/api/devices/phone/{me}"
    assert door("approver", "530115").patch(lost, json={"revoked": True}).status_code == 404
    assert bureau.patch(lost, json={"revoked": True}).json()["revoked_at"]
    assert officer.get("/api/devices/phone/standing").json() == {"revoked": True}
    assert officer.get("/api/work").status_code == 401  # logged out everywhere
    officer.post("/api/session", json={"username": me, "password": PASSWORD})
    going = visit(site)
    body = {"device": "phone", "clock": datetime.now(UTC).isoformat(), "deltas": [going]}
    refused = officer.put("/api/deltas", json=body)
    assert (refused.status_code, refused.json()["revoked"]) == (403, True)
    assert refused.json()["detail"] == "这部手机已停用，记录没有收下"
    assert officer.get(f"/api/sites/{site}/visits").json() == []
    bureau.patch(lost, json={"revoked": False})
    assert send(officer, going)[0]["state"] == "applied"
    assert officer.get("/api/devices/phone/standing").json() == {"revoked": False}


def test_a_phone_that_nobody_knows_is_not_lost(client: TestClient, database: Database) -> None:
    assert client.get("/api/devices/unheard/standing").json() == {"revoked": False}
