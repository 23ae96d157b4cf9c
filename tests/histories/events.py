"""What may happen to some phones and their server, as a list that reads like a story."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.histories.network import CLEAN, Trouble

PHONES, SITES = 4, 3
MANY = 1000  # which finding or step of those that there are, counted round
SKEWS = (0, 40, -90, 3600, -86_400, 63_072_000, -63_072_000)


@dataclass(frozen=True)
class Visits:
    phone: int
    site: int
    wrong: int


@dataclass(frozen=True)
class Reports:
    """A hidden danger; without a site it lies where the phone was, without either it is refused."""

    phone: int
    site: int | None
    photos: int
    knows_place: bool


@dataclass(frozen=True)
class Acts:
    """A step that this phone thinks is allowed for a finding of the story; marking as deleted is one of them."""

    phone: int
    finding: int
    action: int


@dataclass(frozen=True)
class Looks:
    phone: int
    finding: int


@dataclass(frozen=True)
class Syncs:
    phone: int
    trouble: Trouble


@dataclass(frozen=True)
class SyncsWith:
    """Two phones send at the same moment."""

    phone: int
    other: int


@dataclass(frozen=True)
class SendsPhotos:
    phone: int
    piece: int
    trouble: Trouble


@dataclass(frozen=True)
class Settles:
    phone: int
    choice: str
    trouble: Trouble


@dataclass(frozen=True)
class Echoes:
    """An old request comes once more."""

    phone: int
    nth: int


Event = Visits | Reports | Acts | Looks | Syncs | SyncsWith | SendsPhotos | Settles | Echoes


@dataclass(frozen=True)
class History:
    skews: tuple[int, ...]
    events: tuple[Event, ...]


def history(seed: int) -> History:
    """The story of this number: the same each time."""
    chance = random.Random(seed)
    skews = tuple(chance.choice(SKEWS) for _ in range(PHONES))
    return History(skews, tuple(_event(chance) for _ in range(chance.randint(6, 40))))


def _event(chance: random.Random) -> Event:
    make, weight = zip(*MAKERS.items(), strict=True)
    return chance.choices(make, weight)[0](chance, chance.randrange(PHONES))


def _trouble(chance: random.Random) -> Trouble:
    match chance.choices(("plain", "again", "cut", "deaf", "killed"), (3, 3, 3, 2, 2))[0]:
        case "again":
            return Trouble(times=chance.randint(2, 5))
        case "cut":
            return Trouble(cut=round(chance.uniform(0, 0.999), 3))
        case "deaf":
            return Trouble(deaf=True, times=chance.randint(1, 2))
        case "killed":
            return Trouble(kill_ms=chance.randint(0, 60), times=chance.randint(1, 3))
    return CLEAN


def _reports(chance: random.Random, phone: int) -> Event:
    site = chance.choice((None, *range(SITES)))
    return Reports(phone, site, photos=chance.randint(0, 2), knows_place=chance.random() < 0.8)


MAKERS: dict[Callable[[random.Random, int], Event], int] = {
    lambda chance, phone: Visits(phone, chance.randrange(SITES), chance.randint(0, 2)): 4,
    _reports: 4,
    lambda chance, phone: Acts(phone, chance.randrange(MANY), chance.randrange(MANY)): 9,
    lambda chance, phone: Looks(phone, chance.randrange(MANY)): 5,
    lambda chance, phone: Syncs(phone, _trouble(chance)): 9,
    lambda chance, phone: SyncsWith(phone, (phone + chance.randint(1, PHONES - 1)) % PHONES): 3,
    lambda chance, phone: SendsPhotos(phone, chance.randint(1, 2000), _trouble(chance)): 4,
    lambda chance, phone: Settles(phone, chance.choice(("mine", "theirs")), _trouble(chance)): 3,
    lambda chance, phone: Echoes(phone, chance.randrange(MANY)): 2,
}
