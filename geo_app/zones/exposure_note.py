"""What a reader must know to trust a number of people, in both languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, pi, sqrt

SURVEYED_M = 5_000  # a place without any registered settlement so far around has not been surveyed
SURVEYED_KM = SURVEYED_M // 1000
UNSURVEYED = f"{SURVEYED_KM} km 内没有登记任何居民区"


@dataclass(frozen=True)
class Origin:
    """What distances are measured from: the boundary of a plant, or a point where none is known.
    `ground_m2` is the area that was declared for it."""

    name: str
    from_boundary: bool
    ground_m2: float | None = None

    @property
    def radius_m(self) -> int | None:
        """Of a circle as large as the declared ground: a ring around the point may be so much too small."""
        return ceil(sqrt(self.ground_m2 / pi) - 0.5) if self.ground_m2 else None

    @property
    def line(self) -> str:
        """The line in words, with how much too small a ring around a mere point may be.

        >>> Origin("甲厂", False, 31_416).line
        '点位(未登记厂区边界；申报占地 31416 平方米，合半径约 100 m 的圆，统计范围可能偏小这么多)'
        """
        if self.from_boundary:
            return "厂区边界"
        if not self.ground_m2:
            return "点位(未登记厂区边界，统计范围可能偏小)"
        size = f"申报占地 {self.ground_m2:.0f} 平方米，合半径约 {self.radius_m} m 的圆"
        return f"点位(未登记厂区边界；{size}，统计范围可能偏小这么多)"

    @property
    def line_en(self) -> str:
        """The same in English.

        >>> Origin("甲厂", False, 31_416).line_en
        'the point (no boundary on file; 31416 m² declared, a circle of some 100 m, so much too small)'
        """
        if self.from_boundary:
            return "the boundary"
        if not self.ground_m2:
            return "the point (no boundary on file: it may count too little)"
        size = f"{self.ground_m2:.0f} m² declared, a circle of some {self.radius_m} m"
        return f"the point (no boundary on file; {size}, so much too small)"


@dataclass(frozen=True)
class Note:
    """How people were counted from `origin`: `partly` where a settlement lies only in part inside, `without` the
    names of settlements whose people nobody has entered."""

    origin: Origin
    partly: bool
    surveyed: bool
    without: Sequence[str]
    metres: float | None = None

    @property
    def text(self) -> str:
        far = "" if self.metres is None else f" {self.metres:g} m"
        notes = [f"自“{self.origin.name}”的{self.origin.line}起量{far}(椭球面距离)"]
        if self.partly:
            notes.append("部分在内的居民区按面积折算，合计向上取整")
        if not self.surveyed:
            notes.append(f"{UNSURVEYED}，人口未知，不能按 0 人计")
        if self.without:
            notes.append(f"{'、'.join(self.without)}没有填写常住人口，未计入")
        return "；".join(notes)

    @property
    def text_en(self) -> str:
        far = "" if self.metres is None else f" {self.metres:g} m"
        notes = [f"Measured{far} from {self.origin.line_en} of {self.origin.name}, on the ellipsoid"]
        if self.partly:
            notes.append("settlements partly inside count by their share of area, the sum rounded up")
        if not self.surveyed:
            notes.append(f"no settlement on file within {SURVEYED_KM} km: the number of people is unknown, not 0")
        if self.without:
            notes.append(f"without a number of residents, not counted: {', '.join(self.without)}")
        return "; ".join(notes)
