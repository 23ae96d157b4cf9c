"""Puts the built front end into the wheel; an editable install has it built by `make web`."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEnd(BuildHookInterface):
    """Builds `geo_app/web/dist` when it is not there yet; an sdist carries it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatch before it gathers files."""
        web = Path(self.root) / "geo_app" / "web"
        build_data["artifacts"].append("geo_app/web/dist/**")  # although .gitignore names it
        if version == "editable" or (web / "dist" / "index.html").exists():
            return
        if (npm := shutil.which("npm")) is None:
            raise RuntimeError("打包需要 npm(Node.js 20 以上)/ npm of Node.js 20 or newer is needed to build")
        for command in (["ci"], ["run", "build"]):
            subprocess.run([npm, *command], cwd=web, check=True)
