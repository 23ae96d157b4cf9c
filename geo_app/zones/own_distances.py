"""A county's own distances: lines like those of data/gaps/distances.csv, added to ours or replacing one."""

import csv
from collections.abc import Mapping
from pathlib import Path

from geo_app.errors import BadInput
from geo_app.reckoning.tables import STATED
from geo_app.zones.distances import EFFECTS, Distance, open_own, places

COLUMNS = ("rule", "title", "source", "target", "required_m", "compare", "effect")
COMPARED = {"at_least": False, "more_than": True}
LARGEST_M = 50_000


def adopt(path: Path | None) -> None:
    """Open the distances of this deployment; without a file there are none. Raises BadInput."""
    open_own(read_own(path) if path else ())


def read_own(path: Path) -> tuple[Distance, ...]:
    """The distances of a file. Raises BadInput with the file, the line and the remedy where one cannot be."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"读不了间距规定 {path.name}", "请检查路径;文件应为 UTF-8 的 CSV") from error
    lacking = [name for name in COLUMNS if not table or name not in table[0]]
    if lacking:
        raise BadInput(f"{path.name} 第 1 行:缺少列 {'、'.join(lacking)}", "列名同 data/gaps/distances.csv")
    seen: dict[str, int] = {}
    for line, row in enumerate(table, 2):
        _check(f"{path.name} 第 {line} 行", row, seen)
        seen[row["rule"]] = line
    return tuple(_distance(row) for row in table)


def _check(where: str, row: Mapping[str, str | None], seen: Mapping[str, int]) -> None:
    said = {name: (row[name] or "").strip() for name in COLUMNS}
    known = {each.place for each in places()}
    if not said["rule"] or not said["title"]:
        raise BadInput(f"{where}:没有编号 rule 或标题 title", "每条规定都要有编号和标题")
    if said["rule"] in seen:
        raise BadInput(f"{where}:编号 {said['rule']} 与第 {seen[said['rule']]} 行重复", "请改用不同的编号")
    for side in ("source", "target"):
        if said[side] not in known:
            raise BadInput(f"{where}:没有规定对象“{said[side]}”({side})", f"可用:{'、'.join(sorted(known))}")
    if said["compare"] not in COMPARED:
        raise BadInput(f"{where}:compare 不能是“{said['compare']}”", "只能写 at_least(不小于)或 more_than(大于)")
    if said["effect"] not in EFFECTS or said["effect"] == "risk_limit":
        usable = "、".join(name for name in EFFECTS if name != "risk_limit")
        raise BadInput(f"{where}:没有效力“{said['effect']}”", f"可用:{usable}")
    if not _metres(said["required_m"]):
        raise BadInput(
            f"{where}:距离“{said['required_m']}”不是 0 到 {LARGEST_M} 之间的米数", "请填写数字,单位为米"
        )


def _metres(text: str) -> float | None:
    try:
        metres = float(text)
    except ValueError:
        return None
    return metres if 0 < metres <= LARGEST_M else None


def _distance(row: Mapping[str, str | None]) -> Distance:
    said = {
        name: (row.get(name) or "").strip() for name in ("rule", "title", "source", "target", "effect", "note")
    }
    return Distance(
        **said,
        title_en=(row.get("title_en") or "").strip() or said["title"],
        required_m=float(row["required_m"] or 0),
        limit_per_year=None,
        more_than=COMPARED[(row["compare"] or "").strip()],
        measured_from=row.get("measured_from") or "边界",
        clause=row.get("clause") or "本单位规定",
        confidence=row.get("confidence") or STATED,
    )
