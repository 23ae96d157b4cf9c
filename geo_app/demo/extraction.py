"""Mines and tailings ponds, one of the ponds right above people's homes."""

from datetime import timedelta
from functools import partial

import shapely
from numpy.random import Generator
from shapely import Point, Polygon

from geo_app.colour import Colour
from geo_app.demo.gradings import Grading, assessed_on, draw, earlier, lec
from geo_app.demo.ground import Ground
from geo_app.demo.people import settle
from geo_app.demo.shapes import area_of, away, blob

MINERALS = (  # mineral, mining method, least and most capacity (10 000 t/a), does it leave tailings
    ("磷矿", "open_pit", 20, 150, True),
    ("石灰岩", "open_pit", 30, 200, False),
    ("铁矿", "underground", 10, 80, True),
    ("铝土矿", "open_pit", 10, 60, True),
    ("砂岩", "open_pit", 10, 90, False),
    ("岩盐", "underground", 30, 120, False),
)
TOWNSHIPS = ("530181003", "530181009", "530181006", "530181004", "530181007")
STATES = ("生产", "生产", "停产整顿", "基建")
MINES, PONDS = 45, 14
SOUTH = -1.57  # radians from east: where the first pond drains to
HOMES = ((520, 86, "一"), (880, 143, "二"))  # metres below the pond, residents, group


def dig(ground: Ground) -> None:
    """Mines in the hilly townships; of every third only a point is known."""
    for n in range(MINES):
        mineral, method, least, most, tailings = MINERALS[n % len(MINERALS)]
        radius = ground.real(160, 420)
        area = ground.county.township(TOWNSHIPS[n % len(TOWNSHIPS)]).area
        pit = ground.room(area, partial(_hollow, ground.rng, radius), 200)
        if pit is None:
            continue
        name = ground.words.company(mineral).replace("有限公司", "矿场")
        colour, capacity = draw(ground.rng, 0.05, 0.25, 0.42), float(ground.whole(least, most))
        ground.add(
            "mine",
            pit.centroid if n % 3 == 2 else pit,
            gradings(ground, "mine", colour),
            name=name,
            code=ground.words.code("KS"),
            credit_code=ground.words.credit_code(),
            mineral=mineral,
            mining_method=method,
            capacity=capacity,
            production=round(capacity * ground.real(0.3, 1), 1),
            depth=float(ground.whole(80, 420)) if method == "underground" else None,
            workers=ground.whole(15, 260),
            opened=ground.whole(1988, 2022),
            operating_status=STATES[ground.whole(0, 4)],
            **ground.chain(ground.county.village_at(pit.centroid), colour, name),
        )
        if tailings and len(ground.of("tailings_pond")) < PONDS:
            _pond(ground, pit, name)


def _pond(ground: Ground, pit: Polygon, company: str) -> None:
    """The pond of a mine, a kilometre or two away; below the first one stand two hamlets."""
    first = not ground.of("tailings_pond")
    radius, storage, height = ground.real(130, 260), ground.whole(30, 1400), ground.whole(18, 85)
    near = area_of(pit.centroid.buffer(2100).difference(pit.centroid.buffer(700)))
    if first:  # with room for the homes below
        near = area_of(near.intersection(shapely.buffer(ground.county.area, -1300)))
    pond = ground.room(near, partial(_hollow, ground.rng, radius), 300 if first else 150)
    if pond is None:
        return
    colour = Colour.RED if first else draw(ground.rng, 0, 0.3, 0.5)
    size = Grading("tailings_class", {"V_1e4m3": storage, "H_m": height}, ground.today - timedelta(days=2000))
    ground.add(
        "tailings_pond",
        pond,
        [size, *gradings(ground, "tailings_pond", colour)],
        name=f"{company}尾矿库",
        code=ground.words.code("WK"),
        storage=float(storage),
        dam_height=float(height),
        pond_class=_class_of(storage, height),
        dam_method="upstream",
        operating_status="working" if first else ("working", "stopped", "closed")[ground.whole(0, 3)],
        overhead=first,
        downstream_people=_homes_below(ground, pond) if first else 0,
        **ground.chain(ground.county.village_at(pond.centroid), colour, company),
    )


def _hollow(rng: Generator, radius: float, at: Point) -> Polygon:
    return blob(rng, at, radius)


def _homes_below(ground: Ground, pond: Polygon) -> int:
    """Hamlets within a kilometre downstream."""
    for reach, residents, group in HOMES:
        shape = blob(ground.rng, away(pond.centroid, reach, SOUTH), 60, 9)
        ground.solid.append(shape)
        settle(ground, shape, f"{ground.county.village_at(shape.centroid).short}演示库下{group}组", residents)
    return sum(residents for _, residents, _ in HOMES)


def _class_of(storage: float, height: float) -> str:
    """The class that a ledger would state: by storage and by height, the higher one unless they lie far apart."""
    by_storage = next(n for n, least in ((2, 10000), (3, 1000), (4, 100), (5, 0)) if storage >= least)
    by_height = next(n for n, least in ((2, 100), (3, 60), (4, 30), (5, 0)) if height >= least)
    higher = min(by_storage, by_height)
    return str(higher + 1 if abs(by_storage - by_height) > 1 else higher)


def gradings(ground: Ground, layer: str, colour: Colour) -> list[Grading]:
    """One in eight is not assessed; one in four was assessed before, then mostly worse."""
    chance, months = ground.rng.random(), ground.months(layer)
    if chance < 0.12 and colour != Colour.RED:
        return []
    last = lec(ground.rng, colour, assessed_on(ground.rng, ground.today, months))
    if chance > 0.75:
        return [lec(ground.rng, draw(ground.rng, 0.2, 0.5, 0.2), earlier(ground.rng, last, months)), last]
    return [last]
