"""What is filtered on the map leaves as a file that other programs read."""

from pathlib import Path

import pyogrio
from openpyxl import load_workbook
from playwright.sync_api import Download, expect

from tests.web.screen import Screen


def download(screen: Screen, layer: str, form: str, crs: str = "") -> Download:
    """Order a file in the export dialog, and wait for it."""
    screen.open_layers()
    screen.marked("export").click()
    screen.choose("export-layer", layer)
    screen.page.locator(f"[data-test=format-{form}]").check()
    if crs:
        screen.marked("export-crs").click()
        screen.page.get_by_role("option").filter(has_text=crs).click()
    expect(screen.marked("export-dialog").get_by_role("status")).not_to_have_text("正在计数…")
    screen.shot(f"export-{form}")
    with screen.page.expect_download() as begun:
        screen.marked("download").click()
    return begun.value


def test_a_filtered_layer_leaves_as_a_workbook_with_a_chinese_name(screen: Screen, tmp_path: Path) -> None:
    screen.enter("bureau", colour="red,orange", at="102.35,24.91,13")
    screen.at_rest()
    file = download(screen, "风险点", "xlsx")
    assert "风险点" in file.suggested_filename
    path = tmp_path / "file.xlsx"
    file.save_as(path)
    sheet = load_workbook(path).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if "名称" in row)
    (tally,) = screen.get("/api/summary", layers="risk_point")
    body = [row for row in rows[head + 1 :] if any(row)]
    assert len(body) == tally["red"] + tally["orange"]
    assert "演示" in str(rows)


def test_what_is_in_view_leaves_as_a_geopackage_in_a_three_degree_zone(screen: Screen, tmp_path: Path) -> None:
    screen.enter("bureau", division="530181007")
    screen.at_rest()
    file = download(screen, "化工企业", "gpkg", crs="(4543)")
    path = tmp_path / "file.gpkg"
    file.save_as(path)
    (tally,) = screen.get("/api/summary", layers="chemical_plant", division="530181007")
    layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    frames = [pyogrio.read_dataframe(path, layer=name) for name in layers]
    plants = next(frame for frame in frames if "名称" in frame.columns)
    assert len(plants) == tally["total"]
    assert plants.crs.to_epsg() == 4543
    west, south, east, north = plants.total_bounds
    assert 400_000 < west < east < 600_000  # metres from the central meridian, 500 000 added
    assert 2_700_000 < south < north < 2_800_000
