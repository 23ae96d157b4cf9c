"""What a phone sends is applied exactly once, however often and in whatever order, and nobody else sees it."""

import hashlib
import itertools
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from geo_app.actor import SYSTEM
from geo_app.db import Database
from geo_app.patrol.jpeg import cleaned
from geo_app.patrol.models import Finding, FindingStep, Photo, PhotoUse, Visit
from tests.api.phone import FIX, PICTURE, SHOT, danger, delta, send, states, step, visit


def count(database: Database, table: type) -> int:
    with database.transaction(SYSTEM) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_whatever_is_sent_up_to_five_times_in_any_order_is_there_once(
    officer: TestClient, database: Database, site: int
) -> None:
    chance = random.Random(6)
    found = danger(site)
    digest = hashlib.sha256(PICTURE).hexdigest()
    photo = delta("photo", {"of": found["id"], "hash": digest})
    after = delta("photo", {"of": found["id"], "hash": digest, "phase": "after"})
    fixed = step(found, "fix", photos=[after["id"]])
    entered = [visit(site), visit(site, wrong=1), found, photo, after, fixed]
    many = [each for each in entered for _ in range(chance.randint(1, 5))]
    chance.shuffle(many)
    for sent in many:
        states(officer, sent)
    assert states(officer, *entered) == ["applied"] * 6
    assert (count(database, Visit), count(database, Finding), count(database, PhotoUse)) == (2, 1, 2)
    assert count(database, FindingStep) == 2  # found, put right at once


def test_every_order_of_a_danger_its_photo_and_its_step_ends_alike(
    officer: TestClient, database: Database, site: int
) -> None:
    for order in itertools.permutations(range(3)):
        found = danger(site)
        photo = delta("photo", {"of": found["id"], "hash": "0" * 64})
        fixed = step(found, "fix", photos=[photo["id"]])
        sent = [found, photo, fixed]
        for n in order:
            fate = send(officer, sent[n])[0]
            assert fate["state"] in ("applied", "waiting")
            if fate["state"] == "waiting":
                assert fate["missing"] == found["id"]
        assert states(officer, *sent) == ["applied"] * 3
        assert officer.get(f"/api/findings/{found['id']}").json()["state"] == "rectified"


def test_a_clock_two_years_off_is_put_right_and_kept_as_it_was(
    officer: TestClient, database: Database, site: int
) -> None:
    there = datetime.now(UTC) - timedelta(days=730)
    sent = visit(site) | {"made_at": (there - timedelta(hours=2)).isoformat()}
    assert send(officer, sent, clock=there)[0]["state"] == "applied"
    with database.transaction(SYSTEM) as session:
        kept = session.scalars(select(Visit)).one()
        assert abs((datetime.now(UTC) - kept.happened_at).total_seconds() - 7200) < 60
        assert abs((datetime.now(UTC) - kept.made_at).days - 730) <= 1
        assert kept.distance_m is not None
        assert 9 < kept.distance_m < 11


def test_two_who_decide_at_once_are_told_and_one_of_them_chooses(
    office: TestClient, door: Callable[..., TestClient], site: int
) -> None:
    other, found = door("editor", "530181"), danger(site)
    send(office, found, step(found, "register", values={"grade": "general"}))
    seen = {"state": "registered", "values": {"deadline_on": None, "measure": None, "responsible": None}}
    values = {"responsible": "站长", "measure": "清走杂物", "deadline_on": "2026-12-01"}
    first = step(found, "order", values=values, seen=seen)
    late = step(found, "dismiss", words="查无此事", seen={"state": "found", "values": {}})
    assert states(office, first) == ["applied"]
    (fate,) = send(other, late)
    assert (fate["state"], fate["mine"]["title"], fate["theirs"]["state"]) == (
        "conflict",
        "不予登记",
        "rectifying",
    )
    refused = other.post(f"/api/deltas/{late['id']}/settle", json={"choice": "mine"})
    assert (refused.status_code, refused.json()["detail"]) == (400, "“整改中”的隐患不能不予登记")
    kept = other.post(f"/api/deltas/{late['id']}/settle", json={"choice": "theirs"}).json()
    assert kept["state"] == "dropped"
    assert send(other, late)[0]["state"] == "dropped"


