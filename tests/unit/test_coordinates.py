"""Places as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_app.geo.coordinates import (
    EAST,
    NORTH,
    SOUTH,
    WEST,
    Angle,
    Doubt,
    Trouble,
    place_at,
    read_angle,
    read_pair,
    read_place,
)

LONGITUDES = st.floats(WEST, EAST).map(lambda number: round(number, 6))
LATITUDES = st.floats(SOUTH, NORTH).map(lambda number: round(number, 6))


def spelled(degrees: float, marks: str) -> str:
    seconds = round(degrees * 3600, 4)
    return f"{int(seconds // 3600)}{marks[0]}{int(seconds % 3600 // 60)}{marks[1]}{seconds % 60:.4f}{marks[2]}"


@given(LONGITUDES, st.sampled_from(["°′″", "°'\"", "度分秒", "º’”", ":: "]))
def test_degrees_minutes_and_seconds_mean_the_same_in_every_spelling(longitude: float, marks: str) -> None:
    angle = read_angle(spelled(longitude, marks))
    assert isinstance(angle, Angle)
    assert angle.degrees == pytest.approx(longitude, abs=1e-7)


@given(LONGITUDES, LATITUDES)
def test_a_place_in_china_is_read_from_two_cells_or_one(longitude: float, latitude: float) -> None:
    place = (longitude, latitude)
    assert read_place(str(longitude), latitude) == place
    assert read_pair(f"{longitude:.6f},{latitude:.6f}") == place
    assert read_pair(f"纬度:{latitude:.6f};经度:{longitude:.6f}") == place


@given(LONGITUDES, LATITUDES)
def test_a_turned_pair_is_proposed_and_never_taken(longitude: float, latitude: float) -> None:
    assert read_place(latitude, longitude) == Doubt(Trouble.SWAPPED, (longitude, latitude))
    assert read_pair(f"{latitude:.6f} {longitude:.6f}") == Doubt(Trouble.SWAPPED, (longitude, latitude))
    assert read_pair(f"{latitude:.6f} {longitude:.6f}", latitude_first=True) == (longitude, latitude)


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.none(), st.booleans()))
def test_whatever_stands_in_a_cell_is_an_angle_or_a_trouble(cell: object) -> None:
    assert isinstance(read_angle(cell), Angle | Trouble)
    assert isinstance(read_pair(cell), tuple | Doubt)


@pytest.mark.parametrize(
    ("longitude", "latitude", "trouble"),
    [
        (0, 0, Trouble.ZERO),
        ("0.0", "０", Trouble.ZERO),
        (102.4, 200, Trouble.RANGE),
        (-102.4, 24.9, Trouble.OUTSIDE),
        (2.35, 48.85, Trouble.OUTSIDE),
        (500123.4, 2756789.1, Trouble.PLANE),
        (float("nan"), 24.9, Trouble.UNREADABLE),
        (float("inf"), 24.9, Trouble.UNREADABLE),
        ("102.4.5", 24.9, Trouble.UNREADABLE),
        ("102°60′00″", 24.9, Trouble.UNREADABLE),
        ("102.5°30′", 24.9, Trouble.UNREADABLE),
        ("102.4, 102.5", 24.9, Trouble.TWO_NUMBERS),
        ("", 24.9, Trouble.MISSING),
        ("  ", None, Trouble.MISSING),
        (True, 24.9, Trouble.UNREADABLE),
    ],
)
def test_what_is_no_place_says_why(longitude: object, latitude: object, trouble: Trouble) -> None:
    place = read_place(longitude, latitude)
    assert isinstance(place, Doubt)
    assert place.trouble is trouble


def test_a_latitude_in_the_column_of_longitudes_is_a_turned_pair() -> None:
    assert read_place("北纬24°55′12″", "东经102°28′48″") == Doubt(Trouble.SWAPPED, (102.48, 24.92))


def test_the_edges_of_china_are_in_it() -> None:
    assert place_at(WEST, SOUTH) == (WEST, SOUTH)
    assert isinstance(place_at(WEST - 0.001, SOUTH), Doubt)
