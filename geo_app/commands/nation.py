"""geo-app nation"""

from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table

from geo_app.commands.printing import console
from geo_app.commands.working import working
from geo_app.errors import BadInput
from geo_app.layers import load_layers
from geo_app.nation.batch import ANSWERS, Engine, Step, run
from geo_app.nation.gather import gather
from geo_app.nation.rules import rule_tables
from geo_app.nation.sedona_db import SedonaDb
from geo_app.nation.spark import Spark
from geo_app.nation.wish import Wish
from geo_app.settings import settings
from geo_app.zones.own_distances import adopt

app = typer.Typer(no_args_is_help=True, help="全国批量计算：暴露、间距、联防联控区。")


@app.callback()
def root() -> None:
    """全国批量计算。"""


@app.command("gather")
def gather_all(folder: Annotated[Path, typer.Argument(help="写到哪个新目录")]) -> None:
    """把看得见的全部点位写成按县分开的 GeoParquet，供批量计算。"""
    with working() as (desk, session), console.status("正在写出…") as status:
        count = gather(session, folder, lambda rows: status.update(f"已写出 {rows} 个点位…"))
        desk.told("geo-app nation gather")
    console.print(f"已写出 {count} 个点位：{folder}", soft_wrap=True)


@app.command("run")
def run_all(
    folder: Annotated[Path, typer.Argument(help="geo-app nation gather 写出的目录")],
    answer: Annotated[Path, typer.Option("-o", "--output", help="结果写到哪个新目录")],
    ask: Annotated[
        list[str] | None, typer.Option(help=f"条件，名=值，可重复：{'、'.join(Wish.model_fields)}")
    ] = None,
    engine: Annotated[
        Literal["sedonadb", "spark"], typer.Option(help="本机 SedonaDB，或 Spark 上的 Sedona")
    ] = "sedonadb",
    spark: Annotated[
        list[str] | None, typer.Option(help="Spark 的设置，名=值，可重复，例如 spark.master=spark://host:7077")
    ] = None,
) -> None:
    """算出每个点位的暴露、整本间距台账和联防联控区方案，写成 Parquet。"""
    chosen, wish = settings(), Wish.read(ask or [])
    adopt(chosen.distances_file)
    layers = load_layers(chosen.layer_folders())
    for name in (wish.exposed, *wish.counted):
        layers[name]  # says which layers there are where this one is none
    runs: Engine = SedonaDb() if engine == "sedonadb" else Spark(chosen.sedona(), _pairs(spark or []))
    table = Table("步骤", "行数", "秒")

    def tell(step: Step) -> None:
        table.add_row(step.name, f"{step.rows}", f"{step.seconds:.1f}")
        status.update(f"{step.name}：{step.rows} 行，{step.seconds:.1f} 秒…")

    try:
        with console.status(f"{runs.name}…") as status:
            steps = run(runs, folder, rule_tables(layers, wish), answer, tell)
    finally:
        runs.close()
    console.print(table)
    said = "，".join(f"{step.name} {step.rows} 行" for step in steps if step.name in ANSWERS)
    console.print(
        f"{runs.name}：{said}，{sum(step.seconds for step in steps):.1f} 秒，在 {answer}", soft_wrap=True
    )


def _pairs(options: list[str]) -> dict[str, str]:
    if wrong := [each for each in options if "=" not in each]:
        raise BadInput(f"Spark 的设置 {wrong[0]} 有误", "应写成 名=值")
    return dict(each.split("=", 1) for each in options)
