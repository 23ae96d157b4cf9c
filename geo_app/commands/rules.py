"""geo-app rules"""

from pathlib import Path
from typing import Annotated

import typer

from geo_app.commands.printing import console, print_json
from geo_app.commands.working import working
from geo_app.features import read_division
from geo_app.siting.rules_preview import Preview, preview
from geo_app.siting.screen import VERDICTS
from geo_app.zones.own_distances import read_own

app = typer.Typer(no_args_is_help=True, help="本县自定的间距规定。")
SHOWN = {"short": "不足", "unchecked": "未查", "kept": "满足"}


@app.callback()
def root() -> None:
    """本县自定的间距规定。"""


@app.command("preview")
def preview_rules(
    file: Annotated[Path, typer.Argument(help="间距规定：列名同 data/gaps/distances.csv")],
    division: Annotated[str, typer.Argument(help="看哪个行政区划")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """采用这份规定后，哪些间距和选址意见会改变；不写入。采用时把文件写进 GEO_APP_DISTANCES_FILE。"""
    own = read_own(file)
    with working() as (desk, session):
        found = preview(session, desk.actor, own, read_division(division))
    print_json(_told(found)) if as_json else _say(found)


def _told(found: Preview) -> dict[str, object]:
    return {
        "rules": [vars(each) for each in found.rules],
        "pairs": [vars(each) for each in found.pairs],
        "opinions": [
            {"number": each.number, "name": each.name, "verdict": each.verdict, "would_be": each.would_be}
            | {"changes": len(each.changes)}
            for each in found.opinions
        ],
    }


def _say(found: Preview) -> None:
    lines = [
        f"{each.title}[{each.rule}] {SHOWN[each.verdict]}：{each.now} → {each.then} 对" for each in found.pairs
    ]
    lines += [
        f"{each.number} {each.name}：{VERDICTS[each.verdict]['title']} → {VERDICTS[each.would_be]['title']},"
        f"{len(each.changes)} 条改变"
        for each in found.opinions
    ]
    for line in lines or ["没有间距和选址意见会因此改变"]:
        console.print(line, markup=False)
