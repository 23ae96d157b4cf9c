"""Memory: what a server no longer needs goes back to the machine, what it always needs is not looked at again."""

import ctypes
import ctypes.util
import gc

MMAP_THRESHOLD = -3  # the name of the setting in malloc.h
LARGE = 1 << 20  # bytes
SELDOM = (10_000, 10, 10)  # new objects before the collector looks at the youngest, and how often at the others


def give_back_large() -> None:
    """From now on each block of a megabyte and more is asked of the machine, and given back, by itself.

    Left alone, the C library learns from the first large block (19 MiB for a password) to keep blocks of that
    size, and keeps them in every thread: 300 MB after a crowd has logged in. Without glibc nothing is done.
    """
    library = ctypes.CDLL(ctypes.util.find_library("c"))
    if hasattr(library, "mallopt"):
        library.mallopt(MMAP_THRESHOLD, LARGE)


def settle() -> None:
    """What is in memory now stays: the collector of circles of objects leaves it alone, and comes less often.

    A process of ours begins with 300,000 objects of its libraries. To look through them again and again took a
    fifth of the time of an import.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
