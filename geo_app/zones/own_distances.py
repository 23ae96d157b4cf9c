"""A county's own distances: lines like those of data/gaps/distances.csv, added to ours or replacing one."""

import csv
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from geo_app.errors import BadInput
from geo_app.reckoning.tables import STATED
from geo_app.zones.distances import EFFECTS, Distance, open_own, places

COLUMNS = ("rule", "title", "source", "target", "required_m", "compare", "effect")
COMPARED = {"at_least": False, "more_than": True}
TITLES = {  # how a county's own table calls the columns and what stands in them
    "编号": "rule",
    "标题": "title",
    "一方": "source",
    "另一方": "target",
    "米数": "required_m",
    "比较": "compare",
    "效力": "effect",
    "量取起点": "measured_from",
    "条款": "clause",
    "说明": "note",
}
COMPARISONS = {"不小于": "at_least", "大于": "more_than"}
LARGEST_M = 50_000


def adopt(path: Path | None) -> None:
    """Open the distances of this deployment; without a file there are none. Raises BadInput."""
    open_own(read_own(path) if path else ())


def read_own(path: Path) -> tuple[Distance, ...]:
    """The distances of a file. Raises BadInput with the file, the line and the remedy where one cannot be."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"读不了间距规定 {path.name}", "请检查路径和权限") from error
    return own_of(content, path.name)


def own_of(content: bytes, name: str) -> tuple[Distance, ...]:
    """The distances that somebody sends under a name. Raises BadInput like `read_own`."""
    table = [_coded(row) for row in csv.DictReader(StringIO(_text(content, name), newline=""))]
    lacking = [column for column in COLUMNS if not table or column not in table[0]]
    if lacking:
        called = {column: f"{column}({title})" for title, column in TITLES.items()}
        raise BadInput(
            f"{name} 第 1 行：缺少列 {'、'.join(called[column] for column in lacking)}",
            "第 1 行写列名，以下每条规定一行",
        )
    seen: dict[str, int] = {}
    for line, row in enumerate(table, 2):
        _check(f"{name} 第 {line} 行", row, seen)
        seen[row["rule"] or ""] = line
    return tuple(_distance(row) for row in table)


def _coded(row: Mapping[str, str | None]) -> dict[str, str | None]:
    """A row under our names: people write titles of columns, places, effects and comparisons."""
    coded = {TITLES.get(header.strip(), header): cell for header, cell in row.items() if header}
    of_places = {each.title: each.place for each in places()}
    of_effects = {title: effect for effect, title in EFFECTS.items()}
    spoken = {"source": of_places, "target": of_places, "effect": of_effects, "compare": COMPARISONS}
    for column, known in spoken.items():
        if said := (coded.get(column) or "").strip():
            coded[column] = known.get(said, said)
    return coded


def _text(content: bytes, name: str) -> str:
    """UTF-8, or GBK as Excel writes a CSV."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput(f"读不了间距规定 {name}：不是文本", "请在 Excel 里另存为 CSV(逗号分隔)再上传")


def _check(where: str, row: Mapping[str, str | None], seen: Mapping[str, int]) -> None:
    said = {name: (row[name] or "").strip() for name in COLUMNS}
    known = {each.place: each.title for each in places()}
    if not said["rule"] or not said["title"]:
        raise BadInput(f"{where}：没有编号 rule 或标题 title", "每条规定都要有编号和标题")
    if said["rule"] in seen:
        raise BadInput(f"{where}：编号 {said['rule']} 与第 {seen[said['rule']]} 行重复", "请改用不同的编号")
    for side in ("source", "target"):
        if said[side] not in known:
            raise BadInput(f"{where}：没有规定对象“{said[side]}”({side})", f"可用：{'、'.join(known.values())}")
    if said["compare"] not in COMPARED:
        raise BadInput(f"{where}：compare 不能是“{said['compare']}”", "只能写 不小于(at_least)或 大于(more_than)")
    if said["effect"] not in EFFECTS or said["effect"] == "risk_limit":
        usable = "、".join(title for name, title in EFFECTS.items() if name != "risk_limit")
        raise BadInput(f"{where}：没有效力“{said['effect']}”", f"可用：{usable}")
    if not _metres(said["required_m"]):
        raise BadInput(
            f"{where}：距离“{said['required_m']}”不是 0 到 {LARGEST_M} 之间的米数", "请填写数字，单位为米"
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
