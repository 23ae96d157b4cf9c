"""What the doors are tried on: a little land."""

import pytest
from sqlalchemy import func

from geo_app.actor import Actor
from geo_app.db import Database
from geo_app.divisions.models import Division


@pytest.fixture
def divisions(database: Database, admin: Actor) -> None:
    """Two neighbouring counties as squares: 安宁 west of 102.5°E, 晋宁 east of it."""
    squares = [
        ("53", "云南省", "云南省", 1, (102.0, 24.0, 103.0, 25.0)),
        ("5301", "昆明市", "云南省昆明市", 2, (102.0, 24.0, 103.0, 25.0)),
        ("530181", "安宁市", "云南省昆明市安宁市", 3, (102.0, 24.0, 102.5, 25.0)),
        ("530115", "晋宁区", "云南省昆明市晋宁区", 3, (102.5, 24.0, 103.0, 25.0)),
        ("530181007", "县街街道", "云南省昆明市安宁市县街街道", 4, None),
    ]
    with database.transaction(admin) as session:
        for code, name, full_name, level, box in squares:
            geom = func.st_multi(func.st_makeenvelope(*box, 4490)) if box else None
            row = Division(code=code, name=name, full_name=full_name, level=level, source="test", geom=geom)
            row.id = int(code.ljust(12, "0"))
            session.add(row)
