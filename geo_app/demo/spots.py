"""Fuel stations, pipelines, and risk points of every category."""

from dataclasses import replace

import shapely
from shapely import LineString, Point

from geo_app.colour import Colour
from geo_app.demo.county import DEEP, Division
from geo_app.demo.extraction import gradings
from geo_app.demo.gradings import Grading, assessed_on, draw, lec, ls
from geo_app.demo.ground import Ground
from geo_app.demo.shapes import area_of, corridor

Category = tuple[str, str, str, str, int, bool]
CATEGORIES: tuple[Category, ...] = (  # category, name, accident, part, of a hundred, has it an enterprise
    ("road", "临崖弯道", "道路交通", "长下坡急弯", 18, False),
    ("road", "村口路口", "道路交通", "视距不良路口", 10, False),
    ("confined", "污水池", "中毒和窒息", "清淤作业", 9, True),
    ("dust", "打磨车间", "粉尘爆炸", "除尘系统", 6, True),
    ("ammonia", "冷库", "中毒和窒息、火灾", "制冷机房", 3, True),
    ("fireworks", "烟花爆竹零售点", "火灾、爆炸", "储存间", 6, True),
    ("construction", "建筑工地", "高处坠落、坍塌", "深基坑与塔吊", 10, True),
    ("crowd", "商铺集中区", "火灾、踩踏", "疏散通道", 10, True),
    ("highrise", "高层住宅楼", "火灾", "消防设施", 8, False),
    ("equipment", "电梯与锅炉", "其他伤害", "承压设备", 6, True),
    ("water", "水库坝塘", "淹溺", "临水步道", 5, False),
    ("slope", "高陡边坡", "坍塌", "切坡建房", 6, False),
    ("occupational", "喷涂作业点", "职业病危害", "喷漆房", 3, True),
)
RISK_POINTS, STATIONS, BORDER = 760, 60, 14
STATION_KINDS = ("petrol", "petrol", "both", "petrol", "gas", "hydrogen")
LINES = (  # from and to (townships), medium, diameter, pressure
    ("530181007", "530181001", "gas", 508, 6.3),
    ("530181001", "530181008", "gas", 406, 4.0),
    ("530181001", "530181009", "gas", 323, 4.0),
    ("530181009", "530181003", "gas", 219, 2.5),
    ("530181006", "530181007", "products", 457, 8.0),
    ("530181007", "530181005", "products", 323, 8.0),
    ("530181005", "530181004", "gas", 219, 2.5),
    ("530181007", "530181009", "crude", 813, 8.0),
    ("530181006", "530181005", "hydrogen", 168, 4.0),
    ("530181002", "530181009", "products", 273, 6.4),
    ("530181004", "530181008", "gas", 219, 1.6),
    ("530181001", "530181002", "gas", 168, 0.8),
)
MEDIA = {"gas": "天然气", "products": "成品油", "crude": "原油", "hydrogen": "氢气"}


def lay_pipelines(ground: Ground) -> None:
    """Corridors between the townships; where one leaves the county it is cut and goes on as another piece."""
    for start, end, medium, diameter, pressure in LINES:
        here, there = (ground.county.township(code) for code in (start, end))
        start_at, end_at = (ground.nearby(each.seat, 1400, 1600) for each in (here, there))
        line = corridor(ground.rng, start_at, end_at, 260)
        for n, piece in enumerate(shapely.get_parts(line.intersection(ground.county.area)), 1):
            if isinstance(piece, LineString):
                ends = f"{here.short}至{there.short}"
                name = f"{ends}演示{MEDIA[medium]}管道{n}段"
                _pipeline(ground, piece, name=name, ends=ends, medium=medium, diameter=diameter, pressure=pressure)


