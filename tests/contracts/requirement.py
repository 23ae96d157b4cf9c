"""A requirement of a standard as a row: its number, what is asked, what must hold of the answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from httpx2 import Response

Check = Callable[[Response], bool]
CRS = "http://www.opengis.net/def/crs/"


@dataclass(frozen=True)
class Requirement:
    number: str
    address: str
    holds: Check
    headers: dict[str, str] = field(default_factory=dict)
    verb: str = "GET"


def rows(requirements: Iterable[Requirement]) -> Any:
    """The table as parameters of a test, each under its number."""
    listed = list(requirements)
    ids = [f"{each.number} {each.address}" for each in listed]
    return pytest.mark.parametrize("requirement", listed, ids=ids)


def links(body: dict[str, Any], rel: str) -> list[dict[str, Any]]:
    return [link for link in body["links"] if link["rel"] == rel]


def is_problem(answer: Response, status: int) -> bool:
    """A fault in the words of RFC 9457, that says nothing of the database."""
    said = answer.json()
    told = answer.text.lower()
    quiet = not any(word in told for word in ("select ", "psycopg", "sqlalchemy", "traceback", "syntax error"))
    media = answer.headers["content-type"].startswith("application/problem+json")
    return answer.status_code == status == said["status"] and bool(said["detail"]) and media and quiet


def refused(answer: Response) -> bool:
    return is_problem(answer, 400)
