"""The geo-app command: parse, call one function, show progress, print."""

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from geo_app.errors import GeoAppError

# command -> its file in commands/, imported only when it is asked for, so that each starts quickly
COMMANDS = {
    "demo": "demonstration",
    "serve": "serving",
    "import": "importing",
    "quarantine": "quarantine",
    "export": "exporting",
    "list": "listing",
    "assess": "assessing",
    "buffer": "buffering",
    "consequence": "screening",
    "exposure": "exposing",
    "assess-batch": "assessing_batch",
    "resume-batch": "resuming_batch",
    "assess-due": "recomputing",
    "tell-overdue": "telling_overdue",
    "packs": "packs",
    "screen": "siting",
    "screen-list": "screening_lists",
    "where": "placing",
    "opinion": "opinion",
    "rules": "rules",
    "site": "sites",
    "gaps": "gaps",
    "relocations": "relocations",
    "layers": "layers",
    "joint-regions": "joint_regions",
    "divisions": "divisions",
    "user": "users",
    "db": "database",
    "doctor": "examining",
    "backup": "backing_up",
    "restore": "restoring",
    "verify": "verifying",
    "trail": "trailing",
    "monitor": "monitoring",
    "draw": "drawing",
    "nation": "nation",
    "federation": "federating",
}
SHELL = ("install_completion", "show_completion")  # typer adds them to each command of a file of its own


class Commands(TyperGroup):
    """The commands by name."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        command = get_command(import_module(f"geo_app.commands.{COMMANDS[cmd_name]}").app)
        command.name = cmd_name  # a group does not know what it is called here
        command.params = [each for each in command.params if each.name not in SHELL]
        return command


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, help="县域安全风险一张图")


@app.callback()
def root() -> None:
    """县域安全风险一张图。"""


def main() -> None:
    """Run the command; what goes wrong is told in one sentence with its remedy."""
    try:
        app()
    except GeoAppError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
