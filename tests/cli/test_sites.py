"""Sites from the command line, as another process of another person would."""

import json

from tests.cli.conftest import Command


def test_a_site_is_added_changed_retired_and_its_history_read(geo_app: Command) -> None:
    site_id = geo_app("site", "add", "mine", "102.45", "24.9", "--set", "name=甲矿").stdout.strip()
    assert geo_app("site", "change", site_id, "1", "--set", "name=乙矿", "--reason", "更名").returncode == 0
    assert json.loads(geo_app("site", "show", site_id).stdout)["name"] == "乙矿"
    stale = geo_app("site", "change", site_id, "1", "--set", "name=丙矿")
    assert (stale.returncode, "已被" in stale.stderr) == (5, True)
    assert geo_app("site", "retire", site_id, "2", "关闭退出").returncode == 0
    reasons = [version["reason"] for version in json.loads(geo_app("site", "history", site_id).stdout)]
    assert reasons == ["关闭退出", "更名", "命令行新增"]


def test_what_goes_wrong_is_one_sentence_without_traceback(geo_app: Command) -> None:
    for words, code in (
        (("site", "show", "77"), 4),
        (("site", "add", "nothing", "102", "24", "--set", "name=x"), 4),
        (("site", "add", "mine", "0", "0", "--set", "name=x"), 2),
        (("site", "add", "mine", "102", "24", "--set", "name"), 2),
    ):
        answer = geo_app(*words)
        assert answer.returncode == code, answer.stderr
        assert answer.stderr.strip().count("\n") == 0
        assert "Traceback" not in answer.stderr


def test_a_command_obeys_the_rights_of_the_account_it_works_as(geo_app: Command) -> None:
    site_id = geo_app("site", "add", "mine", "102.45", "24.9", "--set", "name=甲矿").stdout.strip()
    geo_app("user", "add", "zhang", "--role", "viewer", "-d", "5301", stdin="correct-horse-7\n")
    answer = geo_app("site", "show", site_id, GEO_APP_ACTOR="zhang")  # the site lies in no known division
    assert (answer.returncode, "没有编号为" in answer.stderr) == (4, True)