def test_a_value_that_somebody_changed_meanwhile_is_shown_beside_mine(
    office: TestClient, door: Callable[..., TestClient], site: int
) -> None:
    other, found = door("editor", "530181"), danger(site)
    values = {"responsible": "站长", "measure": "清走杂物", "deadline_on": "2026-12-01"}
    send(office, found, step(found, "register", values={"grade": "general"}), step(found, "order", values=values))
    seen = {"state": "rectifying", "values": {"deadline_on": "2026-12-01"}}
    mine = step(found, "extend", words="等配件", values={"deadline_on": "2026-12-09"}, seen=seen)
    theirs = step(found, "extend", words="等天晴", values={"deadline_on": "2026-12-20"}, seen=seen)
    assert states(office, theirs) == ["applied"]
    (fate,) = send(other, mine)
    assert fate["mine"]["values"] == {"deadline_on": "2026-12-09"}
    assert fate["theirs"]["values"] == {"deadline_on": "2026-12-20"}
    settled = other.post(f"/api/deltas/{mine['id']}/settle", json={"choice": "mine"}).json()
    assert settled["state"] == "applied"
    assert office.get(f"/api/findings/{found['id']}").json()["deadline_on"] == "2026-12-09"


def test_a_photo_cut_at_any_byte_goes_on_where_it_was_and_loses_what_the_camera_wrote(
    officer: TestClient, database: Database, tmp_path: Any
) -> None:
    digest, total = hashlib.sha256(SHOT).hexdigest(), len(SHOT)
    cut = random.Random(7)
    while True:
        here = officer.get(f"/api/photos/{digest}/progress").json()
        if here["complete"]:
            break
        end = min(total, here["received"] + cut.randint(1, 30))
        for _ in range(cut.randint(1, 3)):
            piece = SHOT[here["received"] : end]
            answer = officer.put(f"/api/photos/{digest}?offset={here['received']}&total={total}", content=piece)
            assert answer.status_code == 200, answer.text
    (kept,) = (tmp_path / "photos").rglob("*.jpg")
    assert kept.read_bytes() == PICTURE == cleaned(SHOT)
    assert count(database, Photo) == 1
    assert not list((tmp_path / "photos" / "parts").iterdir())


@pytest.mark.parametrize("content", [b"GIF89a", b"\xff\xd8", b"\xff\xd8\xff\xe0\x00", PICTURE[:-2]])
def test_what_is_no_whole_jpeg_is_refused_in_words(officer: TestClient, content: bytes) -> None:
    digest = hashlib.sha256(content).hexdigest()
    answer = officer.put(f"/api/photos/{digest}?offset=0&total={len(content)}", content=content)
    assert (answer.status_code, answer.json()["detail"]) == (400, "照片不是 JPEG 格式")


def test_a_damaged_photo_begins_anew(officer: TestClient) -> None:
    digest = hashlib.sha256(PICTURE).hexdigest()
    answer = officer.put(f"/api/photos/{digest}?offset=0&total=3", content=b"abc")
    assert (answer.status_code, answer.json()["detail"]) == (400, "照片在路上损坏了")
    assert officer.get(f"/api/photos/{digest}/progress").json() == {"received": 0, "complete": False}


def test_another_township_sees_nothing_and_a_viewer_sends_nothing(
    officer: TestClient, door: Callable[..., TestClient], site: int
) -> None:
    found, went = danger(site), visit(site)
    digest = hashlib.sha256(PICTURE).hexdigest()
    photo = delta("photo", {"of": found["id"], "hash": digest})
    officer.put(f"/api/photos/{digest}?offset=0&total={len(PICTURE)}", content=PICTURE)
    assert states(officer, found, went, photo) == ["applied"] * 3
    assert officer.get(f"/api/photos/{photo['id']}/picture").content == PICTURE
    stranger = door("inspector", "530115")
    for path in (f"findings/{found['id']}", f"photos/{photo['id']}/picture", f"sites/{site}/visits"):
        assert officer.get(f"/api/{path}").status_code == 200, path
        assert stranger.get(f"/api/{path}").status_code == 404, path
    assert stranger.get("/api/findings").json()["rows"] == []
    (fate,) = send(stranger, visit(site))
    assert (fate["state"], fate["message"]) == ("refused", f"没有编号为 {site} 的点位，或不在您的管辖区划内")
    assert states(stranger, step(found, "fix", photos=[photo["id"]])) == ["waiting"]
    assert send(stranger, found)[0]["message"] == "这个编号已被别的账号用过"
    assert officer.get(f"/api/findings/{found['id']}").json()["state"] == "found"
    viewer = door("viewer", "530181")
    answer = viewer.put("/api/deltas", json={"device": "p", "clock": datetime.now(UTC).isoformat(), "deltas": []})
    assert answer.status_code == 403
    assert viewer.get(f"/api/findings/{found['id']}").json()["state"] == "found"


