"""What geo-app can do is told by geo-app itself."""

from typer.testing import CliRunner

from geo_app.cli import COMMANDS, app


def test_the_help_names_every_command() -> None:
    told = CliRunner().invoke(app, ["--help"]).output
    named = {line.split()[1] for line in told.partition("Commands")[2].splitlines() if line.startswith("│ ")}
    assert set(COMMANDS) <= named
