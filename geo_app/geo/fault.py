"""What is wrong with a shape, and where, in words."""

import re

from shapely import is_valid_reason
from shapely.geometry.base import BaseGeometry

WORDS = {
    "Self-intersection": "自相交",
    "Ring Self-intersection": "同一个环自相交",
    "Hole lies outside shell": "洞在边界之外",
    "Nested holes": "洞里有洞",
    "Nested shells": "各块互相重叠",
    "Interior is disconnected": "内部不连通",
    "Duplicate Rings": "有重复的环",
    "Too few points in geometry component": "顶点太少",
}
REASON = re.compile(r"([^\[]*)\[([-\d.e]+) ([-\d.e]+)\]")


def fault_of(shape: BaseGeometry) -> str:
    """Why a shape is not valid.

    >>> import shapely
    >>> fault_of(shapely.from_wkt("POLYGON((102 24, 103 25, 103 24, 102 25, 102 24))"))
    '自相交，在经度 102.5、纬度 24.5 附近'
    """
    found = REASON.match(is_valid_reason(shape))
    if not found:
        return "图形不完整"
    what = WORDS.get(found[1], "图形不完整")
    return f"{what}，在经度 {float(found[2]):.6g}、纬度 {float(found[3]):.6g} 附近"
