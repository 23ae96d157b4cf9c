"""The worked examples of the manual: the tables under tests/spec, which the tests hold the product to."""

import csv
import json
import re
from pathlib import Path

from geo_app.classification.catalogue import method_named
from scripts.tables import table

SPEC = Path(__file__).parent.parent / "tests" / "spec"
HEAD = """# 算例 Worked examples

由 `tests/spec/` 生成(`make docs`)。→ 后面的列是应得的结果，— 表示没有。方法的每一行都直接计算一次,
又经公开接口 `POST /api/sites/{id}/assessments`(`preview`)核对一次。

Written from `tests/spec/`. Each line of a method is checked directly and through the public API."""
NUMBERED = """由 `tests/spec/worked_examples.csv` 生成，每行一个测试：有评估方法的按 `geo-app assess`
计算，其余由导入、测距等所用的同一函数回答。

Each line is a test: by `geo-app assess` where a method answers, else by the function behind every door."""


def worked_examples_page() -> str:
    """All tables, one section a standard."""
    parts = [HEAD]
    for folder in sorted(path for path in SPEC.iterdir() if any(path.glob("*.md"))):
        texts = [page.read_text(encoding="utf-8") for page in sorted(folder.glob("*.md"))]
        subject = re.search(r"^方法：`(.+)`$", "\n".join(texts), re.MULTILINE)
        parts.append(f"## {method_named(subject[1]).title if subject else folder.name}")
        for text in texts:
            title, _, rest = text.partition("\n")
            parts.append(f"##{title}\n\n{rest.strip()}")
    return "\n\n".join((*parts, _by_number())) + "\n"


def _by_number() -> str:
    """The examples that the standards and their commentators reckon through, each a test under its number."""
    text = (SPEC / "worked_examples.csv").read_text(encoding="utf-8")
    lines = [
        [row["id"], row["topic"], _told(row["inputs"]), _told(row["expected"]), row["confidence"], row["note"]]
        for row in csv.DictReader(text.splitlines())
    ]
    head = ["编号", "题目", "已知", "应得", "依据", "说明"]
    return f"## 编号算例 Numbered examples\n\n{NUMBERED}\n\n{table(head, lines)}"


def _told(text: str) -> str:
    return "；".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in json.loads(text).items()
    )
