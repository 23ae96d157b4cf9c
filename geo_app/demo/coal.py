"""One coal mine, ordered to stop and not resumed: the worst of its categories."""

from datetime import timedelta

import numpy as np
import shapely

from geo_app.demo.gradings import Grading
from geo_app.demo.ground import Ground
from geo_app.demo.shapes import area_of, inside

SEED, TOWNSHIP = 15, "530181004"
MINE = "DEMO-KS-M001"


def sink_coal_mine(ground: Ground) -> None:
    """Drawn with its own random numbers and after everything else, so that nothing else moves."""
    rng, area = np.random.default_rng(SEED), ground.county.township(TOWNSHIP).area
    room = area_of(shapely.buffer(area, -800))
    place = next(at for at in (inside(rng, room) for _ in range(500)) if ground.is_free(at, 400))
    stopped: dict[str, object] = {"state": "stopped", "basis": "演示县煤矿分类名单(虚构)：责令停产整改，未复工"}
    ground.add(
        "mine",
        place,
        [Grading("coal_mine_grade", stopped, ground.today - timedelta(days=120))],
        name=f"{ground.county.village_at(place).short}演示煤矿",
        code=MINE,
        mineral="煤",
        mining_method="underground",
        capacity=15.0,
        depth=260.0,
        workers=96,
        opened=2004,
        operating_status="停产整顿",
        control_level="city",
        unit="演示市应急局",
        person="周演停",
        telephone="0871-00009015",
        measures="责令停产；封闭井口；驻点盯守",
        address=f"{ground.county.village_at(place).name}(演示)",
    )
