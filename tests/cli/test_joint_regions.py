"""geo-app joint-regions: what the map proposes, told as a table or as JSON, and kept only on wish."""

import json

from tests.cli.conftest import Command


def test_proposals_are_told_and_kept_only_on_wish(geo_app: Command) -> None:
    for lon in ("102.45", "102.453"):
        geo_app("site", "add", "mine", lon, "24.9", "--set", f"name=演示矿{lon}", "--set", "mineral=磷矿")
    told = geo_app("joint-regions", "propose", "", "--within-m", "400")
    assert told.returncode == 0, told.stderr
    assert "查看 2 个点位，提出 1 个联防联控区" in told.stdout
    kept = geo_app("joint-regions", "propose", "", "--keep", "--json")
    (region,) = json.loads(kept.stdout)["regions"]
    assert [each["trade"] for each in region["members"]] == ["10", "10"]
    again = geo_app("joint-regions", "propose", "", "--json")
    assert json.loads(again.stdout)["regions"][0]["already"] == 1


def test_a_division_that_is_no_number_is_one_sentence(geo_app: Command) -> None:
    answer = geo_app("joint-regions", "propose", "安宁")
    assert (answer.returncode, answer.stderr.strip().count("\n")) == (2, 0)
