"""What a phone sends, as the tests of patrol make it; and the people who send it."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient

PLACE = {"type": "Point", "coordinates": [102.3, 24.6]}
FIX = {"lon": 102.3001, "lat": 24.6, "accuracy_m": 8}
EXIF = b"\xff\xe1\x00\x10Exif\x00\x00GPS-HERE"
PICTURE = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xda\x00\x04ab\x01\xff\x00\x02\xff\xd0\x03\xff\xd9"
SHOT = PICTURE[:2] + EXIF + PICTURE[2:] + b"trailing thumbnails"
Delta = dict[str, Any]


def delta(kind: str, body: Delta, at: datetime | None = None) -> Delta:
    made = (at or datetime.now(UTC)).isoformat()
    return {"id": str(uuid4()), "type": kind, "made_at": made, "body": body}


def visit(site: int, wrong: int = 0, **more: Any) -> Delta:
    answers = [{"key": f"q{n}", "question": f"问题{n}?", "answer": "no" if n < wrong else "yes"} for n in range(3)]
    body = {"site_id": site, "checklist": "fuel_station", "version": "1", "answers": answers, "fix": FIX}
    return delta("visit", body | more)


def danger(site: int | None, **more: Any) -> Delta:
    return delta("finding", {"site_id": site, "what": "安全出口被堵", "fix": FIX} | more)


def step(finding: Delta, action: str, **more: Any) -> Delta:
    return delta("step", {"finding": finding["id"], "action": action} | more)


def send(client: TestClient, *deltas: Delta, clock: datetime | None = None) -> list[Delta]:
    now = (clock or datetime.now(UTC)).isoformat()
    answer = client.put("/api/deltas", json={"device": "phone", "clock": now, "deltas": list(deltas)})
    assert answer.status_code == 200, answer.text
    found: list[Delta] = answer.json()
    return found


def states(client: TestClient, *deltas: Delta) -> list[str]:
    return [fate["state"] for fate in send(client, *deltas)]
