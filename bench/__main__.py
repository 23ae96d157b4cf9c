"""`python -m bench`: make the province, measure each subject, write bench/results.json and docs/performance.md."""

import argparse
import os
import sys
import time

from bench import exports, imports, items, tiles
from bench.row import Row
from bench.stage import stage
from bench.table import write

SUBJECTS = {"tiles": tiles.measure, "items": items.measure, "imports": imports.measure, "exports": exports.measure}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the map on a made-up province.")
    parser.add_argument(
        "--sites", type=int, default=1_000_000, help="points; a tenth as many polygons come on top"
    )
    parser.add_argument("--only", choices=SUBJECTS, action="append", help="this subject only; nothing is written")
    chosen = parser.parse_args()
    began, load = time.perf_counter(), os.getloadavg()[0]
    rows: list[Row] = []
    with stage(chosen.sites) as ground:
        for name in chosen.only or SUBJECTS:
            print(name, file=sys.stderr)
            rows += SUBJECTS[name](ground)
    minutes = (time.perf_counter() - began) / 60
    print(f"{minutes:.1f} min", file=sys.stderr)
    if not chosen.only:
        write(rows, chosen.sites, (load, os.getloadavg()[0]), minutes)


if __name__ == "__main__":
    main()
