"""The OGC doors: features and tiles."""
