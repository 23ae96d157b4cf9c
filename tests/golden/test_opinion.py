"""The page of an opinion word for word: signed, with an overruled line, and with what changed since."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import shapely
from geoalchemy2.shape import from_shape

from geo_app.layers import Layers
from geo_app.papers.files import format_named
from geo_app.papers.plan import Kind, Plan, Thing
from geo_app.siting.compare import Change, Comparison
from geo_app.siting.document import opinion_paper
from geo_app.siting.models import Opinion
from geo_app.siting.opinion import as_stored, key_of
from geo_app.siting.rule import Answer, Line
from geo_app.siting.rule import Thing as Neighbour

GROUND = shapely.box(102.4, 24.9, 102.401, 24.901)
TO = {"type": "LineString", "coordinates": [[102.401, 24.9005], [102.4012, 24.9005]]}
SHOP, TWO = Neighbour(7, "西门烟花店", "risk_point"), "seen in 2 independent sources"
LINES = (
    Line(
        *("FW65-1", "烟花爆竹零售点与其他烟花爆竹零售点", "veto", Answer.FAILS, "差 29.8 米；自点位起量"),
        *("烟花爆竹经营许可实施办法(总局令第65号)", TWO, 50, 20.2, "米", SHOP, TO, date(2026, 11, 20)),
    ),
    Line(
        *("RD18a", "易燃易爆场所与公路", "veto", Answer.NOT_CHECKED, "5 公里内没有登记任何“公路”，不能算作满足"),
        *("公路安全保护条例(2011)第18条", "from memory only", 100),
    ),
    Line(
        *(
            "red-neighbour",
            "重大风险点位近旁",
            "notice",
            Answer.FAILS,
            "红色点位在 500 米内",
            "本系统约定",
            "not found",
        ),
        *(500, 20.2, "米", SHOP, None, date(2026, 11, 20)),
    ),
    Line(
        *(
            "risk",
            "个人风险",
            "veto",
            Answer.HOLDS,
            "等值线均不高于限值",
            "GB 36894-2018 表2",
            TWO,
            3e-7,
            None,
            "/年",
        ),
    ),
)
PLAN = Plan(
    102.4005,
    24.9005,
    2000,
    {"risk_point": Kind("风险点", "险", "risk", ())},
    (Thing("risk_point", "西门烟花店", "red", {"type": "Point", "coordinates": [102.4012, 24.9005]}),),
    False,
)


@pytest.fixture
def opinion() -> Opinion:
    """As the table keeps it."""
    lines: list[dict[str, Any]] = as_stored(LINES)
    ruling = {"reason": "西门店已于本月停业,现场核实", "by": "李四", "on": "2026-11-21"}
    kept = Opinion(project_type="fireworks_shop", act="new", fields={}, own=[], lines=lines, rules="0123456789ab")
    kept.name, kept.number, kept.code = "东门烟花店", "530181-2026-0001", "a1b2c3d4e5"
    kept.geom, kept.plan = from_shape(GROUND, srid=4490), PLAN.stored()
    kept.verdict, kept.decided, kept.stage = "refused", "demonstration", "signed"
    kept.notes, kept.overruled = (
        [{"zh": "不予通过：至少一条一票否决的规定不满足", "en": ""}],
        {key_of(lines[0]): ruling},
    )
    kept.asked_at, kept.signed_on = datetime(2026, 11, 21, 6, 5, tzinfo=UTC), date(2026, 11, 22)
    kept.issuer, kept.place = "安宁市应急管理局", "云南省昆明市安宁市"
    kept.drafter, kept.signer = "李四", "王五"
    return kept


def test_the_page_of_an_opinion(layers: Layers, opinion: Opinion, golden: Any) -> None:
    then = opinion.lines[0]
    change = Change(key_of(then), then, then | {"answer": "holds", "measured": 60.0, "text": ""})
    since = Comparison(datetime(2031, 1, 2, 3, 4, tzinfo=UTC), "0123456789ab", "demonstration", 3, (change,))
    page = format_named("html").write(opinion_paper(layers, opinion, "http://localhost/v/a1b2c3d4e5", since))
    golden("opinion.html", page.decode())
