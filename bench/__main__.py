"""`python -m bench`: make the province, measure each subject, write bench/results.json and docs/performance.md."""

import argparse
import os
import sys
import time

from bench import (
    exports,
    gaps,
    growth,
    imports,
    items,
    monitoring,
    nation,
    phone,
    readings,
    regions,
    rivals,
    siting,
    tiles,
    zones,
)
from bench.stage import stage
from bench.table import run, write

SUBJECTS = {"tiles": tiles.measure, "items": items.measure, "imports": imports.measure, "exports": exports.measure}
SUBJECTS |= {"regions": regions.measure, "zones": zones.measure, "siting": siting.measure}
SUBJECTS |= {"gaps": gaps.measure, "monitoring": monitoring.measure, "readings": readings.measure}
SUBJECTS |= {"nation": nation.measure, "phone": phone.measure}
SUBJECTS |= {"rivals": rivals.measure, "growth": growth.measure}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the map on a made-up province.")
    parser.add_argument(
        "--sites", type=int, default=1_000_000, help="points; a tenth as many polygons come on top"
    )
    parser.add_argument(
        "--only", choices=SUBJECTS, action="append", help="this subject only; others keep their run"
    )
    parser.add_argument("--dry-run", action="store_true", help="say the figures, write nothing")
    chosen = parser.parse_args()
    with stage(chosen.sites) as ground:
        for name in chosen.only or SUBJECTS:
            print(name, file=sys.stderr)
            began, load = time.perf_counter(), os.getloadavg()[0]
            rows = list(SUBJECTS[name](ground))
            print(f"  {(time.perf_counter() - began) / 60:.1f} min", file=sys.stderr)
            if not chosen.dry_run:
                write(name, run(rows, chosen.sites, (load, os.getloadavg()[0])))


if __name__ == "__main__":
    main()
