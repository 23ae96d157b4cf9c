"""One file a format of papers. Each offers FORMAT."""
