"""What the map answers about the protected targets of GB 36894 around a site."""

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Float, Integer, String, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app.classification.fact import COUNTED, Fact
from geo_app.reckoning.tables import band_of, bands, rules
from geo_app.sites.card import must_see
from geo_app.zones.exposure_note import SURVEYED_M

LOWEST = "general_3"
LABELS = {
    "high_sensitivity": "高敏感",
    "important": "重要",
    "general_1": "一般一类",
    "general_2": "一般二类",
    LOWEST: "一般三类",
}
MOST_LISTED = 40


@dataclass(frozen=True)
class Protected:
    """A target in reach; `protection_class` is None where nobody has said it and no number of people tells."""

    name: str
    protection_class: str | None
    distance_m: float

    @property
    def told(self) -> str:
        grade = LABELS[self.protection_class] if self.protection_class else "分级未知"
        return f"{self.name}({grade}，{self.distance_m:.0f} m)"


def region_targets(session: Session, site_id: int) -> Fact:
    """S4 of the regional 4×4 form: none 1, one or two targets of class three 2 or 3, everything else 4.

    Unknown where nothing is registered for kilometres around, or where a class is missing that would matter."""
    must_see(session, site_id)
    reach = float(rules("matrix4x4/rules")["targets_reach"].number)
    few = int(rules("matrix4x4/rules")["targets_few"].number)
    found = _protected(session, site_id, reach)
    if not found and not _protected(session, site_id, SURVEYED_M):
        return Fact(missing=f"{SURVEYED_M // 1000} km 内没有登记任何防护目标和居民区，不能按“无”计")
    higher = [each for each in found if each.protection_class not in (LOWEST, None)]
    unknown = [each.name for each in found if each.protection_class is None]
    if unknown and not higher and len(found) <= few:
        return Fact(missing=f"{'、'.join(unknown)}的防护分级未知")
    score = 4 if higher or len(found) > few else 1 + len(found)
    listed = "、".join(each.told for each in found[:MOST_LISTED])
    more = f"等共 {len(found)} 处" if len(found) > MOST_LISTED else ""
    told = f"{reach:g} m 内 {listed}{more}" if found else f"{reach:g} m 内没有防护目标"
    return Fact({"S4": score, "S4_source": f"{COUNTED}；{told}；居民区按人数分级，分级数值凭记忆、未经核实"})


def _protected(session: Session, site_id: int, metres: float) -> list[Protected]:
    columns = (
        *(sql_column("name", String), sql_column("kind", String), sql_column("protection_class", String)),
        *(sql_column("residents", Integer), sql_column("distance_m", Float)),
    )
    near = func.protected_near(site_id, float(metres)).table_valued(*columns)
    return [
        Protected(
            row.name or ("辖区外居民区" if row.kind == "settlement" else "辖区外防护目标"),
            row.protection_class or _housing(row.residents),
            row.distance_m,
        )
        for row in session.execute(select(near))
    ]


def _housing(residents: int | None) -> str | None:
    """The class of a settlement by its residents.

    >>> _housing(12), _housing(100), _housing(None)
    ('general_3', 'general_1', None)
    """
    return None if residents is None else band_of(bands("gb36894/housing"), Fraction(residents)).grade
