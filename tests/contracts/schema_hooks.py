"""What schemathesis looks for beside faults of ours (`SCHEMATHESIS_HOOKS`): words of the database in an answer."""

import re
from typing import Any

import schemathesis

TOLD = re.compile(r"\bselect\b.*\bfrom\b|psycopg|sqlalchemy|traceback|syntax error|relation \"|pg_", re.IGNORECASE)


@schemathesis.check
def no_word_of_the_database(_: Any, response: Any, __: Any) -> None:
    assert response.status_code < 400 or not TOLD.search(response.text), response.text[:300]
