"""The command as a process of its own. It is forked from one that has read the whole program, so that a test pays
for what the command does and not, sixty times, for reading it; the installed command is run by tests/packaging."""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from geo_app.cli import COMMANDS, main
from geo_app.commands.printing import console

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["__main__", *(f"geo_app.commands.{file}" for file in COMMANDS.values())])
STREAMS = ("stdin", "stdout", "stderr")


@dataclass(frozen=True)
class Ended:
    """What a command left: its exit code and what it told."""

    returncode: int
    stdout: str
    stderr: str


def run(words: Sequence[object], env: Mapping[str, str], folder: Path, stdin: str = "") -> Ended:
    """Run `geo-app` with these words in a folder and wait for it."""
    with TemporaryDirectory() as kept:
        files = [Path(kept, name) for name in STREAMS]
        files[0].write_text(stdin, encoding="utf-8")
        process = FORKS.Process(target=_begin, args=([str(word) for word in words], dict(env), folder, files))
        process.start()
        process.join()
        assert process.exitcode is not None
        return Ended(process.exitcode, *(file.read_text(encoding="utf-8") for file in files[1:]))


def _begin(words: list[str], env: dict[str, str], folder: Path, files: list[Path]) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    for number, (name, file) in enumerate(zip(STREAMS, files, strict=True)):
        stream = file.open("r" if name == "stdin" else "w", encoding="utf-8")
        os.dup2(stream.fileno(), number)
        setattr(sys, name, stream)
    console.width = int(env.get("COLUMNS", 80))  # otherwise the width of when the program was read
    sys.argv = ["geo-app", *words]
    main()
