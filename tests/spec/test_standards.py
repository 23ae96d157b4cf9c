"""Every table under tests/spec is a sentence of a standard with its cases: the methods and bands say so."""

from fractions import Fraction

import pytest

from geo_app.classification.catalogue import method_named
from geo_app.errors import BadInput
from geo_app.reckoning.tables import band_of, bands, rows
from tests.spec.examples import WORDS, Case, cases, inputs


@pytest.mark.parametrize("case", cases("方法"), ids=str)
def test_a_method_answers_as_its_standard_says(case: Case) -> None:
    expected, given = case.expected(), case.given()
    method = method_named(case.subject)
    if "错误" in expected:
        with pytest.raises(BadInput) as error:
            method.assess(inputs(given), given.get("版本"))
        assert expected["错误"] in str(error.value)
        assert error.value.remedy
        assert error.value.members["field"]
        return
    outcome = method.assess(inputs(given), given.get("版本"))
    for symbol, wanted in expected.items():
        got = outcome.result[symbol]
        if isinstance(got, int | float) and not isinstance(got, bool):
            assert Fraction(str(got)) == Fraction(wanted), symbol
        else:
            assert got == WORDS.get(wanted, wanted), symbol
    assert outcome.computed_colour == outcome.result["colour"]
    assert outcome.clause
    assert outcome.confidence


@pytest.mark.parametrize("case", cases("分级表"), ids=str)
def test_a_table_of_bands_holds_its_boundaries(case: Case) -> None:
    value = Fraction(next(iter(case.cells.values())))
    variants = {row["variant"] for row in rows(case.subject)}
    for column, wanted in case.expected().items():
        if wanted != "—":
            band = band_of(bands(case.subject, column if column in variants else ""), value)
            assert wanted == (band.colour if column in variants else band.grade), column
