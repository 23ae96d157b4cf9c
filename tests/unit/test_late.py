"""Heavy libraries wait until they are used."""

import subprocess
import sys

TRY = """
import sys
import geo_app.app
from geo_app.late import LATE, Late

loaded = sorted(name for name in LATE if name in sys.modules and type(sys.modules[name]) is not Late)
assert not loaded, loaded
from geo_app.export.columns import Column
from geo_app.sites.names import initials
import pyarrow
assert Column("n", "n", "n", "n", kind="integer").said(pyarrow.array([1])).to_pylist() == [1]
assert initials("裕隆化工") == "ylhg"
assert type(sys.modules["pyarrow"]) is not Late
"""


def test_a_server_process_starts_without_the_libraries_that_only_files_need() -> None:
    done = subprocess.run([sys.executable, "-c", TRY], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1500:]
