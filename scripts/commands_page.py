"""The reference of the command: what each one does and asks for, read from the commands themselves."""

from typing import Any

from typer.main import get_command

from geo_app.cli import COMMANDS, app
from scripts.tables import table

HEAD = """# 命令 Commands

由 `geo_app/commands/` 生成(`make docs`)。Written from the commands; `geo-app COMMAND --help` says the same.
方括号里的可以不写。出错时说一句话和补救办法，退出码不为 0。"""


def commands_page() -> str:
    """The reference of all commands, in the order of `geo-app --help`."""
    everything: Any = get_command(app)
    sections = [part for name in COMMANDS for part in told(name, everything.get_command(None, name))]
    return "\n\n".join([HEAD, *sections]) + "\n"


def told(name: str, command: Any) -> list[str]:
    """One command as a section; a group as one section for each of its commands."""
    if each := getattr(command, "commands", None):
        return [part for inner in each.values() for part in told(f"{name} {inner.name}", inner)]
    asked = [parameter for parameter in command.params if parameter.name != "help"]
    places = [place(parameter) for parameter in asked if parameter.param_type_name == "argument"]
    usage = " ".join(["geo-app", name, *places, *(["[选项]"] if len(places) < len(asked) else [])])
    rows = [[f"`{written(parameter)}`", meaning(parameter)] for parameter in asked]
    return [f"## geo-app {name}", f"{command.help}", f"`{usage}`", *([table(["", "含义"], rows)] if rows else [])]


def place(argument: Any) -> str:
    """An argument as it stands in the line: `LAYER`, or `[LAYER]` where it may be left out."""
    said = argument.name.upper()
    return said if argument.required else f"[{said}]"


def written(parameter: Any) -> str:
    """How it is written: the argument's place, or the option with both of its forms."""
    if parameter.param_type_name == "argument":
        return place(parameter)
    return " / ".join([*parameter.opts, *parameter.secondary_opts])


def meaning(parameter: Any) -> str:
    """What it is for, whether it must be given, and what holds where it is not."""
    told = [parameter.help or ""]
    if parameter.required and parameter.param_type_name == "option":
        told.append("必填")
    if isinstance(parameter.default, str | int | float) and parameter.default not in ("", False):
        told.append(f"默认 {parameter.default}")
    return "；".join(told)
