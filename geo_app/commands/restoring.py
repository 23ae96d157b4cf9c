"""geo-app restore"""

from pathlib import Path
from typing import Annotated

import typer

from geo_app.backups.backup import restore as put_back
from geo_app.commands.arguments import BackupFile
from geo_app.commands.backing_up import source
from geo_app.commands.printing import console
from geo_app.settings import settings
from geo_app.start import upgrade_map

app = typer.Typer()
Identity = Annotated[Path | None, typer.Option(help="加密的备份：私钥文件")]


@app.command()
def restore(file: BackupFile, identity: Identity = None) -> None:
    """把备份恢复到一台空机器上，逐行核对，再升级到本版本。"""
    with console.status("正在恢复……"):
        manifest = put_back(file, source(settings()), identity)
        upgraded = upgrade_map(settings())
    told = f"{len(manifest.tables)} 张表 {manifest.rows} 行、{len(manifest.files)} 个文件与备份时一致"
    console.print(f"已恢复 {manifest.made_at[:16]} 的备份：{told}", soft_wrap=True)
    if upgraded:
        console.print("数据库已从备份时的版本升级到本版本")
    if any(name.startswith("own/") for name in manifest.files):
        console.print(f"本县自己的图层和表格在 {settings().data_dir / 'own'}，请让设置指向它们", soft_wrap=True)
