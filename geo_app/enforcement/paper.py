"""The paper of a draw: what is sealed and published before it, what is added by it, and whether the two agree."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from geo_app.enforcement.lots import digest, drawn, seal_of, seed_of, sent

Name = Annotated[str, Field(min_length=1, max_length=60)]


class Unit(BaseModel):
    """A unit in the urn; `key` is its number on the map."""

    key: str
    layer: str
    name: str
    code: str | None
    colour: str | None
    slips: Annotated[int, Field(ge=1, le=10)]


class Inspector(BaseModel):
    """Who may be sent; `withdraws`: keys of units that they must not inspect."""

    name: Name
    withdraws: list[str] = []


class Sealed(BaseModel):
    """What is published before the draw. `commitment` is the SHA-256 of a secret that is told afterwards;
    `announced` says which public number will complete the seed."""

    title: str
    division: str
    announced: str
    number: Annotated[int, Field(ge=1)]
    per_unit: Annotated[int, Field(ge=1)]
    commitment: str
    sealed_at: datetime
    pool: list[Unit]
    inspectors: list[Inspector]

    @property
    def seal(self) -> str:
        return seal_of(self.model_dump(mode="json"))


class Choice(BaseModel):
    """A unit that was drawn, and who inspects it."""

    key: str
    inspectors: list[str]


class Paper(BaseModel):
    """All of it: after the draw with the secret, the public number and who was drawn."""

    sealed: Sealed
    seal: str
    secret: str | None = None
    word: str | None = None
    drawn_at: datetime | None = None
    drawn: list[Choice] = []


def choices(sealed: Sealed, secret: str, word: str) -> list[Choice]:
    """The draw itself: nothing but the sealed part, the secret and the public number decides."""
    seed = seed_of(secret, word)
    keys = drawn(seed, {unit.key: unit.slips for unit in sealed.pool}, sealed.number)
    return [Choice(key=key, inspectors=sent(seed, key, free(sealed, key), sealed.per_unit)) for key in keys]


def free(sealed: Sealed, key: str) -> list[str]:
    """The inspectors who need not withdraw from a unit."""
    return [each.name for each in sealed.inspectors if key not in each.withdraws]


def faults(paper: Paper) -> list[str]:
    """What in a paper does not agree with itself; nothing where the draw was as it says."""
    told = []
    if paper.sealed.seal != paper.seal:
        told.append("封存内容与封存码不符：名录、人数或规则在封存后改动过")
    if paper.secret is None or paper.word is None:
        return told
    if digest(paper.secret) != paper.sealed.commitment:
        told.append("公开的密数与封存时的摘要不符")
    if choices(paper.sealed, paper.secret, paper.word) != paper.drawn:
        told.append("抽取结果与密数、公开数算出的不符")
    return told
