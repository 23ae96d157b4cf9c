"""Wait for what comes by itself."""

import time
from collections.abc import Callable


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold: it takes a moment, far less than these twenty seconds."""
    last = time.monotonic() + 20
    while not (held := holds()) and time.monotonic() < last:
        time.sleep(0.01)
    return held
