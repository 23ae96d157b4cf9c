"""The cases of the spec tables: text tables that engineers read and add to.

A table names its method (方法) or its table of bands (分级表). Columns with → hold what must come out: — for
"none". Chemicals are written 名称[类别,类别] 吨数, joined by ;.
"""

import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
MIXTURES = {"(同类混合物)": "same_class", "(异类混合物)": "other_class"}
COLUMNS = {"总分": "score", "级别": "hazard_level", "园区": "outside_park", "距离": "distance_met"}
WORDS = {"是": True, "否": False, "—": None}


@dataclass(frozen=True)
class Case:
    file: str
    kind: str  # 方法 or 分级表
    subject: str
    cells: dict[str, str]

    def __str__(self) -> str:
        return f"{self.file}: {next(iter(self.cells.values()))}"

    def given(self) -> dict[str, str]:
        return {k: v for k, v in self.cells.items() if v and not k.startswith("→")}

    def expected(self) -> dict[str, str]:
        return {k.removeprefix("→").strip(): v for k, v in self.cells.items() if k.startswith("→") and v}


def cases(kind: str) -> list[Case]:
    found = []
    for path in sorted(HERE.glob("*/*.md")):
        text = path.read_text(encoding="utf-8")
        says = re.search(rf"^{kind}:`(.+)`$", text, re.MULTILINE)
        lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line[:1] == "|"]
        if says:
            name = str(path.relative_to(HERE).with_suffix(""))
            found += [Case(name, kind, says[1], dict(zip(lines[0], line, strict=True))) for line in lines[2:]]
    return found


def chemicals(text: str) -> list[dict[str, object]]:
    """氯 4.9;某物[J3,W2] 3 -> the rows of the form."""
    items = []
    for part in filter(None, text.split(";")):
        name, tonnes = part.rsplit(" ", 1)
        item: dict[str, object] = {"q": tonnes}
        for words, mixture in MIXTURES.items():
            if words in name:
                name, item["mixture"] = name.replace(words, ""), mixture
        if "[" in name:
            name, item["classes"] = name.rstrip("]").split("[")
        items.append(item | {"name": name})
    return items


def numbered(letter: str, text: str) -> dict[str, object]:
    return {f"{letter}{n}": value for n, value in enumerate(text.split(), 1)}


def findings(text: str) -> list[dict[str, object]]:
    """hazard_2;class_a_places×3 -> the rows of the form."""
    split = [part.partition("×") for part in text.split(";")]
    return [{"item": name, "count": count or None} for name, _, count in split]


def alerts(text: str) -> list[dict[str, object]]:
    """位移 yellow×3 blue×1;干滩 blue×2 -> the rows of the form."""
    rows = []
    for item, *points in (part.split() for part in text.split(";")):
        rows.append({"item": item} | dict(point.split("×") for point in points))
    return rows


def inputs(given: dict[str, str]) -> dict[str, object]:
    """The cells of a case as the form would send them."""
    read: dict[str, object] = {}
    for column, cell in given.items():
        if column in ("情形", "依据", "版本"):
            continue
        if column.startswith("危险化学品"):
            read["items"] = chemicals(cell)
        elif column == "居民":
            read["residents_500m"] = cell
        elif "~" in column:
            read |= numbered(column[0], cell)
        elif column == "扣分和加分项":
            read["findings"] = findings(cell)
        elif column == "监测项":
            read["items"] = alerts(cell)
        elif column == "直接判红":
            read["force_red"] = [{"fact": cell}]
        else:
            read[COLUMNS.get(column, column)] = cell
    return read
