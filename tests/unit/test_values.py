"""Values as ledgers carry them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.ingest.cells import CellError, Fault, is_missing, plain
from geo_app.ingest.dates import read_date
from geo_app.ingest.identifiers import read_credit_code, read_telephone
from geo_app.ingest.quantities import factor_between, read_integer, read_number
from geo_app.ingest.values import reader_of
from geo_app.layers import Layers
from geo_app.reckoning.words import say

ANYTHING = st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.none(), st.booleans(), st.dates())


@pytest.mark.parametrize(
    "text", ["", " ", "-", "--", "——", "/", "无", "暂无", "不详", "N/A", "null", "unknown", "TBD", "*"]
)
def test_these_stand_for_no_value(text: str) -> None:
    assert is_missing(plain(text))


@pytest.mark.parametrize("text", ["0", "无锡", "-1", "NA-3", "无烟煤"])
def test_these_are_values(text: str) -> None:
    assert not is_missing(plain(text))


@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [
        ("1,234.5", "", 1234.5),
        ("１，２３４", "", 1234.0),
        ("1 234 567", "", 1234567.0),
        ("−5", "", -5.0),
        ("1.2e3", "", 1200.0),
        ("3.5万吨", "万吨/年", 3.5),
        ("3.5万", "万吨/年", 3.5),
        ("35000吨/年", "万吨/年", 3.5),
        ("0.35Mt", "万吨/年", 35.0),
        ("1.2千米", "米", 1200.0),
        ("2.5万㎡", "平方米", 25000.0),
        ("500 kg", "吨", 0.5),
        ("约300人", "人", 300.0),
        ("1998年", "", 1998.0),
        ("12处", "处", 12.0),
    ],
)
def test_numbers_come_in_the_unit_of_their_field(cell: str, unit: str, value: float) -> None:
    assert read_number(cell, unit) == value


@pytest.mark.parametrize(
    ("cell", "unit", "code"),
    [
        ("500-600", "人", "two_numbers"),
        ("12/15", "", "two_numbers"),
        ("5. 0435", "", "two_numbers"),
        ("1,23", "", "two_numbers"),
        ("很多", "", "not_a_number"),
        ("若干", "", "not_a_number"),
        ("12吨", "米", "unknown_unit"),
        ("12户", "人", "unknown_unit"),
        (True, "", "not_a_number"),
        (datetime.fromisoformat("2026-11-21T08:00"), "", "not_a_number"),
        (float("nan"), "", "not_a_number"),
        ("1e999", "", "not_a_number"),
    ],
)
def test_a_cell_that_is_no_single_number_says_why(cell: object, unit: str, code: str) -> None:
    number = read_number(cell, unit)
    assert isinstance(number, Fault)
    assert number.code == code


def test_units_of_the_same_kind_convert_both_ways() -> None:
    for one, other in [
        ("亩", "公顷"),
        ("吨/年", "万吨/年"),
        ("公里", "米"),
        ("公斤压力", "兆帕"),
        ("小时", "分钟"),
    ]:
        there, back = factor_between(one, other), factor_between(other, one)
        assert there is not None
        assert back is not None
        assert there * back == pytest.approx(1)


def test_whole_numbers_stay_whole() -> None:
    assert read_integer(1200.0) == 1200
    assert read_integer("1.2千人", "人") == 1200
    assert read_integer("12.5") == Fault("not_whole")


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_day_is_the_same_day_in_every_form(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    forms = [day, f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}"]
    assert {read_date(form) for form in forms} == {day}
    assert read_date(serial) == (day if serial > 9999 else read_date(serial))


@pytest.mark.parametrize("cell", ["2026-02-30", "3/4/2026", "26-1-1", "12", "0001-01-01", "2026年13月1日", 3.5])
def test_what_is_no_day_is_not_guessed(cell: object) -> None:
    assert isinstance(read_date(cell), Fault)


@given(st.integers(0, 16), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_letter_in_a_credit_code_shows(position: int, letter: str) -> None:
    code = "91350100M000100Y43"
    changed = code[:position] + letter + code[position + 1 :]
    expected = code if changed == code else Fault("bad_credit_code", say("code_check"))
    assert read_credit_code(changed) == expected


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (13888888888.0, "13888888888"),
        ("0871-68712345", "0871-68712345"),
        ("(0871)68712345", "0871-68712345"),
        ("68712345转801", "68712345转801"),
        ("138 8888 8888", "13888888888"),
        ("400-800-1234", "400-800-1234"),
        ("12350", "12350"),
        ("13888888888,13999999999", "13888888888、13999999999"),
    ],
)
def test_telephones_as_people_write_them(cell: object, value: str) -> None:
    assert read_telephone(cell) == value


def test_a_failed_formula_is_an_issue_whatever_the_field(layers: Layers) -> None:
    for field in (field for layer in layers for field in layer.fields):
        assert reader_of(field)(CellError("#N/A")) == Fault("error_value")
        assert reader_of(field)("#REF!") == Fault("error_value")


@given(ANYTHING)
def test_any_cell_is_a_value_nothing_or_a_fault(cell: object) -> None:
    for read in (read_number, read_integer, read_date, read_credit_code, read_telephone):
        read(cell)


def test_every_choice_is_read_by_value_label_and_synonym(layers: Layers) -> None:
    for field in (field for layer in layers for field in layer.fields if field.type == "choice"):
        read = reader_of(field)
        for value, label, label_en in field.choices:
            assert [read(word) for word in (value, f" {label} ", label_en.upper())] == [value] * 3
        for word, value in field.synonyms.items():
            assert read(word) == value
