"""An invitation opens one site, the code on the spot a form that an officer looks at first."""

from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader
from sqlalchemy import func, select, update

from geo_app.actor import SYSTEM
from geo_app.app import create_app
from geo_app.db import Database
from geo_app.enterprise.models import Invitation, PublicReport
from geo_app.settings import Settings
from tests.api.phone import PICTURE, SHOT, danger, delta, send, step, visit

NAME = {"name": "甲加油站 安全员"}


@pytest.fixture
def stranger(database: Database, layers: Any, tmp_path: Any, office: TestClient) -> TestClient:
    """Somebody without an account, before the same server's folder."""
    return TestClient(create_app(Settings(data_dir=tmp_path), database, layers))


def invite(office: TestClient, site: int, **more: Any) -> dict[str, Any]:
    answer = office.post(f"/api/sites/{site}/invitations", json=NAME | more)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def as_guest(stranger: TestClient, told: dict[str, Any]) -> TestClient:
    stranger.headers["x-invitation"] = told["link"].partition("#")[2]
    return stranger


def sends(guest: TestClient, *deltas: dict[str, Any]) -> Any:
    body = {"device": "browser", "clock": deltas[0]["made_at"], "deltas": list(deltas)}
    return guest.put("/api/guest/deltas", json=body)


def test_an_invitation_opens_self_inspection_and_rectification_of_one_site(
    office: TestClient, stranger: TestClient, site: int, database: Database
) -> None:
    found = danger(site)
    ordered = {"responsible": "站长", "measure": "更换", "deadline_on": "2030-01-01"}
    send(office, found, step(found, "register", values={"grade": "general"}), step(found, "order", values=ordered))
    told = invite(office, site)
    guest = as_guest(stranger, told)
    seen = guest.get("/api/guest").json()
    assert (seen["site"], seen["checklist"]["name"], len(seen["findings"])) == ("甲加油站", "fuel_station", 1)
    went, wrong = visit(site, wrong=1), danger(site, what="消防沙不足")
    photo = delta("photo", {"of": found["id"], "phase": "after", "hash": sha256(SHOT).hexdigest()})
    done = step(found, "done", photos=[photo["id"]])
    for _ in range(2):
        fates = sends(guest, went, wrong, photo, done).json()
        assert [each["state"] for each in fates] == ["applied"] * 4
    piece = guest.put(f"/api/guest/photos/{sha256(SHOT).hexdigest()}?offset=0&total={len(SHOT)}", content=SHOT)
    assert piece.json() == {"received": len(SHOT), "complete": True}
    (kept,) = office.get(f"/api/sites/{site}/visits").json()
    assert (kept["person"], kept["visitor"]) == ("甲加油站 安全员", "enterprise")
    read = office.get(f"/api/findings/{found['id']}").json()
    assert (read["state"], read["photos"][0]["here"]) == ("rectified", True)
    (row,) = office.get(f"/api/sites/{site}/invitations").json()
    assert row["used_at"]
    assert "link" not in row
    with database.transaction(SYSTEM) as session:
        assert (
            session.scalar(select(Invitation.token_hash))
            == sha256(guest.headers["x-invitation"].encode()).digest()
        )


def test_an_invitation_opens_nothing_else(office: TestClient, stranger: TestClient, site: int) -> None:
    body = {"layer": "fuel_station", "geometry": {"type": "Point", "coordinates": [102.31, 24.6]}}
    other = int(office.post("/api/sites", json=body | {"fields": {"name": "乙加油站"}}).json()["id"])
    theirs = danger(other)
    send(office, theirs)
    guest = as_guest(stranger, invite(office, site))
    own = danger(site)
    assert sends(guest, own).status_code == 200
    photo = delta("photo", {"of": theirs["id"], "hash": "0" * 64})
    for foreign in (visit(other), danger(None), step(theirs, "done"), step(own, "register"), photo):
        assert sends(guest, foreign).status_code == 403, foreign
    for path in ("/api/findings", f"/api/sites/{site}", "/api/work", "/collections/mine/items"):
        assert guest.get(path).status_code == 401, path


def test_an_invitation_ends_by_its_day_or_by_an_officer(
    office: TestClient, stranger: TestClient, site: int, database: Database
) -> None:
    first, second = invite(office, site, days=1), invite(office, site)
    assert as_guest(stranger, second).get("/api/guest").status_code == 200
    assert office.delete(f"/api/invitations/{second['id']}").status_code == 204
    assert stranger.get("/api/guest").status_code == 410
    assert as_guest(stranger, first).get("/api/guest").status_code == 200
    with database.transaction(SYSTEM) as session:
        session.execute(update(Invitation).values(expires_at=func.now()))
    answer = stranger.get("/api/guest")
    assert (answer.status_code, answer.json()["detail"]) == (410, "邀请链接无效、已过期或已撤销")
    assert office.get(f"/api/sites/{site}/invitations").json() == []


def test_who_may_not_edit_neither_invites_nor_reviews(officer: TestClient, door: Any, site: int) -> None:
    assert officer.post(f"/api/sites/{site}/invitations", json=NAME).status_code == 403
    assert officer.get("/api/public-reports").status_code == 403
    elsewhere = door("editor", "530115")
    assert elsewhere.post(f"/api/sites/{site}/invitations", json=NAME).status_code == 404
    assert elsewhere.put(f"/api/sites/{site}/spot").status_code == 404


