"""What the product once said in Chinese is read in English by its pattern; a person's own words stay."""

import re
from string import Formatter

import pytest

from geo_app.classification.catalogue import all_methods
from geo_app.reckoning.english import HAN, english
from geo_app.reckoning.packs import all_packs
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import rows
from geo_app.zones.consequences import all_equations

TOLD = [(row["zh"], row["en"]) for row in rows("words/told")]
DOCUMENT = re.compile(r"应急〔\d+〕\d+号")
GRADED = {
    "gb18218": {"items": [{"name": "氯", "q": 5}, {"name": "氨", "q": 0}], "residents_500m": 120},
    "lec": {"L": 6, "E": 6, "C": 15},
    "ls": {"L": 4, "S": 5},
    "mes": {"M": 3, "E": 6, "S": 2},
    "chemical_park_score": {"score": 62.5},
    "tailings_class": {"V_1e4m3": 1200, "H_m": 83, "nearest_downstream_m": 800, "downstream": "serious"},
    "tailings_alert": {"items": [{"item": "浸润线", "yellow": 3}, {"item": "库水位", "blue": 1}]},
    "individual_risk": {"risk_per_year": "4e-7", "target": "important", "installation": "new"},
    "hazchem_diagnosis": {
        "findings": [{"item": "hazardous_processes", "count": 2}],
        "hazard_level": "3",
        "outside_park": "inside",
        "distance_met": "met",
    },
}
SCREENED = {
    "fireball": {"fuel": "lpg", "mass_t": 10},
    "pool_fire": {"fuel": "gasoline", "area_m2": 400},
    "tnt_equivalence": {"fuel": "lpg", "mass_t": 10},
    "toxic_plume": {"substance": "chlorine", "rate_kg_s": 1, "wind_m_s": 2, "stability": "D"},
}


@pytest.mark.parametrize(("zh", "en"), TOLD)
def test_a_phrase_keeps_its_values(zh: str, en: str) -> None:
    said, told = ({name for _, name, _, _ in Formatter().parse(text) if name} for text in (zh, en))
    assert said == told or said > told
    assert not HAN.search(DOCUMENT.sub("", en))


def test_no_phrase_stands_twice() -> None:
    assert len({zh for zh, _ in TOLD}) == len(TOLD)


def test_titles_read_as_the_methods_equations_and_packs_themselves_say() -> None:
    packs = [pack.says for pack in all_packs().values() if pack.says.title_en]
    known = (*all_methods().values(), *all_equations().values(), *packs)
    titled = [each for each in known if HAN.search(each.title)]
    assert {each.title: english(each.title) for each in titled} == {each.title: each.title_en for each in titled}


def left(steps: tuple[Step, ...]) -> list[str]:
    return [text for step in steps for text in (step.title, step.text, step.unit) if HAN.search(english(text))]


@pytest.mark.parametrize("method", GRADED)
def test_every_step_of_a_grade_reads_in_english(method: str) -> None:
    assert left(all_methods()[method].assess(GRADED[method]).steps) == []


@pytest.mark.parametrize("equation", SCREENED)
def test_every_step_of_a_screening_reads_in_english(equation: str) -> None:
    found = all_equations()[equation]
    assert left(found.screen(SCREENED[equation]).steps) == []
    said = (found.description, found.words, *found.validity, *(asked.note for asked in found.inputs))
    assert [text for text in said if HAN.search(english(text))] == []


@pytest.mark.parametrize("words", ["因为坝坡有裂缝;村民来电", "云化社区演示水库坝塘0559", "县安委办〔2026〕8 号"])
def test_what_a_person_wrote_stays_as_it_is(words: str) -> None:
    assert english(words) == words
    assert english(f"人工调整为红色:{words}") == f"Set by hand to red: {words.replace(';', '; ')}"


def test_a_long_text_of_a_person_costs_no_time_and_stays() -> None:
    essay = "甲(乙):丙、丁 " * 2000
    assert english(essay) == essay
