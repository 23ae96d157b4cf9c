"""Whether the policies still leave the spatial index in use. They do while its operator is marked LEAKPROOF; an
update of the extension PostGIS takes the mark away, and every map and filter then reads whole tables."""

import json
import logging
from typing import Any

from sqlalchemy import func, select, text

from geo_app.actor import operator
from geo_app.cluster import LEAKPROOF
from geo_app.db import Database

SOMEWHERE = "EXPLAIN (FORMAT JSON) SELECT id FROM site WHERE geom && st_makeenvelope(102, 24, 102.1, 24.1, 4490)"
REMEDY = "空间索引对权限策略不起作用(PostGIS 升级后会这样)，地图会慢几百倍。请以数据库超级用户执行：{}"
log = logging.getLogger(__name__)


def remedy_for(database: Database) -> str | None:
    """What is to be done so that the spatial index is used again; None where it is."""
    with database.transaction(operator("start-up")) as session:
        session.execute(select(func.set_config("enable_seqscan", "off", True)))  # an empty map needs no index
        plan = session.execute(text(SOMEWHERE)).scalar_one()
    if any(
        "&&" in node.get("Index Cond", "") for node in _nodes(json.loads(plan) if isinstance(plan, str) else plan)
    ):
        return None
    return REMEDY.format(";".join([*LEAKPROOF, ""]))


def watch(database: Database) -> None:
    """Say it in the log where it is not."""
    if remedy := remedy_for(database):
        log.warning(remedy)


def _nodes(plan: Any) -> list[dict[str, Any]]:
    """Every node of a plan."""
    if isinstance(plan, list):
        return [node for part in plan for node in _nodes(part)]
    if not isinstance(plan, dict):
        return []
    return [plan, *(node for part in plan.values() for node in _nodes(part))]
