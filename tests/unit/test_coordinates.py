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
)
from geo_app.ingest.coordinates import readings_of
from geo_app.ingest.written import Written, read_written, read_written_pair, unreadable_as_place

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
def test_two_numbers_are_read_from_two_cells_or_one(longitude: float, latitude: float) -> None:
    for written in (
        read_written(str(longitude), latitude),
        read_written_pair(f"{longitude:.6f},{latitude:.6f}"),
        read_written_pair(f"纬度:{latitude:.6f};经度:{longitude:.6f}"),
        read_written_pair(f"{latitude:.6f} {longitude:.6f}", latitude_first=True),
        read_written(f"{longitude:.6f} {latitude:.6f}", ""),
        read_written(f"北纬{latitude:.6f}", f"东经{longitude:.6f}"),
    ):
        assert isinstance(written, Written)
        assert (written.x, written.y) == (longitude, latitude)


@given(LONGITUDES, LATITUDES, st.booleans(), st.booleans())
def test_turned_pairs_and_lost_signs_have_one_reading_on_cgcs2000(
    longitude: float, latitude: float, turned: bool, signed: bool
) -> None:
    pair = (latitude, longitude) if turned else (longitude, latitude)
    written = Written(-pair[0] if signed else pair[0], pair[1], 6)
    assert unreadable_as_place(written) is None
    found = readings_of([written])
    mine = [i for i, index in enumerate(found.meaning) if found.meanings[index].name == "cgcs2000"]
    assert [(found.lon[i], found.lat[i]) for i in mine] == [(longitude, latitude)]


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.none(), st.booleans()))
def test_whatever_stands_in_a_cell_is_an_angle_or_a_trouble(cell: object) -> None:
    assert isinstance(read_angle(cell), Angle | Trouble)
    assert isinstance(read_written_pair(cell), Written | Trouble)
    assert isinstance(read_written(cell, cell), Written | Trouble)


@pytest.mark.parametrize(
    ("longitude", "latitude", "trouble"),
    [
        (0, 0, Trouble.ZERO),
        ("0.0", "０", Trouble.ZERO),
        (102.4, 200, Trouble.RANGE),
        (2.35, 48.85, Trouble.OUTSIDE),
        (500123.4, 24.9, Trouble.RANGE),
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
    written = read_written(longitude, latitude)
    assert (unreadable_as_place(written) if isinstance(written, Written) else written) is trouble


def test_the_edges_of_china_are_in_it() -> None:
    assert place_at(WEST, SOUTH) == (WEST, SOUTH)
    assert isinstance(place_at(WEST - 0.001, SOUTH), Doubt)
