"""What goes wrong in the field, each with a sentence for the person and nothing lost."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Geolocation, Route, expect

from geo_app.demo.accounts import EVERYBODYS
from tests.api.phone import danger, step, visit
from tests.web.conftest import IN_THE_FIELD
from tests.web.screen import Screen
from tests.web.test_patrol import Finger, arrived, take_photo

MANY = 300
KEEP_MANY = """async (many) => {
    const opened = await new Promise((done) => {
        const asked = indexedDB.open('geo_app')
        asked.onsuccess = () => done(asked.result)
    })
    const pictures = []
    for (let n = 0; n < many; n++) {
        const inside = new TextEncoder().encode(`photo ${n} `)
        const bytes = Uint8Array.of(255, 216, 255, 224, 0, 4, 74, 70, 255, 218, 0, 4, 97, 98, ...inside, 255, 217)
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
        const hash = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
        pictures.push({ hash, username: 'grid', bytes: bytes.buffer, sent: 0, fault: '' })
    }
    const act = opened.transaction('picture', 'readwrite')
    pictures.forEach((picture) => act.objectStore('picture').put(picture))
    await new Promise((done) => { act.oncomplete = done })
    opened.close()
}"""

FULL = """() => {
    const put = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }
    window.makeRoom = () => { IDBObjectStore.prototype.put = put }
}"""

TWO_YEARS_SLOW = """(() => {
    const Right = Date, late = 730 * 86_400_000
    window.Date = class extends Right {
        constructor(...said) { super(...(said.length ? said : [Right.now() - late])) }
        static now() { return Right.now() - late }
    }
})()"""


def stand_at(screen: Screen, accuracy: int) -> dict[str, Any]:
    """Beside the first site that is due, as well as the phone knows."""
    first: dict[str, Any] = screen.get("/api/work")["rows"][0]
    screen.page.context.grant_permissions(["geolocation"])
    here = Geolocation(longitude=first["lon"], latitude=first["lat"], accuracy=accuracy)
    screen.page.context.set_geolocation(here)
    return first


@IN_THE_FIELD
def test_without_camera_and_position_a_danger_is_reported_all_the_same(screen: Screen) -> None:
    screen.become("grid")
    site = screen.get("/api/work")["rows"][0]
    screen.go("/report", site=site["id"])
    expect(screen.marked("where")).to_contain_text("没有打开定位，不影响填写")
    expect(screen.marked("album")).to_contain_text("相机打不开？从相册选一张，不拍也能报")
    screen.shot("report-without")
    screen.marked("quick").first.tap()
    screen.marked("keep-danger").tap()
    expect(screen.marked("report-done")).to_be_visible()
    arrived(screen)
    found = max(screen.get("/api/findings", site=site["id"])["rows"], key=lambda row: row["happened_at"])
    told = screen.get(f"/api/findings/{found['uid']}")
    assert (told["fix"], told["fix_reason"], told["photos"]) == (None, "没有打开定位，不影响填写", [])


@IN_THE_FIELD
def test_a_poor_fix_is_no_place_until_its_reason_is_told(screen: Screen) -> None:
    screen.become("grid")
    stand_at(screen, accuracy=180)
    screen.go("/report")
    expect(screen.marked("where")).to_contain_text("误差 180 米")
    expect(screen.page.get_by_role("radio").first).to_be_checked()
    screen.page.get_by_text("就在我现在的位置").tap()
    expect(screen.marked("keep-danger")).to_be_disabled()
    screen.shot("poor-fix")
    screen.marked("why-poor").get_by_role("button", name="在室内").tap()
    screen.marked("quick").nth(1).tap()
    screen.marked("keep-danger").tap()
    expect(screen.marked("report-done")).to_be_visible()
    arrived(screen)
    found = max(screen.get("/api/findings", state="found")["rows"], key=lambda row: row["happened_at"])
    told = screen.get(f"/api/findings/{found['uid']}")
    assert (told["fix"]["accuracy_m"], told["fix_reason"].endswith("在室内")) == (180, True)


@IN_THE_FIELD
def test_a_full_phone_says_so_and_keeps_what_is_on_screen(screen: Screen, tmp_path: Path) -> None:
    screen.become("grid")
    stand_at(screen, accuracy=9)
    screen.go("/report")
    take_photo(screen, tmp_path, Finger())
    expect(screen.page.locator("figure img")).to_be_visible()
    screen.page.evaluate(FULL)
    screen.marked("keep-danger").tap()
    expect(screen.page.get_by_text("手机存不下了，这一条没有记下")).to_be_visible()
    expect(screen.page.locator("figure img")).to_be_visible()
    screen.shot("phone-full")
    screen.page.evaluate("makeRoom()")
    screen.marked("keep-danger").tap()
    expect(screen.marked("report-done")).to_be_visible()
    arrived(screen)


@IN_THE_FIELD
def test_three_hundred_photos_leave_one_by_one_and_a_lost_session_only_waits(screen: Screen) -> None:
    screen.faults.expected.add(401)
    screen.enter("grid", "/my-work")
    expect(screen.marked("due").first).to_be_visible()
    screen.marked("due").first.tap()
    expect(screen.marked("all-well")).to_be_visible()
    screen.page.context.set_offline(True)
    screen.faults.is_cut = True
    screen.marked("all-well").tap()
    expect(screen.marked("visit-done")).to_be_visible()
    screen.page.evaluate(KEEP_MANY, MANY)
    screen.page.context.clear_cookies()  # the session ran out meanwhile
    screen.page.context.set_offline(False)
    expect(screen.marked("login-brings")).to_have_text("手机里有 1 条记录没有送出，登录后会自动送出。")
    screen.shot("login-brings")
    screen.page.get_by_label("用户名").fill("grid")
    screen.page.get_by_label("密码").fill(EVERYBODYS)
    screen.button("登录").click()
    expect(screen.marked("login-brings")).to_have_count(0)
    arrived(screen)


@IN_THE_FIELD
def test_what_changed_while_a_visit_waited_is_told_in_a_sentence_each(screen: Screen) -> None:
    site = own_station(screen)
    screen.page.add_init_script(TWO_YEARS_SLOW)
    screen.page.route("**/api/checklists*", with_an_older_checklist)
    screen.enter("grid", f"/my-work/{site}")
    expect(screen.marked("all-well")).to_be_visible()
    screen.page.context.set_offline(True)
    screen.faults.is_cut = True
    screen.marked("all-well").tap()
    expect(screen.marked("visit-done")).to_be_visible()
    goes_and_is_moved_and_retired(screen, site)
    screen.become("grid")
    screen.page.context.set_offline(False)
    arrived(screen)
    for note, words in TOLD.items():
        expect(screen.marked(f"note-{note}")).to_contain_text(words)
    screen.shot("told-what-changed")
    visits = screen.get(f"/api/sites/{site}/visits")
    assert Counter(each["person"] for each in visits) == {"草铺村演示网格员": 1, "草铺演示安监办": 1}


@IN_THE_FIELD
def test_two_who_decide_at_once_see_both_and_a_person_chooses(screen: Screen) -> None:
    door = screen.page.request
    screen.become("township")
    found = danger(screen.sites("fuel_station")[0]["id"])
    assert sent(screen, found) == "applied"
    screen.go(f"/hidden-dangers/{found['id']}")
    expect(screen.marked("step-register")).to_be_visible()
    screen.page.context.set_offline(True)
    screen.faults.is_cut = True
    screen.marked("step-register").tap()
    screen.marked("do").tap()
    expect(screen.marked("outbox-line")).to_contain_text("等网络")
    screen.become("bureau")
    theirs = step(found, "register", values={"grade": "major"}, seen={"state": "found"})
    assert sent(screen, theirs) == "applied"
    screen.become("township")
    screen.page.context.set_offline(False)
    screen.go("/outbox")
    both = screen.page.locator("[data-state='conflict']")
    expect(both).to_contain_text("登记")
    expect(both.locator("dd")).to_have_count(2)
    expect(screen.page.get_by_text("都已送达")).to_have_count(0)
    expect(both.locator("dd").last).to_have_text("已登记 · 重大 · 演示县应急局")
    screen.shot("conflict-outbox")
    screen.marked("take-theirs").tap()
    expect(screen.page.locator("[data-state='dropped']")).to_be_visible()
    assert door.get(f"/api/findings/{found['id']}").json()["grade"] == "major"


def sent(screen: Screen, made: dict[str, Any]) -> str:
    """How a record fares that is sent by another device of the person of this page."""
    body = {"device": "another", "clock": datetime.now(UTC).isoformat(), "deltas": [made]}
    answer = screen.page.request.put("/api/deltas", data=body)
    assert answer.ok, answer.text()
    return str(answer.json()[0]["state"])


TOLD = {
    "site_retired": "点位已停用，记录照样收下了",
    "site_moved": "点位的位置后来改过，记录照样收下了",
    "checklist": "检查表后来换了新的，按您填的收下了",
    "also_visited": "今天还有人去过这里，两次都记下了",
    "clock": "手机的时间不准，已按服务器的时间更正",
}


def own_station(screen: Screen) -> int:
    """A fuel station in the south of the grid, so that it may move north in it, that no other test looks at."""
    screen.become("grid")
    near = min(screen.get("/api/work")["rows"], key=lambda row: row["lat"])
    screen.become("bureau")
    place = {"type": "Point", "coordinates": [near["lon"], near["lat"]]}
    body = {"layer": "fuel_station", "geometry": place, "fields": {"name": "演示将撤的加油站"}}
    made = screen.page.request.post("/api/sites", data=body)
    assert made.ok, made.text()
    return int(made.json()["id"])


def with_an_older_checklist(asked: Route) -> None:
    """What the phone took along before the checklist was changed."""
    answer = asked.fetch()
    asked.fulfill(response=answer, json=[each | {"version": "older"} for each in answer.json()])


def goes_and_is_moved_and_retired(screen: Screen, site: int) -> None:
    """Meanwhile the township goes there too, the bureau corrects the place and retires the site."""
    door = screen.page.request
    screen.become("township")
    assert sent(screen, visit(site)) == "applied"
    screen.become("bureau")
    for path, method, change in (("", "PATCH", moved(screen, site)), ("/retire", "POST", {"reason": "已拆除"})):
        version = screen.get(f"/api/sites/{site}")["version"]
        told = {"If-Match": f'"{version}"'}
        answer = door.fetch(f"/api/sites/{site}{path}", method=method, data=change, headers=told)
        assert answer.ok, answer.text()


def moved(screen: Screen, site: int) -> dict[str, Any]:
    lon, lat = screen.get(f"/api/sites/{site}")["geometry"]["coordinates"]
    return {"geometry": {"type": "Point", "coordinates": [lon, lat + 0.003]}, "reason": "位置更正"}
