"""Chemical parks, plants with their boundaries, and the units inside them that hold hazardous substances."""

from dataclasses import dataclass

import shapely
from shapely import Polygon

from geo_app.colour import Colour
from geo_app.demo.gradings import Grading, assessed_on, draw, earlier, gb18218, lec
from geo_app.demo.ground import Ground
from geo_app.demo.people import settle
from geo_app.demo.shapes import area_of, blob, block, inside

PARKS = (  # township, name, grade by the park scheme (A is the worst), score, colour
    ("530181007", "草铺演示化工园区", "B", 66.5, Colour.ORANGE),
    ("530181006", "禄脿演示新材料园区", "C", 78.0, Colour.YELLOW),
    ("530181005", "青龙演示精细化工园区", "D", 88.0, Colour.BLUE),
)
MEMBERS = 14  # plants that each park has room for, more or less
PACKED = 25  # metres between the plants of a park
OUTSIDE = 20  # plants that stand outside every park
OUTSIDE_IN = ("530181001", "530181006", "530181007", "530181009", "530181003")
NEIGHBOURS = (None, 12, 36, 72, 160, 430, 0)  # residents of the hamlet beside an outside plant; 0: no hamlet


@dataclass(frozen=True)
class Trade:
    """What a kind of plant makes, and what it may hold: substance, unit, least and most tonnes."""

    name: str
    products: str
    process: str
    stock: tuple[tuple[str, str, float, float], ...]


TRADES = (
    Trade("氯碱化工", "烧碱、液氯", "电解工艺(氯碱)", (("液氯", "tanks", 8, 120), ("氢气", "process", 0.4, 2))),
    Trade("合成氨", "液氨、尿素", "合成氨工艺", (("液氨", "tanks", 20, 300), ("氢气", "process", 0.5, 3))),
    Trade("磷化工", "黄磷、磷酸", "", (("黄磷", "warehouse", 20, 160), ("煤气", "process", 2, 12))),
    Trade("甲醛树脂", "甲醛、脲醛树脂", "氧化工艺", (("甲醇", "tanks", 150, 900),)),
    Trade("溶剂", "涂料、稀释剂", "", (("甲苯", "tanks", 60, 700), ("乙酸乙酯", "warehouse", 20, 300))),
    Trade("苯加氢", "纯苯、甲苯", "加氢工艺", (("苯", "tanks", 80, 420), ("氢气", "process", 0.5, 4))),
    Trade("油品储运", "汽油、柴油", "", (("汽油", "tanks", 300, 2600), ("柴油", "tanks", 500, 4200))),
    Trade("液化气储配", "液化石油气", "", (("液化石油气", "tanks", 40, 260),)),
    Trade("工业气体", "氧气、乙炔", "", (("液氧", "tanks", 40, 320), ("乙炔", "warehouse", 0.3, 1.6))),
    Trade("电石", "电石、乙炔", "电石生产工艺", (("电石", "warehouse", 80, 300),)),
    Trade("冷链食品", "冷冻食品", "", (("液氨", "refrigeration", 3, 22),)),
)
UNITS = {"tanks": "罐区", "process": "装置", "warehouse": "库房", "refrigeration": "制冷机房"}


@dataclass(frozen=True)
class Unit:
    """A unit of a plant and what it holds by design."""

    substance: str
    kind: str
    tonnes: float


def found_parks(ground: Ground) -> None:
    """Three parks with plants inside."""
    for code, name, grade, score, colour in PARKS:
        area = area_of(shapely.buffer(ground.county.township(code).area, -100))
        park = ground.room(area, lambda at: block(ground.rng, at, 2900, 2200), 250)
        assert park is not None
        ground.solid.remove(park)  # plants may stand in it
        inner = area_of(shapely.buffer(park, -30))
        plants = [_plant(ground, inner, name, PACKED) for _ in range(MEMBERS)]
        on = assessed_on(ground.rng, ground.today, ground.months("chemical_park"), overdue=0)
        ground.add(
            "chemical_park",
            park,
            [Grading("chemical_park_score", {"score": score}, on)],
            name=name,
            code=ground.words.code("YQ"),
            grade=grade,
            score=score,
            area_km2=round(park.area / 1e6, 2),
            leading_industry="精细化工、新材料",
            enterprises=sum(plant is not None for plant in plants),
            workers=MEMBERS * 120,
            accredited_on=ground.day(-1600, -1400),
            **ground.chain(ground.county.village_at(park.centroid), colour),
        )
        ground.solid.append(park)


