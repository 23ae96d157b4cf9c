"""Writes the page of the OWASP ASVS from docs/asvs.csv: every requirement of levels 1 and 2, by its number."""

import csv
from collections import Counter
from pathlib import Path

from scripts.tables import table

SHEET = Path(__file__).parent.parent / "docs" / "asvs.csv"
STATES = {"met": "做到", "partly": "部分", "not met": "未做到", "not applicable": "不适用"}
CHAPTERS = {
    "V1": "Design 设计",
    "V2": "Logging in 登录",
    "V3": "Sessions 会话",
    "V4": "Access 访问控制",
    "V5": "Input and output 输入输出",
    "V6": "Cryptography 加密",
    "V7": "Faults and logs 出错与日志",
    "V8": "Data 数据保护",
    "V9": "Connections 通信",
    "V10": "Malicious code 恶意代码",
    "V11": "Business logic 业务逻辑",
    "V12": "Files 文件",
    "V13": "API 接口",
    "V14": "Configuration 配置",
}
HEAD = """# OWASP ASVS 4.0.3, levels 1 and 2 逐条自查

由 `docs/asvs.csv` 生成(`make docs`)，不要手改。Written from `docs/asvs.csv`.

The numbers are those of the standard; what each asks is told in our own short words, so read the
[standard](https://github.com/OWASP/ASVS) beside it. `met` stands only where all that it asks is done; a test
checks that no number of level 1 or 2 is missing and that the evidence exists. Self-assessed, not certified.
编号是标准的，要求用我们自己的话概括；自查，不是第三方认证。"""


def requirements() -> list[dict[str, str]]:
    """All lines of the sheet: requirement, level, asks, state, how, evidence."""
    with SHEET.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asvs_page() -> str:
    """How many of each level have which state, then one table a chapter."""
    lines = requirements()
    counted = Counter((line["level"], line["state"]) for line in lines)
    summary = [
        [f"{state} {told}", *(str(counted[level, state]) for level in "12")] for state, told in STATES.items()
    ]
    parts = [HEAD, table(["state", "level 1", "level 2 adds"], summary)]
    for chapter, title in CHAPTERS.items():
        rows = [_row(line) for line in lines if line["requirement"].startswith(f"{chapter}.")]
        parts += [
            f"## {chapter} {title}",
            table(["requirement", "level", "asks for", "state", "how", "evidence"], rows),
        ]
    return "\n\n".join(parts) + "\n"


def _row(line: dict[str, str]) -> list[str]:
    evidence = ", ".join(f"`{path}`" for path in line["evidence"].split())
    return [line["requirement"], line["level"], line["asks"], line["state"], line["how"], evidence]
