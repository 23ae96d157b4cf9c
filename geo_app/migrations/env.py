"""Alembic runs inside the transaction of geo_app/upgrade.py; tables and columns only."""

from alembic import context
from geoalchemy2 import alembic_helpers

from geo_app.upgrade import MODELS, Base

assert MODELS  # their import filled the metadata


def ours(_object: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """Leave alone what PostGIS and sql/ made."""
    return not (kind == "table" and reflected and compare_to is None) or name == "alembic_version"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=ours,
    render_item=alembic_helpers.render_item,
)
with context.begin_transaction():
    context.run_migrations()
