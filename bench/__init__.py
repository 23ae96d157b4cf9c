"""The bench: how far the map is from the limit of what it stands on, measured in one run. `python -m bench`."""
