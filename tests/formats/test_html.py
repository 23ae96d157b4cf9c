"""The map page opens with no network and shows what it holds."""

import re
from dataclasses import replace

import pytest

from geo_app.errors import BadInput
from geo_app.export.formats import html
from tests.formats.conftest import Taking


def test_a_page_asks_nobody_for_anything(take: Taking, case) -> None:
    text = take(case.layer, "html").path.read_text("utf-8")
    fetched = re.findall(r"""<(?:script|img|iframe)[^>]* src=|<link |url\((?!data:|#)[^)]+\)|@import""", text)
    assert fetched == []
    assert "<title>" in text
    assert "sourceMappingURL" not in text


def test_names_stand_in_the_page_as_they_are_and_cannot_break_out_of_it(take: Taking) -> None:
    text = take("protected_target", "html").path.read_text("utf-8")
    assert "红旗煤矿" in text
    assert "㐂矿" in text or r"\u3402" in text
    assert text.count("</script>") == text.count("<script")
    assert "东井" in text


def test_more_than_a_browser_shows_is_refused_in_words(take: Taking) -> None:
    with pytest.raises(BadInput, match="离线网页地图最多 3 个要素，这里有 11 个"):
        take("protected_target", replace(html.FORMAT, most=3))


def test_outlines_too_fine_for_a_browser_are_simplified_and_the_page_says_by_how_much(
    take: Taking, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = take("chemical_park", "html").path.read_text("utf-8")
    monkeypatch.setattr(html, "MOST_CORNERS", 29)
    coarse = take("chemical_park", "html").path.read_text("utf-8")
    assert ("与原图形相差不超过" in fine, "与原图形相差不超过" in coarse) == (False, True)
    monkeypatch.setattr(html, "MOST_CORNERS", 5)
    with pytest.raises(BadInput, match="简化到 2000 米仍超过 5 个"):
        take("chemical_park", "html")


def test_the_legend_counts_and_the_page_says_what_it_is(take: Taking) -> None:
    text = take("mine", "html").path.read_text("utf-8")
    assert "红 重大风险<b>1</b>" in text
    assert "内部版" in text
    assert "未评(3)" in text
