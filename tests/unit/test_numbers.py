"""Every number of `data/` can be shown to a person: its table has a title in both languages."""

from geo_app.layers import Layers
from geo_app.numbers.number import all_numbers


def test_every_table_of_numbers_has_a_title(layers: Layers) -> None:
    assert all(number.table_title and number.table_title_en for number in all_numbers(layers))
