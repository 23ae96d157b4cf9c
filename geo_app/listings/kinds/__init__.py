"""One file per list; a new file is a new list."""
