"""Writes the reference of the classification methods from their declarations and their tables of cases."""

from pathlib import Path

from geo_app.classification.catalogue import all_methods
from geo_app.classification.method import Method
from geo_app.reckoning.inputs import Input
from scripts.tables import table

SPEC = Path(__file__).parent.parent / "tests" / "spec"
TYPES = {"choice": "选择", "number": "数", "integer": "整数", "text": "文字", "table": "表格"}
HEAD = """# 评估方法 Classification methods

由 `geo_app/classification/methods/` 和 `tests/spec/` 生成(`make docs`)。
Written from the methods and from the tables that test them.

依据一栏的词：`seen in N independent sources` 见于 N 处独立来源；`derived …` 由所列规则算出;
`from memory only` 凭记忆，未经核实；`not found` 未见规定，是本系统的约定；`stated by the assessor` 由评估人给定。

命令行 `geo-app assess 方法 文件.json`(`-` 为标准输入)不需要数据库。"""


def methods_page() -> str:
    """The reference of all methods, each with the cases it is tested by."""
    return "\n\n".join([HEAD, *(_section(method) for method in all_methods().values())]) + "\n"


def _section(method: Method) -> str:
    variants = [f"- `{each.name}` {each.title}" for each in method.variants]
    questions = [row for each in method.inputs for row in (_row(each), *(_row(c, each) for c in each.columns))]
    parts = [
        f"## {method.title} `{method.name}`",
        f"{method.title_en}. {method.description} 依据：{method.clause}；版本 {method.version}。",
        "版本(首个为默认):\n\n" + "\n".join(variants) if variants else "",
        table(["项", "名称", "类型", "", "说明"], questions),
        *_cases(method),
    ]
    return "\n\n".join(part for part in parts if part)


def _row(asked: Input, inside: Input | None = None) -> list[str]:
    kind = TYPES[asked.type] + (f"({asked.unit})" if asked.unit else "")
    name = f"`{inside.name}[].{asked.name}`" if inside else f"`{asked.name}`"
    choices = "；".join(f"{each.value} {each.label}" for each in asked.choices)
    told = "。".join(filter(None, (asked.note, choices)))
    return [f"{asked.title} {asked.title_en}", name, kind, "必填" if asked.required else "", told]


def _cases(method: Method) -> list[str]:
    """The tables under tests/spec that name this method, and the tables of bands of the same folder."""
    folders = {path.parent for path in SPEC.glob("*/*.md") if f"方法：`{method.name}`" in path.read_text("utf-8")}
    paths = sorted(path for folder in folders for path in folder.glob("*.md"))
    return ["##" + path.read_text("utf-8").strip() for path in paths]
