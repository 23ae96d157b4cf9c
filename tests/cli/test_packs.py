"""Rule packs and due assessments from the command line."""

from tests.cli.conftest import Command


def test_packs_are_listed_previewed_and_adopted(geo_app: Command) -> None:
    assert "lec_upper_inclusive" in geo_app("packs", "list").stdout
    unknown = geo_app("packs", "preview", "nonsense", "53")
    assert (unknown.returncode, "没有名为 nonsense 的规则包" in unknown.stderr) == (4, True)
    nowhere = geo_app("packs", "preview", "lec_coal", "5301x")
    assert (nowhere.returncode, "不是区划代码" in nowhere.stderr) == (2, True)


def test_nothing_is_due_on_an_empty_map(geo_app: Command) -> None:
    answer = geo_app("assess-due")
    assert (answer.returncode, "检查 0 处" in answer.stdout) == (0, True)
