"""Which plane metres are in: what a text says of itself, what a person states, and whether the numbers agree."""

from collections.abc import Mapping

from shapely.geometry.base import BaseGeometry

from geo_app.errors import BadInput
from geo_app.geo.crs import FIRST_NUMBERED, FIRST_PLAIN, STEP, WESTERNMOST, ZONES, crs
from geo_app.geo.datum import known_crs

MILLION = 1_000_000
WIDEST_M = 200_000  # half a 3-degree zone is 167 km at the equator
_DATUMS = {"2000": "", "CGCS": "", "80": "EPSG:4610", "西安": "EPSG:4610", "54": "EPSG:4214", "北京": "EPSG:4214"}


def plane_of(shape: BaseGeometry, said: Mapping[str, str], chosen: str) -> str:
    """The coordinate system of plane corners, as EPSG:<number>.

    Raises BadInput with `crs_needed` where neither the text nor a person states it, and `offered` where the number
    of the zone before the easting tells which it would be.
    """
    if chosen.isdecimal():
        return f"EPSG:{chosen}"
    zone = _zone(shape) or int(said.get("带号", "").strip("带号") or 0)
    if said.get("坐标系"):
        datum = next((name for word, name in _DATUMS.items() if word in said["坐标系"].upper()), None)
        if datum:
            return datum  # refused with its name: there is no way from it to CGCS2000
        if datum == "" and zone:
            return f"EPSG:{_numbered(zone) if _zone(shape) else _plain(zone)}"
    hint = f"横坐标带带号 {zone}" if _zone(shape) else "横坐标没有带号"
    raise BadInput(
        f"这是平面坐标({hint})，没有写明坐标系",
        "请选择坐标系：测绘成果的说明里写有坐标系和中央经线",
        **_members(_zone(shape)),
    )


def told_zone(shape: BaseGeometry, system: str) -> None:
    """Refuse coordinates that cannot be in the system stated: another zone's number, turned axes."""
    west, south, east, north = shape.bounds
    found = known_crs(system)
    if not found.is_projected:
        if max(abs(west), abs(north)) > 1000:
            raise BadInput("坐标以米为单位，不是经纬度", "请选择平面坐标系", **_members(_zone(shape)))
        return
    if max(abs(west), abs(east), abs(north)) <= 360:
        raise BadInput(
            f"坐标是经纬度，不是“{title_of(system)}”", "请把坐标系选为 4490(CGCS2000 经纬度)", crs_needed=True
        )
    false_east = float(found.to_cf().get("false_easting", 0))
    if south > MILLION * 6 or (north < MILLION and east > MILLION):
        raise BadInput("横坐标和纵坐标写反了", "测量坐标 X 向北、Y 向东；请对调两列，或在软件里改正后重新导出")
    if abs((west + east) / 2 - false_east) > WIDEST_M:
        zone = _zone(shape)
        told = f"横坐标带带号 {zone}" if zone else "横坐标离中央经线过远，或没有写带号"
        raise BadInput(f"坐标不在“{title_of(system)}”里：{told}", "请核对带号和中央经线", **_members(zone))


def title_of(system: str) -> str:
    """What a coordinate system is called.

    >>> title_of("EPSG:4543"), title_of("EPSG:4326")
    ('CGCS2000 三度带 中央经线 102°E(4543)', 'WGS 84')
    """
    number = system.removeprefix("EPSG:")
    ours = number.isdecimal() and (int(number) == 4490 or FIRST_NUMBERED <= int(number) < FIRST_PLAIN + ZONES)
    return crs(int(number)).title if ours else known_crs(system).name


def _zone(shape: BaseGeometry) -> int:
    """The number before the easting; 0 without one."""
    return int(shape.bounds[0] // MILLION) if shape.bounds[0] >= MILLION else 0


def _numbered(zone: int) -> int:
    return FIRST_NUMBERED + zone - WESTERNMOST // STEP


def _plain(zone: int) -> int:
    return FIRST_PLAIN + zone - WESTERNMOST // STEP


def _members(zone: int) -> dict[str, object]:
    """What a problem tells the browser: that a system must be chosen, and from which. The zone whose number stands
    before the easting comes alone."""
    first = WESTERNMOST // STEP
    if zone:
        numbers = [_numbered(zone)] if first <= zone < first + ZONES else []
    else:
        numbers = [FIRST_PLAIN + each for each in range(ZONES)]
    offered = [{"crs": str(n), "title": crs(n).title, "title_en": crs(n).title_en} for n in numbers]
    return {"crs_needed": True, "offered": offered}
