"""What geo-app can do is told by geo-app itself."""

from typer.testing import CliRunner

from geo_app.cli import COMMANDS, app
from scripts.commands_page import commands_page


def test_the_help_names_every_command() -> None:
    told = CliRunner().invoke(app, ["--help"]).output
    named = {line.split()[1] for line in told.partition("Commands")[2].splitlines() if line.startswith("│ ")}
    assert set(COMMANDS) <= named


def test_every_word_that_a_command_asks_for_says_what_it_is() -> None:
    assert not [line for line in commands_page().splitlines() if line.endswith("` |  |")]
