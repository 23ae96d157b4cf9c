"""The five minutes of the README, step by step as written there, on a phone and on a desktop."""

import re
from pathlib import Path
from typing import Any

import pyogrio
from playwright.sync_api import expect

from geo_app.settings import shipped
from tests.web.conftest import ON_BOTH
from tests.web.screen import MAP, Screen

LEDGER = shipped("data") / "examples" / "messy_mine_ledger.xlsx"


def walk_in(screen: Screen) -> None:
    screen.go("/")
    screen.page.get_by_label("用户名").fill("bureau")
    screen.page.get_by_label("密码").fill("demo-2026")
    screen.button("登录").click()
    screen.until_drawn("clusters-mark", "shown.length > 10")


def open_clusters(screen: Screen) -> None:
    """Click the largest cluster until single marks appear."""
    for _ in range(6):
        if screen.drawn("risk_point-mark"):
            return
        before: float = screen.page.evaluate(f"{MAP}.getZoom()")
        largest = max(screen.drawn("clusters-mark"), key=lambda one: one["n"])
        screen.click_place(*largest["at"])
        screen.until(f"{MAP}.getZoom() > given + 0.1", before)
    raise AssertionError("no single marks after six clusters")


def read_a_red_one(screen: Screen) -> None:
    red = screen.get("/collections/chemical_plant/items", colour="red")["features"][0]
    screen.go(site=red["id"])
    card = screen.card()
    for words in ("红", "责任", "计算步骤", "变更记录"):
        expect(card).to_contain_text(words)
    screen.shot("tour-card")


def filter_and_search(screen: Screen) -> None:
    screen.go("/")
    screen.at_rest()
    screen.marked("chip-red").click()
    expect(screen.page).to_have_url(re.compile("colour=red"))
    screen.open_layers()
    expect(screen.legend()).to_contain_text("红色 重大风险")
    screen.shot("tour-filter")
    screen.go("/")
    screen.at_rest()
    screen.marked("search").fill("cpys")
    expect(screen.page.get_by_role("option").filter(has_text="草铺演示").first).to_be_visible()


def take_a_ledger_in(screen: Screen) -> dict[str, Any]:
    screen.go("/imports")
    screen.choose("import-layer", "矿山")
    with screen.page.expect_file_chooser() as choosing:
        screen.page.get_by_text("选择文件").first.click()
    choosing.value.set_files(LEDGER)
    expect(screen.marked("load")).to_have_text(re.compile(r"写入 \d+ 条，暂缓 \d+ 条"))
    run: dict[str, Any] = screen.get(f"/api{re.sub(r'^https?://[^/]+', '', screen.page.url)}")
    screen.shot("tour-ledger")
    screen.marked("load").click()
    expect(screen.marked("load-bar")).to_contain_text(f"已写入 {run['counts']['good']} 条")
    return run


def take_a_layer_out(screen: Screen, folder: Path) -> None:
    screen.go("/")
    screen.at_rest()
    screen.open_layers()
    screen.marked("export").click()
    screen.choose("export-layer", "矿山")
    screen.page.locator("[data-test=format-gpkg]").check()
    with screen.page.expect_download() as begun:
        screen.marked("download").click()
    begun.value.save_as(folder / "mines.gpkg")


@ON_BOTH
def test_the_five_minutes_of_the_readme(screen: Screen, tmp_path: Path) -> None:
    walk_in(screen)
    open_clusters(screen)
    read_a_red_one(screen)
    filter_and_search(screen)
    before = screen.get("/api/summary", layers="mine")[0]["total"]
    counts = take_a_ledger_in(screen)["counts"]
    after = screen.get("/api/summary", layers="mine")[0]["total"]
    assert after == before + counts["new"]
    take_a_layer_out(screen, tmp_path)
    names = [str(name) for name, _ in pyogrio.list_layers(tmp_path / "mines.gpkg")]
    mines = next(
        frame
        for frame in (pyogrio.read_dataframe(tmp_path / "mines.gpkg", layer=name) for name in names)
        if "名称" in frame.columns
    )
    assert len(mines) == after
