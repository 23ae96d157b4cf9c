"""Columns of very many rows as numpy arrays, in the server's own binary words: no number is a Python object."""

from typing import Any

import numpy as np
from psycopg import pq
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from sqlalchemy import Select, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from geo_app.db import compiled, driver_of

CURSORS = postgresql.psycopg.dialect()
HEAD_BYTES = 20  # dimensions, nulls, type, length, first index; then each number after its own length


class _Column(Loader):
    """An array of numbers without nulls."""

    format = pq.Format.BINARY
    number = ""

    def load(self, data: Buffer) -> np.ndarray:
        each = np.dtype([("bytes", ">i4"), ("value", self.number)])
        return np.frombuffer(data, each, offset=HEAD_BYTES)["value"].astype(self.number[1:])


class _Whole(_Column):
    number = ">i8"


class _Real(_Column):
    number = ">f8"


def arrays(session: Session, rows: Select[*tuple[Any, ...]]) -> list[np.ndarray]:
    """The columns of a statement (bigint or double precision, never null) in one order; empty without rows."""
    inner = rows.subquery()
    columns: Select[*tuple[Any, ...]] = select(*(func.array_agg(column) for column in inner.c))
    text = compiled(columns, None, CURSORS)
    with driver_of(session).cursor(binary=True) as cursor:
        cursor.adapters.register_loader(cursor.adapters.types["int8"].array_oid, _Whole)
        cursor.adapters.register_loader(cursor.adapters.types["float8"].array_oid, _Real)
        found = cursor.execute(str(text).encode(), dict(text.params)).fetchone()
    assert found is not None
    return [np.zeros(0) if column is None else column for column in found]
