"""Ledgers in: any file to checked rows, every doubtful one an issue."""
