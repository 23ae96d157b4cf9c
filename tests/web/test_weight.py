"""What a grid officer's phone has to fetch before work can begin stays small."""

import gzip
import json
from pathlib import Path

from geo_app.app import FRONT_END

MOST_KB = 450
ENTRY = "index.html"
PAGES = ("WorkPage", "VisitPage", "ReportPage", "OutboxPage", "MePage", "LoginPage")


def files_of(manifest: dict[str, dict[str, list[str]]], *names: str) -> set[Path]:
    """The scripts and styles that these chunks need, whatever they import."""
    found: set[Path] = set()
    left, seen = list(names), set[str]()
    while left:
        name = left.pop()
        if name in seen:
            continue
        seen.add(name)
        chunk = manifest[name]
        left += chunk.get("imports", [])
        found |= {FRONT_END / str(path) for path in (chunk["file"], *chunk.get("css", []))}
    return found


def test_the_officers_path_is_lighter_than_its_bar() -> None:
    manifest = json.loads((FRONT_END / ".vite" / "manifest.json").read_text())
    needed = files_of(manifest, ENTRY, *(f"src/pages/{page}.vue" for page in PAGES))
    weight = sum(len(gzip.compress(path.read_bytes(), 6)) for path in needed)
    print(f"{weight / 1000:.0f} kB in {len(needed)} files")
    assert weight < MOST_KB * 1000
