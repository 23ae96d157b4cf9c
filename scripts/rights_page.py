"""Writes the page of rights from the matrix that the tests keep."""

import csv
from pathlib import Path

from scripts.tables import table

MATRIX = Path(__file__).parent.parent / "tests" / "rights" / "rights.csv"
PEOPLE = {
    "stranger": "无账号 stranger",
    "token": "只读令牌 token",
    "viewer": "查看 viewer",
    "inspector": "巡查 inspector",
    "editor": "编辑 editor",
    "approver": "审批 approver",
    "admin": "管理 admin",
    "neighbour": "邻县管理 neighbour",
}
HEAD = """# 权限 Rights

由 `tests/rights/rights.csv` 生成(`make docs`)。这是实测：用演示县里真实的点位、隐患、意见
逐个询问每个接口，写入随即撤销。
Measured: every door of the server, asked by everybody with real sites, findings and opinions of the demonstration
county (`make test-rights`); what they change is undone. `make test` asks a viewer and the neighbouring county
again at every door that writes, and refuses a new door without a line here.

✓ 准许 done · ✓≈ 持续推送 a stream · 401 未登录 no login · 403 无权 not allowed · 404 看不到 not theirs to see ·
400 412 428 内容不足 refused for what was sent. 前七列的账号属于安宁市 530181，最后一列是晋宁区 530115 的管理员。
People of 530181, and an administrator of 530115."""


def rights_page() -> str:
    """The matrix as a table, and how much of it was proven."""
    with MATRIX.open() as file:
        rows = list(csv.DictReader(file))
    done = [row for row in rows if any(row[person][0] in "2s" for person in PEOPLE)]
    rest = ", ".join(f"`{row['verb']} {row['door']}`" for row in rows if row not in done)
    proof = (
        f"{len(rows)} 个接口，其中 {len(done)} 个至少有一人办成。"
        f"Of {len(rows)} doors {len(done)} let somebody in; at the others only refusals were seen, "
        f"because the demonstration has nothing for them: {rest}."
    )
    lines = [[row["verb"], f"`{row['door']}`", *(_cell(row[person]) for person in PEOPLE)] for row in rows]
    return "\n\n".join([HEAD, proof, table(["", "接口 door", *PEOPLE.values()], lines)]) + "\n"


def _cell(status: str) -> str:
    return "✓≈" if status == "stream" else "✓" if status.startswith("2") else status
