"""Filters in CQL2 (OGC 21-065r2), text or JSON, as conditions over a layer's view."""
