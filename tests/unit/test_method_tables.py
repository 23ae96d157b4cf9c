"""The tables of the standards are whole: every number has its clause and its confidence in the known words."""

import csv
import re
from pathlib import Path

import pytest

from geo_app.classification.catalogue import all_methods
from geo_app.classification.substances import CAS, cas_is_valid, find_substance, hazard_classes, substances
from geo_app.layers import Layers
from geo_app.settings import shipped

STANDARDS = ("gb18218", "lec", "ls", "mes", "matrix4x4", "hazchem_diagnosis", "chemical_park", "tailings")
STANDARDS += ("area_colour", "supervision", "mine", "gb36894", "accident")
TABLES = [path for name in STANDARDS for path in sorted((shipped("data") / name).glob("*.csv"))]
CONFIDENCE = re.compile(
    r"seen in \d+ independent sources?( \(.+\))?|derived .+|from memory only|not found|seen in .*; .*"
)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_number_has_a_clause_and_a_known_word_of_confidence(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["clause"], row
            assert CONFIDENCE.fullmatch(row["confidence"]), row


def test_table_1_is_whole_and_every_cas_number_has_a_true_check_digit() -> None:
    assert len(substances()) == 85
    assert len(hazard_classes()) == 24
    for substance in substances():
        for cas in substance.cas:
            assert CAS.fullmatch(cas)
            assert cas_is_valid(cas), substance.name


def test_every_name_alias_and_cas_number_leads_to_its_row() -> None:
    for substance in substances():
        assert find_substance(substance.name) is substance
        if not substance.conditional:
            for word in (*substance.aliases, *substance.cas):
                assert find_substance(word) is substance


def test_a_layer_names_only_methods_that_exist(layers: Layers) -> None:
    for layer in layers:
        assert set(layer.methods) <= set(all_methods()), layer.name
