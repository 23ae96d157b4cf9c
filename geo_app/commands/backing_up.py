"""geo-app backup"""

from pathlib import Path
from typing import Annotated

import typer

from geo_app.backups.backup import Source, back_up, thin_out
from geo_app.backups.package import new_key
from geo_app.commands.printing import console
from geo_app.settings import Settings, settings
from geo_app.start import database_url

app = typer.Typer()


@app.command()
def backup(
    to: Annotated[Path, typer.Option(help="写到哪个目录，最好在另一块磁盘或另一台机器上")] = Path(),
    recipient: Annotated[list[str] | None, typer.Option(help="用这个公钥加密(age1…)，可重复")] = None,
    keep: Annotated[int, typer.Option(min=0, help="目录里只留最新的几份；0 为全留")] = 0,
    new_key_file: Annotated[
        Path | None, typer.Option("--new-key", help="不备份，只生成一把私钥写到此文件，并印出公钥")
    ] = None,
) -> None:
    """备份整张图：数据库、照片、台账原件和规则包，同一时刻，一个文件。"""
    if new_key_file:
        console.print(new_key(new_key_file), soft_wrap=True)
        return
    with console.status("正在备份……"):
        path, manifest = back_up(source(settings()), to, recipient or [])
        gone = thin_out(to, keep) if keep else []
    size = path.stat().st_size / 2**20
    told = f"{len(manifest.tables)} 张表 {manifest.rows} 行，{len(manifest.files)} 个文件，{size:.1f} MB"
    console.print(f"已备份到 {path}({told})", soft_wrap=True)
    if gone:
        console.print(f"已删除较早的 {len(gone)} 份")


def source(chosen: Settings) -> Source:
    """The map of these settings, with the files of this county that they name."""
    named = (chosen.layers_dir, chosen.supervision_file, chosen.distances_file)
    return Source(database_url(chosen), chosen.data_dir, tuple(path for path in named if path))