def _pipeline(ground: Ground, line: LineString, **facts: object) -> None:
    village = ground.county.village_at(shapely.line_interpolate_point(line, 0.5, normalized=True))
    colour = draw(ground.rng, 0.05, 0.4, 0.45)
    homes = sum(shapely.dwithin(line, place.shape, 60) for place in ground.of("settlement"))
    on = assessed_on(ground.rng, ground.today, ground.months("pipeline"))
    ground.add(
        "pipeline",
        line,
        [lec(ground.rng, colour, on)],
        code=ground.words.code("GD"),
        area_class="3" if homes > 1 else "2",
        high_consequence=bool(homes),
        encroachments=int(homes),
        **facts,
        **ground.chain(village, colour, "演示管道运营有限公司"),
    )


def place_stations(ground: Ground) -> None:
    """Fuel stations near the seats, thinner further out."""
    for n in range(STATIONS):
        township, kind = ground.county.townships[n % 9], STATION_KINDS[n % len(STATION_KINDS)]
        place = ground.spot(area_of(township.seat.buffer(1200 + 450 * (n // 9)).intersection(township.area)), 40)
        colour, name = draw(ground.rng, 0.02, 0.13, 0.6), f"{township.short}演示{n // 9 + 1}号加油站"
        petrol, gas = kind in ("petrol", "both"), kind in ("gas", "both", "hydrogen")
        ground.add(
            "fuel_station",
            place,
            gradings(ground, "fuel_station", colour),
            name=name,
            code=ground.words.code("JY"),
            station_type=kind,
            station_class=str(ground.whole(1, 4)),
            petrol_m3=ground.whole(3, 9) * 15.0 if petrol else None,
            diesel_m3=ground.whole(2, 6) * 15.0 if petrol else None,
            gas_m3=ground.whole(2, 5) * 30.0 if gas else None,
            vapour_recovery="both" if petrol else None,
            licence_until=ground.day(-40, 1000),
            **ground.chain(ground.county.village_at(place), colour, name),
        )


def find_risks(ground: Ground) -> None:
    """Risk points, most of them in the townships that are drawn in depth, some right at the county border."""
    deep = [village for code in DEEP for village in ground.county.below(code)]
    chances = [each[4] / 100 for each in CATEGORIES]
    for n in range(RISK_POINTS):
        category = CATEGORIES[int(ground.rng.choice(len(CATEGORIES), p=chances))]
        if n < BORDER:
            place = _at_border(ground, n / BORDER)
            _risk(ground, ground.county.village_at(place), place, category)
            continue
        villages = deep if n % 3 else ground.county.villages
        village = villages[ground.whole(0, len(villages))]
        near = area_of(village.seat.buffer(1800).intersection(village.area)) if n % 4 else village.area
        _risk(ground, village, ground.spot(near, 5), category)


def _at_border(ground: Ground, share: float) -> Point:
    """A place 80 to 300 m inside the county border."""
    rim = area_of(shapely.buffer(ground.county.area, -ground.real(80, 300))).exterior
    return shapely.line_interpolate_point(rim, share, normalized=True)


def _risk(ground: Ground, village: Division, place: Point, category: Category) -> None:
    kind, word, accident, part, _, owned = category
    colour = draw(ground.rng, 0.04, 0.13, 0.35)
    company = ground.words.company(word) if owned and ground.chance(0.12) else ""
    code, assessed = ground.words.code("FX"), _risk_gradings(ground, colour)
    ground.add(
        "risk_point",
        place,
        assessed,
        name=f"{village.short}演示{word}{code[-4:]}",
        code=code,
        category=kind,
        accident_types=accident,
        part=part,
        consequence="可能造成人员伤亡",
        exposed_people=ground.around(13, 0.9),
        enterprise=company,
        found_on=assessed[0].on.isoformat() if assessed else ground.day(-60, -10),
        **ground.chain(village, colour, company),
    )


def _risk_gradings(ground: Ground, colour: Colour) -> list[Grading]:
    """As others; some by the risk matrix, and a few yellow ones set higher by a person with a reason."""
    found, chance = gradings(ground, "risk_point", colour), ground.rng.random()
    if found and chance < 0.1:
        return [*found[:-1], ls(ground.rng, colour, found[-1].on)]
    if found and chance > 0.92 and colour == Colour.YELLOW:
        return [*found[:-1], replace(found[-1], stands=Colour.ORANGE, reason="近三年发生过同类事故，从严提级")]
    return found
