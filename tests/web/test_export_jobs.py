"""A large export is written in the background: begun, followed, stopped, fetched from the list."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from geo_app.actor import operator
from geo_app.db import Database
from geo_app.export.models import ExportJob
from tests.web.conftest import AT_A_DESK
from tests.web.screen import Screen

COUNTY = "102.35,24.91,13"


def opened(screen: Screen, form: str) -> None:
    """The dialog with the divisions of the whole country, more than this format writes while somebody waits."""
    screen.enter("admin", at=COUNTY)
    screen.open_layers()
    screen.marked("export").click()
    screen.choose("export-layer", "行政区划")
    screen.page.locator(f"[data-test=format-{form}]").check()


@AT_A_DESK
def test_a_large_layer_is_written_in_the_background_and_fetched(screen: Screen, tmp_path: Path) -> None:
    opened(screen, "html")
    screen.page.get_by_text("只要地图上看到的").click()
    screen.marked("begin").click()
    done = screen.marked("job-done").first
    expect(done).to_contain_text("前可下载")
    screen.shot("export-job-done")
    with screen.page.expect_download() as begun:
        done.get_by_role("link").click()
    assert begun.value.suggested_filename.startswith("行政区划_")
    begun.value.save_as(tmp_path / "map.html")
    assert "安宁市" in (tmp_path / "map.html").read_text("utf-8")


@AT_A_DESK
def test_a_job_of_another_process_is_followed_and_stopped(screen: Screen, county_database: Database) -> None:
    job = ExportJob(kind="division", format="kml", crs="4490", selected={}, status="running", actor="admin")
    job.total, job.done, job.touched_at = 3_000, 1_200, datetime.now(UTC) + timedelta(minutes=5)
    with county_database.transaction(operator("test")) as session:
        session.add(job)
        session.flush()
        number = job.id
    opened(screen, "html")
    running = screen.marked("job-running").first
    expect(running).to_contain_text("读取中 1\u2009200 / 3\u2009000")
    screen.shot("export-job-running")
    running.get_by_role("button").click()
    expect(screen.marked("job-stopped").first).to_contain_text("已停止")
    assert screen.get(f"/api/export-jobs/{number}")["status"] == "stopped"
