"""What stands where while the demonstration is being drawn."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import shapely
from numpy.random import Generator
from shapely import Point, Polygon

from geo_app.colour import Colour
from geo_app.demo.county import County, Division
from geo_app.demo.gradings import Grading
from geo_app.demo.shapes import away, inside
from geo_app.demo.words import Words
from geo_app.layers import Layers

LEVELS = {Colour.RED: "city", Colour.ORANGE: "county", Colour.YELLOW: "township", Colour.BLUE: "enterprise"}
MEASURES = {
    Colour.RED: "一源一策；在线监测；每月检查；停产整改条件写入预案",
    Colour.ORANGE: "专项方案；视频监控；每季度检查；班前安全确认",
    Colour.YELLOW: "岗位操作规程；警示标志；每半年检查",
    Colour.BLUE: "日常巡查；班组自查",
}


@dataclass(frozen=True)
class Place:
    """One site to be: its layer, its shape in metres, its fields, and its assessments, oldest first."""

    layer: str
    shape: shapely.Geometry
    fields: dict[str, object]
    gradings: tuple[Grading, ...] = ()


@dataclass
class Ground:
    """The county under construction: `solid` are outlines that others keep away from."""

    county: County
    layers: Layers
    rng: Generator
    words: Words
    today: date
    places: list[Place] = field(default_factory=list)
    solid: list[Polygon] = field(default_factory=list)

    def add(self, layer: str, shape: shapely.Geometry, gradings: Sequence[Grading], /, **fields: object) -> None:
        """A site to be; a field without a value is left out."""
        given = {name: value for name, value in fields.items() if value not in (None, "")}
        self.places.append(Place(layer, shape, given, tuple(gradings)))

    def of(self, layer: str) -> list[Place]:
        return [place for place in self.places if place.layer == layer]

    def is_free(self, shape: shapely.Geometry, clearance: float) -> bool:
        """Whether it lies in the county and this far from everything solid."""
        return self.county.area.contains(shape) and not shapely.dwithin(shape, self.solid, clearance).any()

    def room(self, area: Polygon, make: Callable[[Point], Polygon], clearance: float) -> Polygon | None:
        """An outline made around a free place of an area; from then on it is solid. None where none was found."""
        for _ in range(200):
            shape = make(inside(self.rng, area))
            if area.contains(shape) and self.is_free(shape, clearance):
                self.solid.append(shape)
                return shape
        return None

    def spot(self, area: Polygon, clearance: float = 20) -> Point:
        """A free place of an area for something small."""
        for _ in range(60):
            place = inside(self.rng, area)
            if self.is_free(place, clearance):
                return place
        return place

    def months(self, layer: str) -> int:
        return self.layers[layer].review_months

    def whole(self, low: int, high: int) -> int:
        """A whole number from low up to but not including high."""
        return int(self.rng.integers(low, high))

    def real(self, low: float, high: float) -> float:
        """A number between low and high, with one decimal."""
        return round(float(self.rng.uniform(low, high)), 1)

    def around(self, low: float, spread: float) -> int:
        """A number of people: mostly near `low`, sometimes far above."""
        return int(low * self.rng.lognormal(0, spread))

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def nearby(self, place: Point, low: float, high: float) -> Point:
        """A place of the county in any direction, so many metres away."""
        while True:
            there = away(place, self.real(low, high), float(self.rng.uniform(0, 2 * math.pi)))
            if self.county.area.contains(there):
                return there

    def day(self, low: int, high: int) -> str:
        """A day so many days after today; negative numbers lie in the past."""
        return (self.today + timedelta(days=self.whole(low, high))).isoformat()

    def chain(
        self, at: Division, colour: Colour | None, company: str = "", measures: str = ""
    ) -> dict[str, object]:
        """Who answers for it: the control level follows the colour, the unit follows the level."""
        level = LEVELS.get(colour or Colour.BLUE, "enterprise")
        if level == "enterprise" and not company:
            level = "township"
        township = self.county.township(at.code)
        units = {"city": "演示市应急局", "county": "演示县应急局", "township": f"{township.short}演示安监办"}
        return {
            "control_level": level,
            "unit": company if level == "enterprise" else units[level],
            "person": self.words.person(),
            "telephone": self.words.telephone(),
            "measures": measures or MEASURES[colour or Colour.BLUE],
            "address": f"{township.name}{at.short}(演示)",
        }