def test_a_site_retired_meanwhile_keeps_its_visit(officer: TestClient, office: TestClient, site: int) -> None:
    version = office.get(f"/api/sites/{site}").json()["version"]
    gone = office.post(f"/api/sites/{site}/retire", json={"reason": "拆除"}, headers={"If-Match": f'"{version}"'})
    assert gone.status_code in (200, 204), gone.text
    (fate,) = send(officer, visit(site))
    assert (fate["state"], "site_retired" in fate["notes"]) == ("applied", True)


def test_a_visit_to_a_site_whose_place_was_corrected_meanwhile_keeps_both_places(
    officer: TestClient, office: TestClient, database: Database, site: int
) -> None:
    version = office.get(f"/api/sites/{site}").json()["version"]
    corrected = {"geometry": {"type": "Point", "coordinates": [102.31, 24.6]}, "reason": "位置更正"}
    answer = office.patch(f"/api/sites/{site}", json=corrected, headers={"If-Match": f'"{version}"'})
    assert answer.status_code == 200, answer.text
    made = visit(site, site_at={"lon": 102.3, "lat": 24.6})
    for _ in range(2):
        (fate,) = send(officer, made)
        assert (fate["state"], "site_moved" in fate["notes"]) == ("applied", True)
    assert count(database, Visit) == 1
    with database.transaction(SYSTEM) as session:
        told = session.scalars(select(Visit)).one()
        assert (told.fix or {})["lon"] == FIX["lon"], "where the officer stood is not moved along"
        assert 900 < (told.distance_m or 0) < 1100
        assert session.scalar(select(func.st_x(Visit.geom))) == 102.31, "the visit is drawn at the site"


def test_a_danger_without_a_site_lies_where_the_device_was(officer: TestClient) -> None:
    nowhere, here = danger(None, fix=None), danger(None)
    across = danger(None, fix=FIX | {"lon": 102.7})
    assert states(officer, nowhere, here, across) == ["refused", "applied", "applied"]
    told = officer.get(f"/api/findings/{here['id']}").json()
    assert (round(told["lon"], 4), told["fix"]["accuracy_m"]) == (102.3001, 8)


def test_my_work_begins_anew_with_a_visit(officer: TestClient, site: int) -> None:
    before = officer.get("/api/work", params={"ahead": 92}).json()
    assert (before["visitor"], [row["checklist"] for row in before["rows"]]) == ("grid_officer", ["fuel_station"])
    assert before["rows"][0]["last_visit"] is None
    send(officer, visit(site))
    assert officer.get("/api/work", params={"ahead": 31}).json()["rows"] == []
    (row,) = officer.get("/api/work", params={"ahead": 100}).json()["rows"]
    assert 88 <= row["days"] <= 93
    assert officer.get(f"/api/sites/{site}/visits").json()[0]["asked"] == 3


def test_what_waited_keeps_the_clock_of_its_own_phone(officer: TestClient, database: Database, site: int) -> None:
    found, ahead = danger(site), datetime.now(UTC) + timedelta(days=730)
    photo = delta("photo", {"of": found["id"], "hash": "0" * 64}, at=ahead)
    assert send(officer, photo, clock=ahead)[0]["state"] == "waiting"
    assert states(officer, found) == ["applied"]
    with database.transaction(SYSTEM) as session:
        kept = session.scalars(select(PhotoUse)).one()
        assert abs(datetime.now(UTC) - kept.happened_at) < timedelta(minutes=1)


def test_a_decision_whose_answer_was_lost_is_told_again(officer: TestClient, site: int) -> None:
    nowhere = danger(None, fix=None)
    assert states(officer, nowhere) == ["refused"]
    for _ in range(2):
        told = officer.post(f"/api/deltas/{nowhere['id']}/settle", json={"choice": "theirs"})
        assert (told.status_code, told.json()["state"]) == (200, "dropped")


def test_what_changed_meanwhile_is_told_and_the_visit_is_kept(
    officer: TestClient, door: Callable[..., TestClient], site: int
) -> None:
    now = next(each for each in officer.get("/api/checklists").json() if each["name"] == "fuel_station")
    here = {"version": now["version"], "site_at": {"lon": 102.3, "lat": 24.6}}
    assert send(officer, visit(site, **here))[0]["notes"] == []
    elsewhere = visit(site, version="old", site_at={"lon": 102.31, "lat": 24.6})
    assert send(officer, elsewhere)[0]["notes"] == ["site_moved", "checklist"]
    other = door("inspector", "530181")
    assert send(other, visit(site, **here))[0]["notes"] == ["also_visited"]
    late = datetime.now(UTC) - timedelta(days=730)
    assert send(officer, danger(site) | {"made_at": late.isoformat()}, clock=late)[0]["notes"] == ["clock"]
    assert len(officer.get(f"/api/sites/{site}/visits").json()) == 3
