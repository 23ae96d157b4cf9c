"""Why a place is read as it is, in words for the person who decides."""

import math
from collections.abc import Iterator

from geo_app.ingest.coordinates import Meaning, is_turned
from geo_app.ingest.evidence import Facts
from geo_app.ingest.verdicts import Column
from geo_app.ingest.written import Written

_HINTS = {
    "coarse": "只写到小数点后三位以内,不像地图上拾取的",
    "spelled": "用度分秒书写,多来自测量或卫星定位",
    "english": "整张表都是英文列名,这类数据一般用 WGS 84",
}


def reasons(column: Column, written: Written, meaning: Meaning, facts: Facts) -> Iterator[str]:
    """What speaks for and against one reading.

    >>> list(reasons(Column(stated="bd09"), Written(102.49, 24.93, 6), Meaning("bd09"), Facts()))
    ['表头或表格里写明是 BD-09(百度地图)']
    """
    yield from _said(column, meaning)
    if (written.x < 0 or written.y < 0) and not meaning.meridian:
        yield "去掉了负号:中国境内经纬度都是正数"
    if is_turned(written):
        yield "经度和纬度写反,已对调"
    yield from _seen(facts)
    if meaning.accuracy_m > 1:
        yield f"没有公开的转换参数,误差可达 {meaning.accuracy_m} 米" if meaning.accuracy_m > 100 else "精度到秒"


def _said(column: Column, meaning: Meaning) -> Iterator[str]:
    """What the ledger and the person say."""
    own = Meaning(meaning.datum).title
    if column.chosen == meaning.datum:
        yield f"导入时注明是 {own}"
    elif column.stated == meaning.datum:
        yield f"表头或表格里写明是 {own}"
    elif column.hint and meaning.name == "cgcs2000":
        yield _HINTS[column.hint]


def _seen(facts: Facts) -> Iterator[str]:
    """What the map says."""
    if facts.agrees:
        yield f"落在{facts.division},与所填区划{'一致' if facts.agrees > 0 else '不符'}"
    if not facts.within:
        yield "不在您的辖区内"
    if facts.known:
        yield f"距系统里的“{facts.known}” {facts.known_m:.0f} 米"
    if not math.isnan(facts.road_m):
        yield f"距道路 {facts.road_m:.0f} 米"
