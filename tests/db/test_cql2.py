"""Filters in CQL2: what they select, and that whatever is asked in vain or in malice is answered in words."""

from collections.abc import Iterator
from datetime import date

import pytest
from geoalchemy2 import WKTElement

from geo_app import features
from geo_app.actor import Actor
from geo_app.cql2.apart import Filter
from geo_app.db import Database
from geo_app.errors import BadInput
from geo_app.features import Selection
from geo_app.layers import Layers
from geo_app.sites.models import Site
from tests.conftest import clone

MINES = (  # name, colour, assessed on, person, capacity, method, longitude
    ("甲煤矿", "red", date(2026, 1, 5), "张三", 30, "open_pit", 102.1),
    ("乙铁矿", "blue", date(2026, 6, 5), None, 90, "underground", 102.4),
    ("丙矿'50%", None, None, "李四", None, "underground", 102.8),
)


@pytest.fixture(scope="module")
def mines(cluster_url: str, template: str, admin: Actor) -> Iterator[Database]:
    """Three mines for all the filters, which only read."""
    for database in clone(cluster_url, template):
        with database.transaction(admin) as session:
            for name, colour, assessed, person, capacity, method, lon in MINES:
                attributes = {"mining_method": method} | ({"capacity": capacity} if capacity else {})
                place = WKTElement(f"POINT({lon} 24.5)", srid=4490)
                graded = {"colour": colour, "assessed_on": assessed, "method": colour and "lec"}
                site = {"name": name, "person": person, "attributes": attributes, "geom": place, **graded}
                session.add(Site(kind="mine", **site))
        yield database


@pytest.mark.parametrize(
    ("cql", "found"),
    [
        ("colour = 'red'", "甲"),
        ("风险等级 = '红'", "甲"),
        ("capacity >= 30 AND capacity < 90", "甲"),
        ("生产能力 > 30 OR 责任人 IS NOT NULL", "甲乙丙"),
        ("capacity * 2 + 10 = 70", "甲"),
        ("capacity / 0 = 1", ""),
        ("capacity BETWEEN 20 AND 95", "甲乙"),
        ("开采方式 IN ('露天', 'underground')", "甲乙丙"),
        ("NOT (mining_method = 'underground')", "甲"),
        ("mining_method <> 'open_pit'", "乙丙"),
        ("名称 LIKE '%矿'", "甲乙"),
        ("CASEI(person) = CASEI('李四')", "丙"),
        ("name = '丙矿''50%'", "丙"),
        ("colour IS NULL", "丙"),
        ("assessed_on > DATE('2026-03-01')", "乙"),
        ("T_BEFORE(评估日期, DATE('2026-03-01'))", "甲"),
        ("changed_at > TIMESTAMP('2026-01-01T00:00:00Z')", "甲乙丙"),
        ("demo = TRUE", ""),
        ("S_INTERSECTS(geom, BBOX(102.3,24,102.5,25))", "乙"),
        ("S_WITHIN(geom, POLYGON((102 24, 102.5 24, 102.5 25, 102 25, 102 24)))", "甲乙"),
        ("S_DISJOINT(位置, BBOX(102,24,102.5,25))", "丙"),
        ('{"op":"=","args":[{"property":"colour"},"red"]}', "甲"),
        ("true", "甲乙丙"),
        ("ACCENTI(CASEI(name)) LIKE CASEI('%矿')", "甲乙"),
        ("ACCENTI('café') = ACCENTI('cafe\u0301') AND ACCENTI('É') = 'E'", "甲乙丙"),
        ("capacity ^ 2 = 900", "甲"),
        ("capacity % 7 = 6 AND 生产能力 div 7 = 12", "乙"),
        ("T_DURING(assessed_on, INTERVAL('2026-01-01', '2026-02-01'))", "甲"),
        ("T_INTERSECTS(assessed_on, INTERVAL('2026-06-05', '..'))", "乙"),
        ("T_CONTAINS(INTERVAL('..', '2026-03-01'), assessed_on)", "甲"),
        ("T_AFTER(changed_at, TIMESTAMP('2026-01-01T00:00:00Z'))", "甲乙丙"),
        ("T_STARTS(assessed_on, INTERVAL(DATE('2026-01-05'), review_on))", ""),
        ("S_INTERSECTS(geom, GEOMETRYCOLLECTION(POINT(102.1 24.5), LINESTRING(102.7 24.5, 102.9 24.5)))", "甲丙"),
        ("S_DWITHIN(geom, POINT(102.4 24.5), 500, 'm')", "乙"),
        # 0.3 degrees of longitude are 30.4 km here
        ("S_DWITHIN(geom, POINT(102.4 24.5), 30.3, 'km')", "乙"),
        ("S_DWITHIN(geom, POINT(102.4 24.5), 30.5, kilometers)", "甲乙"),
        ("S_DWITHIN(POINT(102.4 24.5), geom, 19, 'statute miles')", "甲乙"),
    ],
)
def test_a_filter_selects(cql: str, found: str, mines: Database, admin: Actor, layers: Layers) -> None:
    with mines.transaction(admin) as session:
        frame = features.frame(session, Selection(layers["mine"], cql=Filter.read(cql)))
    assert "".join(sorted((name[0] for name in frame["name"]), key="甲乙丙".index)) == found
    with features.arrow_stream(mines, admin, Selection(layers["mine"], cql=Filter.read(cql))) as stream:
        assert sum(batch.num_rows for batch in stream.rows) == len(found)


@pytest.mark.parametrize(
    ("cql", "told"),
    [
        ("colour =", "读不懂"),
        ("height = 3", "没有字段"),
        ("capacity = '三十'", "类型不符"),
        ("name = 3", "类型不符"),
        ("name = capacity", "不是同一类值"),
        ("geom = 'x'", "不是同一类值"),
        ("assessed_on > '昨天'", "不是日期"),
        ("capacity LIKE '3%'", "LIKE 只用于文字"),
        ("pg_sleep(10) = 1", "类型不符"),
        ("name = 'x'; DROP TABLE site", "读不懂"),
        ("name", "不是条件"),
        ("3", "不是条件"),
        ("S_INTERSECTS(geom, BBOX(1,2))", "几何读不出来"),
        ("S_INTERSECTS(geom, name)", "要一个位置字段和一个几何"),
        ("S_DWITHIN(geom, POINT(1 2), 5)", "距离和单位"),
        ("S_DWITHIN(geom, POINT(1 2), 5, 'parsec')", "距离和单位"),
        ("S_DWITHIN(geom, POINT(1 2), 500, 'km')", "100 公里"),
        ("S_WITHIN(geom, GEOMETRYCOLLECTION(POINT(1 2), POINT(1 3)))", "不能用于几何集合"),
        ("T_AFTER(name, DATE('2026-01-01'))", "要两个日期或时段"),
        ("T_AFTER(assessed_on)", "读不懂|要两个日期或时段"),
        ("A_CONTAINS(name, ('a'))", "不支持"),
        ("(" * 3_000 + "a = 1" + ")" * 3_000, "过长或嵌套过深"),
        ("NOT " * 2_000 + "true", "过长或嵌套过深"),
        ("-" * 5_000 + "1 = 1", "过长或嵌套过深"),
    ],
)
def test_a_filter_that_cannot_be_is_refused_in_words(cql: str, told: str, layers: Layers) -> None:
    with pytest.raises(BadInput, match=told) as caught:
        Selection(layers["mine"], cql=Filter.read(cql)).conditions(features.view_of(layers["mine"]))
    assert caught.value.remedy
