"""Layers out, as files."""
