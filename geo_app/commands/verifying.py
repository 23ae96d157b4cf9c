"""geo-app verify"""

import typer

from geo_app.backups.backup import verify as prove
from geo_app.commands.arguments import BackupFile
from geo_app.commands.backing_up import source
from geo_app.commands.printing import console
from geo_app.commands.restoring import Identity
from geo_app.settings import settings

app = typer.Typer()


@app.command()
def verify(file: BackupFile, identity: Identity = None) -> None:
    """核对一份备份：每个文件按摘要核对，数据库恢复到临时库里逐行核对；现有数据不动。"""
    with console.status("正在核对……"):
        manifest = prove(file, source(settings()), identity)
    told = f"{len(manifest.tables)} 张表 {manifest.rows} 行、{len(manifest.files)} 个文件全部一致"
    console.print(f"{manifest.made_at[:16]} 的备份可以恢复：{told}", soft_wrap=True)
