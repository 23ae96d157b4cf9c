"""One request for each door, and what each of eight people gets; what they change is undone at once."""

import io
import json
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.db import Database
from geo_app.errors import Unavailable

HERE = Path(__file__).parent
ASKED: dict[str, Any] = tomllib.loads((HERE / "asked.toml").read_text())
VERBS = ("get", "post", "put", "patch", "delete")
USUAL = {
    "layer": "fuel_station",
    "names": "fuel_station",
    "grid": "CGCS2000Quad",
    "style": "map",
    "sprite": "map",
    "stack": "Noto",
    "first": "0",
    "last": "255",
    "division": "530181",
}
USUAL |= {"z": "9", "x": "401", "y": "219", "level": "9", "row": "92", "column": "401", "sha256": "0" * 64}
USUAL |= {"device": "phone", "username": "nobody", "name": "none", "model": "pool_fire", "code": "{spot}"}
USUAL |= {"feature_id": "{site_id}", "uid": "none", "delta_id": "0", "kind": "spot", "paper": "x", "number": "1"}
USUAL |= {"login_id": "0"}  # nobody sees the login of another


class Undone(Database):
    """The map on which nothing stays: what is written in a transaction is undone at its end; so work in the
    background never ends by itself, and is ended by `over`."""

    over = False

    @contextmanager
    def transaction(
        self, actor: Actor, as_of: datetime | None = None, reason: str | None = None
    ) -> Iterator[Session]:
        if self.over:
            raise Unavailable("the test is over")
        with super().transaction(actor, as_of, reason) as session:
            yield session
            session.flush()
            session.rollback()


class Doors:
    """The doors of a description of the API, and one meaningful request for each."""

    def __init__(self, said: dict[str, Any], database: Database, people: dict[str, str]) -> None:
        self.known: dict[str, str] = dict(people)
        self.told: set[tuple[str, str]] = set()  # the doors that named a responsible person or a telephone
        with psycopg.connect(database.url) as owner:
            for name, statement in ASKED["places"].items():
                (found,) = owner.execute(statement).fetchone() or (None,)
                self.known[name] = str(0 if found is None else found)
            persons = owner.execute("SELECT person, telephone FROM site").fetchall()
            self.persons = {said for row in persons for said in row if said}
        self.all = [
            (path, verb, verbs[verb]["operationId"]) for path, verbs in said["paths"].items() for verb in verbs
        ]

    def ask(self, client: TestClient, path: str, verb: str, operation: str) -> int:
        """What this door answers to this person."""
        how = ASKED["doors"].get(operation, {})
        address = path
        for name, value in (USUAL | self.known | how.get("of", {})).items():
            address = address.replace(f"{{{name}}}", str(self.filled(value)))
        parts: dict[str, Any] = {
            "params": self.filled(how.get("query", {})),
            "headers": self.filled(how.get("headers", {})),
        }
        parts["headers"] = {name: str(value) for name, value in parts["headers"].items()}
        if "json" in how:
            parts["content"] = json.dumps(self.filled(how["json"])).encode()
            parts["headers"] = {"Content-Type": "application/json"} | parts["headers"]
        elif "file" in how:
            parts["data"], parts["files"] = how.get("form", {}), {"file": ("file.csv", how["file"].encode())}
        elif "form" in how:
            parts["files"] = {name: (None, value) for name, value in how["form"].items()}
        elif "bytes" in how:
            parts["content"] = how["bytes"].encode()
        answer = client.request(verb.upper(), address, **parts)
        if answer.is_success and self._names_somebody(answer.content):
            self.told.add((verb.upper(), path))
        return answer.status_code

    def _names_somebody(self, content: bytes) -> bool:
        if content.startswith(b"PK"):  # a workbook
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                content = b"".join(packed.read(name) for name in packed.namelist())
        text = content.decode(errors="replace")
        return any(each in text for each in self.persons)

    def filled(self, value: Any) -> Any:
        """A value with the numbers of the county in it."""
        if isinstance(value, dict):
            return {name: self.filled(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
            found = self.known[value[1:-1]]
            return int(found) if found.isdigit() else found
        return value