def report(stranger: TestClient, code: str, uid: str = "", what: str = "安全出口锁住了") -> Any:
    form = {"uid": uid or str(uuid4()), "what": what, "contact": "13800000000"}
    return stranger.post(f"/api/spots/{code}/reports", data=form, files={"file": ("a.jpg", SHOT, "image/jpeg")})


def test_a_public_report_is_looked_at_before_it_is_a_hidden_danger(
    office: TestClient, stranger: TestClient, site: int, database: Database
) -> None:
    code = office.put(f"/api/sites/{site}/spot").json()["code"]
    assert office.put(f"/api/sites/{site}/spot").json()["code"] == code
    shown = stranger.get(f"/api/spots/{code}").json()
    assert (shown["site"], set(shown)) == ("甲加油站", {"site", "division", "telephones"})
    uid, other = str(uuid4()), str(uuid4())
    for _ in range(2):
        assert report(stranger, code, uid).status_code == 204
    assert report(stranger, code, other, "胡说").status_code == 204
    assert office.get("/api/findings").json()["rows"] == []
    waiting = office.get("/api/public-reports").json()
    first = next(each for each in waiting if each["uid"] == uid)
    assert (first["what"], first["contact"], first["photos"]) == ("安全出口锁住了", "13800000000", 1)
    assert office.get(f"/api/public-reports/{uid}/photos/0").content == PICTURE
    accept, refuse = {"accept": True}, {"accept": False}
    assert office.post(f"/api/public-reports/{other}/review", json=refuse).json()["detail"] == "不采纳要说明理由"
    assert office.post(f"/api/public-reports/{other}/review", json=refuse | {"words": "不属实"}).status_code == 204
    assert office.post(f"/api/public-reports/{uid}/review", json=accept).status_code == 204
    assert office.post(f"/api/public-reports/{uid}/review", json=accept).json()["detail"] == "这条上报已经审核过了"
    (found,) = office.get("/api/findings").json()["rows"]
    read = office.get(f"/api/findings/{uid}").json()
    assert (found["uid"], found["state"], read["photos"][0]["here"]) == (uid, "found", True)
    assert "13800000000" not in str(read)
    with database.transaction(SYSTEM) as session:
        assert set(session.scalars(select(PublicReport.address))) == {None}
    office.delete(f"/api/sites/{site}/spot")
    assert stranger.get(f"/api/spots/{code}").status_code == 404


def test_a_flood_of_public_reports_is_stopped_by_address_and_a_resend_is_none(
    office: TestClient, stranger: TestClient, site: int
) -> None:
    code, uid = office.put(f"/api/sites/{site}/spot").json()["code"], str(uuid4())
    answers = [report(stranger, code, each) for each in (uid, "", "", "", "")]
    assert [each.status_code for each in answers] == [204] * 5
    stopped = report(stranger, code)
    assert (stopped.status_code, stopped.headers["retry-after"]) == (429, "3600")
    assert report(stranger, code, uid).status_code == 204
    assert len(office.get("/api/public-reports").json()) == 5


@pytest.mark.parametrize(
    ("form", "status"), [({"what": ""}, 400), ({"what": "a" * 501}, 400), ({"uid": "x"}, 400)]
)
def test_a_public_report_that_cannot_be_is_refused_in_words(
    office: TestClient, stranger: TestClient, site: int, form: dict[str, str], status: int
) -> None:
    code = office.put(f"/api/sites/{site}/spot").json()["code"]
    answer = stranger.post(f"/api/spots/{code}/reports", data={"uid": str(uuid4()), "what": "火"} | form)
    assert (answer.status_code, bool(answer.json()["remedy"])) == (status, True)


def test_card_and_board_are_files_and_the_same_every_time(office: TestClient, site: int, tmp_path: Any) -> None:
    missing = office.get(f"/api/sites/{site}/sheets/card")
    assert (missing.status_code, missing.json()["detail"]) == (404, "这个点位还没有现场码")
    office.put(f"/api/sites/{site}/spot")
    for kind, title in (("card", "安全风险告知卡"), ("board", "安全风险公告栏")):
        first, second = (office.get(f"/api/sites/{site}/sheets/{kind}") for _ in range(2))
        assert first.content == second.content
        path = tmp_path / f"{kind}.pdf"
        path.write_bytes(first.content)
        (page,) = PdfReader(path).pages
        text = "".join(page.extract_text().split())
        assert all(word in text for word in (title, "甲加油站", "12350", "未填写"))


def test_a_telephone_stands_on_the_card_only_where_it_is_asked_for(office: TestClient, tmp_path: Any) -> None:
    fields = {"name": "丙站", "person": "李四", "telephone": "13900001111"}
    body = {"layer": "fuel_station", "geometry": {"type": "Point", "coordinates": [102.3, 24.6]}, "fields": fields}
    site = office.post("/api/sites", json=body).json()["id"]
    office.put(f"/api/sites/{site}/spot")
    for names in (False, True):
        (tmp_path / "card.pdf").write_bytes(
            office.get(f"/api/sites/{site}/sheets/card", params={"names": names}).content
        )
        text = PdfReader(tmp_path / "card.pdf").pages[0].extract_text()
        assert ("13900001111" in text) is names
