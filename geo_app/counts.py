"""The counts of sites that the database keeps (`sites/count_models.py`), as tables to select from."""

from sqlalchemy import column, func, select, table

_COUNT = table(
    "site_count", *map(column, ("kind", "cell", "division", "colour", "n", "overdue", "map_x", "map_y"))
)
KEPT = select(_COUNT, _COUNT.c.division.label("division_id")).subquery("kept")  # its columns named as in the views
HOLD = select(func.site_counts_hold()).scalar_subquery()  # whether they may be read at all, for whoever asks
