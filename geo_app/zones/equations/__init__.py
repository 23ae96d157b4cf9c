"""The published equations of consequence screening: one file each, found by its `EQUATION`."""
