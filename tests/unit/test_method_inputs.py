"""What a person sends is checked against what a method asks for, and told in words what to mend."""

import math

import pytest

from geo_app.classification.catalogue import all_methods, method_named
from geo_app.classification.method import Method
from geo_app.errors import BadInput, NotFound
from geo_app.reckoning.inputs import Input, read_inputs

CHLORINE = {"name": "氯", "q": 5}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (math.nan, "不是数字"),
        (math.inf, "不是数字"),
        (-math.inf, "不是数字"),
        ("1e999999999", "不是数字"),
        ("五吨", "不是数字"),
        (True, "不是数字"),
        ([5], "不是数字"),
        ({"t": 5}, "不是数字"),
        (-0.1, "不能小于 0"),
        (10**12, "超出可能的范围"),
        (10**400, "不是数字"),
        (None, "缺少"),
        ("", "缺少"),
    ],
)
def test_tonnes_that_cannot_be_are_refused_with_a_remedy(value: object, told: str) -> None:
    with pytest.raises(BadInput, match=told) as error:
        method_named("gb18218").assess({"items": [{"name": "氯", "q": value}], "residents_500m": 0})
    assert error.value.remedy
    assert error.value.members["field"] == "q"


@pytest.mark.parametrize(
    "items", ["氯", {"name": "氯"}, [5], [[CHLORINE]], [CHLORINE] * 501, [CHLORINE | {"colour": "red"}]]
)
def test_a_table_that_is_no_table_is_refused(items: object) -> None:
    with pytest.raises(BadInput):
        method_named("gb18218").assess({"items": items, "residents_500m": 0})


def test_the_row_of_a_wrong_cell_is_named() -> None:
    with pytest.raises(BadInput, match=r"第 2 行：设计最大量：-1 t 不能小于 0"):
        method_named("gb18218").assess({"items": [CHLORINE, CHLORINE | {"q": -1}]})


def test_a_misspelt_question_is_refused_not_ignored() -> None:
    with pytest.raises(BadInput, match="没有名为 residents_500 的项"):
        method_named("gb18218").assess({"items": [CHLORINE], "residents_500": 0})


def test_a_stated_threshold_must_agree_with_the_standard() -> None:
    with pytest.raises(BadInput, match="与标准的 5 不一致"):
        method_named("gb18218").assess({"items": [CHLORINE | {"Q": 10}], "residents_500m": 0})
    outcome = method_named("gb18218").assess({"items": [CHLORINE | {"Q": 5, "beta": 4}], "residents_500m": 0})
    assert outcome.confidence == "seen in 3 independent sources"


def test_a_threshold_stated_for_an_unlisted_substance_is_said_to_be_the_assessors() -> None:
    outcome = method_named("gb18218").assess(
        {"items": [{"name": "某废液", "q": 8, "Q": 4, "beta": 1}], "residents_500m": 10}
    )
    assert outcome.confidence == "stated by the assessor"
    assert "由评估人给定" in outcome.steps[0].text


def test_a_remembered_class_is_shown_as_unverified_until_the_class_is_given() -> None:
    petrol = {"name": "汽油", "q": 400}
    remembered = method_named("gb18218").assess({"items": [petrol], "residents_500m": 10})
    assert remembered.confidence == "from memory only"
    assert any("未经核实" in step.text for step in remembered.steps)
    told = method_named("gb18218").assess({"items": [petrol | {"classes": "W5.3"}], "residents_500m": 10})
    assert told.confidence == "seen in 3 independent sources"
    assert told.result["R"] == remembered.result["R"]


def test_unknown_residents_leave_the_level_open_and_say_so() -> None:
    outcome = method_named("gb18218").assess({"items": [CHLORINE]})
    assert outcome.result["major"]
    assert outcome.result["alpha"] is None
    assert "不能按 0 人计" in outcome.unfinished


def test_below_the_threshold_there_is_no_colour_and_the_reason_is_given() -> None:
    outcome = method_named("gb18218").assess({"items": [CHLORINE | {"q": 1}], "residents_500m": 500})
    assert outcome.computed_colour is None
    assert not outcome.unfinished
    assert "不等于低风险" in outcome.steps[-1].text


@pytest.mark.parametrize("method", all_methods().values(), ids=lambda method: method.name)
def test_every_method_declares_itself_in_both_languages(method: Method) -> None:
    assert method.title
    assert method.title_en
    assert method.description
    assert method.clause
    assert method.version
    assert len({each.name for each in method.inputs}) == len(method.inputs)
    for each in method.inputs:
        assert each.title
        assert each.title_en
        assert (each.type == "table") == bool(each.columns)
        assert each.type != "choice" or each.choices


def test_an_unknown_method_names_those_there_are() -> None:
    with pytest.raises(NotFound, match="lec"):
        method_named("astrology")


def test_an_integer_is_not_rounded() -> None:
    people = Input("n", "人数", "People", "integer", "人")
    assert read_inputs([people], {"n": "12"}).number("n") == 12
    with pytest.raises(BadInput, match="应为整数"):
        read_inputs([people], {"n": 12.5})
