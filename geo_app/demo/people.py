"""Who lives there and who helps: settlements, protected targets, emergency resources, grids."""

import shapely
from shapely import Point, Polygon

from geo_app.demo.county import DEEP, Division
from geo_app.demo.ground import Ground
from geo_app.demo.shapes import area_of, blob, block, cells, spread

TOWN = ("530181001", "530181002", "530181008")  # where housing estates stand
Target = tuple[str, str, str, int, int, bool]
TARGETS: tuple[Target, ...] = (  # category, name, protection class, least and most people, has it beds
    ("school", "小学", "high_sensitivity", 240, 1400, False),
    ("kindergarten", "幼儿园", "high_sensitivity", 80, 360, False),
    ("hospital", "卫生所", "high_sensitivity", 40, 260, True),
    ("welfare", "养老院", "high_sensitivity", 30, 160, True),
    ("school", "中学", "high_sensitivity", 600, 2600, False),
    ("culture", "文化站", "important", 40, 300, False),
    ("market", "农贸市场", "general_1", 300, 1800, False),
    ("station", "客运站", "general_1", 100, 900, False),
    ("office", "便民服务中心", "general_2", 40, 180, False),
    ("sports", "体育馆", "general_1", 200, 1500, False),
    ("hotel", "宾馆", "general_2", 40, 240, True),
    ("water_source", "水源地", "important", 0, 1, False),
)
RESOURCES = (  # category, name, what it is good at
    ("team", "专职消防队", "火灾扑救"),
    ("store", "应急物资储备点", ""),
    ("medical", "医疗救护站", "急救转运"),
    ("water", "消防取水口", ""),
    ("expert", "应急专家", "化工工艺"),
)


def grow_hamlets(ground: Ground) -> None:
    """The main hamlet of every village at its seat, and housing estates around the seats of the towns."""
    for village in ground.county.villages:
        shape = blob(ground.rng, village.seat, ground.real(110, 210))
        ground.solid.append(shape)
        settle(ground, shape, f"{village.short}演示居民点", ground.around(450, 0.5))
    for code in TOWN:
        township = ground.county.township(code)
        middle = area_of(township.seat.buffer(2600).intersection(township.area))
        for n in range(1, 17):
            estate = ground.room(middle, lambda at: block(ground.rng, at, 320, 220), 30)
            if estate is not None:
                settle(ground, estate, f"{township.short}演示花园{n}区", ground.around(1500, 0.45), "estate")


def scatter_hamlets(ground: Ground, wanted: int) -> None:
    """Smaller hamlets between the villages; of every fifteenth nobody knows how many people live there."""
    villages = ground.county.villages
    for n in range(wanted):
        village, group = villages[n % len(villages)], "一二三四五"[n // len(villages)]
        place = ground.spot(area_of(shapely.buffer(village.area, -110)), 110)
        shape = blob(ground.rng, place, ground.real(40, 90), 9) if n % 3 else place
        ground.solid.append(place.buffer(90))
        settle(ground, shape, f"{village.short}演示{group}组", None if n % 15 == 7 else ground.around(100, 0.7))


def settle(
    ground: Ground, shape: Point | Polygon, name: str, residents: int | None, kind: str = "village"
) -> None:
    """One settlement; an unknown number of residents stays unknown."""
    village = ground.county.village_at(shape.centroid)
    shares = {"households": 0.31, "day_people": 0.52, "night_people": 0.93, "slow_people": 0.17}
    counted = {key: round(residents * share) for key, share in shares.items()} if residents is not None else {}
    ground.add(
        "settlement",
        shape,
        (),
        name=name,
        code=ground.words.code("JM"),
        settlement_type=kind,
        residents=residents,
        counted_on=ground.day(-700, -20) if counted else None,
        **counted,
        **ground.chain(village, None, measures="入户宣传；预警叫应；转移路线公示"),
    )


def protect(ground: Ground) -> None:
    """Schools, hospitals, markets and the like: all kinds at every seat, one kind in each village."""
    for township in ground.county.townships:
        for target in TARGETS:
            _target(ground, township.seat, township.short, target)
    for n, village in enumerate(ground.county.villages):
        _target(ground, village.seat, village.short, TARGETS[n % 4])


def _target(ground: Ground, near: Point, place_name: str, target: Target) -> None:
    category, word, protection, least, most, beds = target
    name, place, people = f"{place_name}演示{word}", ground.nearby(near, 60, 900), ground.whole(least, most)
    ground.add(
        "protected_target",
        place,
        (),
        name=name,
        code=ground.words.code("FH"),
        category=category,
        protection_class=protection,
        people=people or None,
        beds=people // 2 if beds else None,
        floor_m2=people * 9.0 or None,
        **ground.chain(ground.county.village_at(place), None, name, "应急疏散预案；每半年演练"),
    )


def equip(ground: Ground) -> None:
    """Help of every kind at every seat, a shelter in every village."""
    for township in ground.county.townships:
        for category, word, speciality in RESOURCES:
            _resource(ground, township.seat, category, f"{township.short}演示{word}", speciality)
    for village in ground.county.villages:
        _resource(ground, village.seat, "shelter", f"{village.short}演示避难广场")


def _resource(ground: Ground, near: Point, category: str, name: str, speciality: str = "") -> None:
    place, ready = ground.nearby(near, 80, 600), category in ("team", "medical")
    ground.add(
        "emergency_resource",
        place,
        (),
        name=name,
        code=ground.words.code("YJ"),
        category=category,
        speciality=speciality,
        people=ground.whole(8, 42) if ready else None,
        on_duty=ready or None,
        duty_telephone=ground.words.telephone() if ready else None,
        response_minutes=float(ground.whole(2, 9)) if ready else None,
        capacity=ground.whole(3, 40) * 50 if category == "shelter" else None,
        equipment="编织袋 2000 条、水泵 4 台、帐篷 30 顶、应急灯 60 盏" if category == "store" else None,
        **ground.chain(ground.county.village_at(place), None, measures="每季度点验一次"),
    )


def divide(ground: Ground) -> None:
    """Four grids in every village of the townships that are drawn in depth, each with its officer."""
    for village in (village for code in DEEP for village in ground.county.below(code)):
        seats = spread(ground.rng, area_of(shapely.buffer(village.area, -120)), 4)
        for n, area in enumerate(cells(seats, village.area), 1):
            _grid(ground, village, area, n)


def _grid(ground: Ground, village: Division, area: Polygon, n: int) -> None:
    people = ground.whole(90, 900)
    ground.add(
        "grid",
        area,
        (),
        name=f"{village.short}第{n}演示网格",
        code=f"{village.code}{n:03d}",
        grid_level="basic",
        village_code=village.code,
        people=people,
        households=people // 3,
        enterprises=ground.whole(0, 30),
        **ground.chain(village, None, measures="每月走访；发现隐患当日上报"),
    )
