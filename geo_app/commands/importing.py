"""geo-app import"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.progress import Progress
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.commands.printing import console, print_json
from geo_app.commands.working import Desk, at_desk
from geo_app.errors import BadInput
from geo_app.ingest.issues import KINDS
from geo_app.ingest.models import ImportRun, Issue
from geo_app.ingest.pasted import as_file
from geo_app.ingest.reading import Intake
from geo_app.ingest.runs import Importer, find_run
from geo_app.ingest.statements import chosen_datum
from geo_app.observe import memory

app = typer.Typer()
SHOWN_OF_A_KIND = 3  # issues that are printed; --json prints all


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="- 读标准输入：带列名的行、每行一处坐标，或任何能导入的文件")],
    layer: Annotated[str, typer.Option("--layer", help="导入到哪个图层")],
    where: Annotated[list[str] | None, typer.Option("--where", help="只取这些行，可重复：表头=值")] = None,
    crs: Annotated[str, typer.Option("--crs", help="文件没有写明的坐标系：EPSG 编号，或 gcj02、bd09 等")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """把台账导入图层；有问题的行列为数据问题，不写入。"""
    with at_desk() as desk, TemporaryDirectory() as folder:
        if str(file) == "-":
            file = as_file(sys.stdin.buffer.read(), Path(folder))
        intake = Intake(desk.layers[layer], file, file.name, _pairs(where or []), **_stated(crs))
        run_id = _bring(desk, intake, dry_run, quiet=as_json)
        with desk.database.transaction(desk.actor) as session:
            run = find_run(session, desk.actor, run_id)
            print_json(_report(session, run)) if as_json else _show(session, run)


def _stated(crs: str) -> dict[str, Any]:
    """What a person says of the coordinates: an EPSG number or the name of a datum."""
    return {"crs": int(crs)} if crs.isdecimal() else {"datum": chosen_datum(crs)}


def _bring(desk: Desk, intake: Intake, dry_run: bool, quiet: bool) -> int:
    importer = Importer(desk.database, desk.actor, desk.layers, desk.settings.data_dir / "uploads")
    memory.settle()
    with Progress(console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        bar = progress.add_task("读取与检查" if dry_run else "导入", total=None)
        follow = importer.look if dry_run else importer.take_in
        return follow(intake, lambda done, total: progress.update(bar, completed=done, total=total or None))


def _pairs(where: list[str]) -> dict[str, str]:
    """表头=值 -> {header: value}."""
    pairs = [condition.partition("=") for condition in where]
    if any(not equals for _, equals, _ in pairs):
        raise BadInput("--where 应写成 表头=值", '例如 --where "Country=China"')
    return {header.strip(): value.strip() for header, _, value in pairs}


def _issues(session: Session, run: ImportRun) -> list[Issue]:
    return list(session.scalars(select(Issue).where(Issue.run_id == run.id).order_by(Issue.id)))


def _first_of(session: Session, run: ImportRun, code: str) -> list[Issue]:
    of_a_kind = select(Issue).where(Issue.run_id == run.id, Issue.code == code)
    return list(session.scalars(of_a_kind.order_by(Issue.id).limit(SHOWN_OF_A_KIND)))


def _counted(session: Session, run: ImportRun) -> list[tuple[str, int]]:
    """How many issues of each code, the most frequent first."""
    number = func.count()
    rows = session.execute(
        select(Issue.code, number).where(Issue.run_id == run.id).group_by(Issue.code).order_by(number.desc())
    )
    return [(code, count) for code, count in rows]


def _report(session: Session, run: ImportRun) -> dict[str, object]:
    told = ("sheet", "row", "field", "header", "value", "code", "reason", "remedy", "blocks")
    return {
        "id": run.id,
        "layer": run.kind,
        "status": run.status,
        "message": run.message,
        "counts": run.counts,
        "readings": run.readings,
        "issue_counts": dict(_counted(session, run)),
        "issues": [{name: getattr(issue, name) for name in told} for issue in _issues(session, run)],
    }


def _show(session: Session, run: ImportRun) -> None:
    counts = run.counts
    console.print(
        f"{'已写入' if run.status == 'loaded' else '检查完毕，未写入'}：共 {counts['rows']} 行，"
        f"新增 {counts['new']}，更新 {counts['updated']}，未变 {counts['unchanged']}，有问题 {counts['bad']}"
        + (f"，坐标待核 {counts['doubtful']}" if counts["doubtful"] else ""),
        highlight=False,
    )
    if run.message:
        console.print(f"{run.message}；可在浏览器里指定，或把表头改成图层的列名")
    for code, count in _counted(session, run):
        console.print(f"{KINDS[code].title.zh}：{count}")
        for issue in _first_of(session, run, code):
            place = f"{issue.sheet} 第 {issue.row} 行" if issue.sheet else f"第 {issue.row} 行"
            said = f"  {place}：{issue.reason}。{issue.remedy}"
            console.print(said, markup=False, soft_wrap=True)
        if count > SHOWN_OF_A_KIND:
            console.print(f"  ……还有 {count - SHOWN_OF_A_KIND} 个；加 --json 可得到全部")
