"""One export in a process of its own, with no more in memory than an export needs: prints its seconds."""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from geo_app.actor import operator
from geo_app.db import Database
from geo_app.export.package import Order, export, format_named
from geo_app.features import Selection
from geo_app.geo.crs import outgoing
from geo_app.layers import load_layers
from geo_app.settings import shipped

LAYER = "risk_point"
READER = operator("bench")  # of the whole country: what is counted is what both sides write


def main(url: str, name: str) -> None:
    """A layer in the format of that name. A server has its modules in memory already: they are not timed."""
    layers = load_layers([shipped("layers")])
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        order = Order(format_named(name), outgoing("4490"))
        export(Database(url), READER, Selection(layers[LAYER]), order, Path(folder))
        print(time.perf_counter() - began)


if __name__ == "__main__":
    main(*sys.argv[1:])