def found_outsiders(ground: Ground) -> None:
    """Plants outside the parks; beside most of them people live closer than 500 m."""
    for n in range(OUTSIDE):
        township = ground.county.township(OUTSIDE_IN[n % len(OUTSIDE_IN)])
        park = PARKS[n][1] if n < len(PARKS) else ""  # a few belong to a park by paper but not by place
        plant = _plant(ground, area_of(shapely.buffer(township.area, -300)), park, 130)
        residents = NEIGHBOURS[n % len(NEIGHBOURS)]
        if plant is not None and residents != 0:
            _neighbour(ground, plant, residents)


def _neighbour(ground: Ground, plant: Polygon, residents: int | None) -> None:
    """A hamlet within a few hundred metres of a plant."""
    for _ in range(40):
        shape = blob(ground.rng, ground.nearby(plant.centroid, 330, 620), 55, 9)
        if ground.is_free(shape, 60):
            ground.solid.append(shape)
            village = ground.county.village_at(shape.centroid)
            settle(ground, shape, f"{village.short}演示厂边{len(ground.of('chemical_plant'))}组", residents)
            return


def _plant(ground: Ground, area: Polygon, park: str, clearance: float) -> Polygon | None:
    length, width = ground.real(300, 560), ground.real(200, 380)
    boundary = ground.room(area, lambda at: block(ground.rng, at, length, width), clearance)
    if boundary is None:
        return None
    trade = TRADES[len(ground.of("chemical_plant")) % len(TRADES)]
    units = [Unit(substance, kind, ground.real(least, most)) for substance, kind, least, most in trade.stock]
    name, colour = ground.words.company(trade.name), draw(ground.rng, 0.08, 0.3, 0.4)
    ground.add(
        "chemical_plant",
        boundary,
        _plant_gradings(ground, units, colour, near_homes=clearance > PACKED),
        name=name,
        code=ground.words.code("HG"),
        credit_code=ground.words.credit_code(),
        enterprise_type="use" if units[0].kind == "refrigeration" else "production",
        products=trade.products,
        substances="、".join(unit.substance for unit in units),
        key_process=trade.process,
        park=park,
        workers=ground.whole(25, 420),
        major_hazards=len(units),
        licence_until=ground.day(-90, 1000),
        **ground.chain(ground.county.village_at(boundary.centroid), colour, name),
    )
    for unit in units:
        _unit(ground, boundary, name, unit)
    return boundary


def _plant_gradings(ground: Ground, units: list[Unit], colour: Colour, near_homes: bool) -> list[Grading]:
    """The whole plant: near homes by what it holds; in a park half so, others by LEC, one in nine not yet."""
    chance, months = 1 if near_homes else ground.rng.random(), ground.months("chemical_plant")
    on = assessed_on(ground.rng, ground.today, months)
    if chance < 0.11:
        return []
    if chance > 0.5:
        return [gb18218([(unit.substance, unit.tonnes) for unit in units], on)]
    last = lec(ground.rng, colour, on)
    return [lec(ground.rng, Colour.ORANGE, earlier(ground.rng, last, months)), last] if chance < 0.25 else [last]


def _unit(ground: Ground, boundary: Polygon, company: str, unit: Unit) -> None:
    """A hazard source inside the boundary. What is no major hazard installation gets its colour by LEC."""
    place = inside(ground.rng, area_of(shapely.buffer(boundary, -25)))
    colour = draw(ground.rng, 0.06, 0.3, 0.4)
    on = assessed_on(ground.rng, ground.today, ground.months("hazard_source"))
    gradings = [gb18218([(unit.substance, unit.tonnes)], on)] if ground.chance(0.88) else []
    if ground.chance(0.6):
        gradings.append(lec(ground.rng, colour, on))
    ground.add(
        "hazard_source",
        block(ground.rng, place, 46, 30) if unit.kind == "tanks" else place,
        gradings,
        name=f"{company}{unit.substance}{UNITS[unit.kind]}",
        code=ground.words.code("WX"),
        enterprise=company,
        unit_type=unit.kind,
        substances=unit.substance,
        quantity=unit.tonnes,
        filed_on=on.isoformat(),
        monitored=ground.chance(0.8),
        **ground.chain(ground.county.village_at(place), colour, company),
    )
