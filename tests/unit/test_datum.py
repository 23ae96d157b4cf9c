"""Shifted datums and plane grids, there and back."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from geo_app.geo.gcj import from_bd09, from_gcj02, to_bd09, to_gcj02
from geo_app.ingest.coordinates import readings_of
from geo_app.ingest.written import Written

EARTH = Geod(ellps="GRS80")
CENTIMETRE = 0.01
Shift = Callable[..., tuple[np.ndarray, np.ndarray]]


@pytest.mark.parametrize(("there", "back"), [(to_gcj02, from_gcj02), (to_bd09, from_bd09)])
def test_a_shift_is_undone_to_a_centimetre_all_over_the_country(there: Shift, back: Shift) -> None:
    grid = np.meshgrid(np.arange(73.1, 135.9, 0.53), np.arange(3.1, 53.9, 0.47))
    lon, lat = (axis.ravel() for axis in grid)
    east, north = back(*there(lon, lat))
    assert EARTH.inv(lon, lat, east, north)[2].max() < CENTIMETRE


@given(st.floats(74, 135), st.floats(16, 53), st.sampled_from([3, 6]), st.booleans(), st.booleans())
def test_plane_numbers_are_among_their_readings(
    lon: float, lat: float, width: int, with_zone: bool, north_first: bool
) -> None:
    meridian = int(round(lon / 3) * 3) if width == 3 else int(lon // 6) * 6 + 3
    if not 75 <= meridian <= 135:
        return
    zone = meridian // 3 if width == 3 else (meridian + 3) // 6
    x, y = Transformer.from_crs(4490, 4534 + (meridian - 75) // 3, always_xy=True).transform(lon, lat)
    easting = zone * 1e6 + x if with_zone else x
    found = readings_of([Written(y, easting, 3) if north_first else Written(easting, y, 3)])
    mine = [i for i, index in enumerate(found.meaning) if found.meanings[index].name == f"cgcs2000@{meridian}"]
    assert mine
    assert EARTH.inv(lon, lat, found.lon[mine[0]], found.lat[mine[0]])[2] < CENTIMETRE
