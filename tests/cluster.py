"""Where the tests keep their PostGIS: in memory where there is room, else in var/test.

A fresh database for each test is hundreds of files that come and go, and a disk's file system looks ever longer
for free places when much was deleted a moment ago: 0.1 to 0.8 s for a clone on ext4, 0.03 s in memory.
`python -m tests.cluster` stops it and, in memory, takes it away.
"""

import shutil
from hashlib import sha256
from pathlib import Path

from geo_app.cluster import Cluster

ROOT = Path(__file__).parent.parent
MEMORY = Path("/dev/shm")
ROOM = 6 << 30  # bytes; a run of the whole suite takes less than one
# durability is not at stake; autovacuum would hold a database that is about to be dropped, and each drop
# looks through all of shared_buffers
QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "512MB",
}


def cluster() -> Cluster:
    """The cluster of this checkout, running or not."""
    in_memory = MEMORY / f"geo_app_test_{sha256(bytes(ROOT)).hexdigest()[:12]}"
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return Cluster(in_memory if roomy or in_memory.exists() else ROOT / "var" / "test", settings=QUICK)


if __name__ == "__main__":
    ours = cluster()
    ours.stop()
    if ours.folder.parent == MEMORY:
        shutil.rmtree(ours.folder)
