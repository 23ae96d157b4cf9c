"""The worked examples of the manual: the tables under tests/spec, which the tests hold the product to."""

import re
from pathlib import Path

from geo_app.classification.catalogue import method_named

SPEC = Path(__file__).parent.parent / "tests" / "spec"
HEAD = """# 算例 Worked examples

由 `tests/spec/` 生成(`make docs`)。→ 后面的列是应得的结果,— 表示没有。方法的每一行都直接计算一次,
又经公开接口 `POST /api/sites/{id}/assessments`(`preview`)核对一次。

Written from `tests/spec/`. Each line of a method is checked directly and through the public API."""


def worked_examples_page() -> str:
    """All tables, one section a standard."""
    parts = [HEAD]
    for folder in sorted(path for path in SPEC.iterdir() if any(path.glob("*.md"))):
        texts = [page.read_text(encoding="utf-8") for page in sorted(folder.glob("*.md"))]
        subject = re.search(r"^方法:`(.+)`$", "\n".join(texts), re.MULTILINE)
        parts.append(f"## {method_named(subject[1]).title if subject else folder.name}")
        for text in texts:
            title, _, rest = text.partition("\n")
            parts.append(f"##{title}\n\n{rest.strip()}")
    return "\n\n".join(parts) + "\n"
