"""geo-app trail"""

from pathlib import Path
from typing import Annotated

import typer

from geo_app.commands.printing import console
from geo_app.seals import book as seal_book
from geo_app.seals import seal as sealing
from geo_app.settings import settings
from geo_app.start import database_url

app = typer.Typer(no_args_is_help=True, help="留痕：封存每天写入的版本，核对有没有被改动。")
Book = Annotated[Path, typer.Option(help="封存簿，最好在另一台机器的盘上")]


@app.command()
def key(file: Annotated[Path, typer.Argument(help="私钥写到这个文件，请妥善保存")]) -> None:
    """生成一把私钥写到此文件，并印出公钥。"""
    console.print(seal_book.new_key(file), soft_wrap=True)


@app.command()
def seal(book: Book, key_file: Annotated[Path, typer.Option("--key", help="trail key 生成的私钥文件")]) -> None:
    """封存上次以来写入的全部版本：在封存簿末尾加一行，带签名和前一行的摘要。"""
    with console.status("正在封存……"):
        made = sealing.seal(database_url(settings()), book, key_file)
    console.print(f"已封存 {made.rows} 个版本，{len(made.tables)} 张表")


@app.command()
def verify(book: Book, public_key: Annotated[str, typer.Option("--key", help="trail key 印出的公钥")]) -> None:
    """核对封存簿与现在的数据；有一个字节不同，就说出哪张表、哪段时间，退出码为 1。"""
    with console.status("正在核对……"):
        proof = sealing.verify(database_url(settings()), book, public_key)
    for fault in proof.faults:
        console.print(fault, soft_wrap=True)
    if proof.faults:
        raise typer.Exit(1)
    until = sealing.day(proof.until)
    told = f"{proof.seals} 次封存、{proof.rows} 个版本与封存时一致，直到 {until}"
    console.print(told, soft_wrap=True)
