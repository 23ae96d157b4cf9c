"""Memory that a server no longer needs goes back to the machine."""

import ctypes
import ctypes.util

MMAP_THRESHOLD = -3  # the name of the setting in malloc.h
LARGE = 1 << 20  # bytes


def give_back_large() -> None:
    """From now on each block of a megabyte and more is asked of the machine, and given back, by itself.

    Left alone, the C library learns from the first large block (19 MiB for a password) to keep blocks of that
    size, and keeps them in every thread: 300 MB after a crowd has logged in. Without glibc nothing is done.
    """
    library = ctypes.CDLL(ctypes.util.find_library("c"))
    if hasattr(library, "mallopt"):
        library.mallopt(MMAP_THRESHOLD, LARGE)
