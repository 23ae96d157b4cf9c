"""Backups 备份: database and files in one package, put back into an empty machine, proven row by row."""
