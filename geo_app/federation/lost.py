"""What a county lost and this database still has: the county came back from a backup that is older than what had
arrived here."""

import psycopg
from psycopg import sql

from geo_app.errors import Conflict

WRITTEN = {
    "site": "点位",
    "assessment": "评估",
    "visit": "巡查",
    "finding": "隐患",
    "finding_step": "隐患处置",
    "alarm": "报警",
    "opinion": "选址意见",
    "relocation_target": "搬迁对象",
    "joint_region": "联防联控区",
    "joint_region_record": "联防联控记录",
    "zone": "环带和范围",
    "enforcement_draw": "双随机抽查",
    "death_target": "死亡指标",
    "pack_choice": "规则包选用",
    "photo_use": "照片记录",
}  # buffers, gaps and members of regions are drawn from these anew
VERSIONS = sql.SQL("""
    SELECT id, lower(sys) FROM (SELECT id, sys FROM {} UNION ALL SELECT id, sys FROM {}) AS version
    WHERE given_by(id) <@ division_below(%s)
""")


def lost_at_home(city: psycopg.Connection, county: psycopg.Connection, home: int) -> dict[str, int]:
    """How many versions of its rows are here and no longer at the county, by what they are."""
    found = {}
    for name, title in WRITTEN.items():
        asked = VERSIONS.format(*(sql.Identifier(schema, name) for schema in ("public", "history")))
        here, there = (set(each.execute(asked, [home]).fetchall()) for each in (city, county))
        if only_here := here - there:
            found[title] = len(only_here)
    return found


def must_have_lost_nothing(city: psycopg.Connection, county: psycopg.Connection, home: int) -> None:
    """Raises Conflict where a copy made anew would take away the last of what people wrote."""
    if lost := lost_at_home(city, county, home):
        told = "、".join(f"{title} {n}" for title, n in lost.items())
        raise Conflict(
            f"县库由较早的备份恢复，有 {sum(lost.values())} 条只有本库还有({told})，重新复制会移走它们",
            "请先运行 geo-app backup，再导出该县各图层交给县里补录，然后加 --yes",
        )
