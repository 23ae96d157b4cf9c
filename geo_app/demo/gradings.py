"""Answers to the questions of the classification methods, so that the colours are reckoned and not painted."""

from dataclasses import dataclass
from datetime import date, timedelta

from numpy.random import Generator

from geo_app.colour import Colour

# L, E, C of LEC, by the colour that they lead to
LEC: dict[Colour, tuple[tuple[float, float, float], ...]] = {
    Colour.RED: ((6, 6, 15), (3, 10, 15), (3, 6, 40), (6, 10, 7)),
    Colour.ORANGE: ((6, 6, 7), (3, 6, 15), (1, 6, 40), (3, 10, 7)),
    Colour.YELLOW: ((6, 6, 3), (1, 6, 15), (3, 6, 7), (1, 10, 7), (3, 2, 15)),
    Colour.BLUE: ((3, 6, 3), (1, 3, 7), (0.5, 6, 7), (1, 6, 3), (0.2, 6, 40), (1, 1, 15)),
}
# L, S of LS in the five-by-five matrix, by the colour of its first variant
LS: dict[Colour, tuple[tuple[int, int], ...]] = {
    Colour.RED: ((5, 4), (4, 5), (5, 5)),
    Colour.ORANGE: ((4, 4), (3, 5), (5, 3)),
    Colour.YELLOW: ((3, 3), (3, 4), (2, 5), (4, 3)),
    Colour.BLUE: ((2, 2), (1, 4), (2, 3), (2, 4), (1, 5)),
}
DAYS = 30.4  # of a month


@dataclass(frozen=True)
class Grading:
    """One assessment: which method, what was answered, on which day; `stands` is a colour that a person set
    against the method, with the reason."""

    method: str
    inputs: dict[str, object]
    on: date
    stands: Colour | None = None
    reason: str = ""


def lec(rng: Generator, colour: Colour, on: date) -> Grading:
    """An LEC assessment that comes out in this colour."""
    likelihood, exposure, consequence = LEC[colour][rng.integers(len(LEC[colour]))]
    return Grading("lec", {"L": likelihood, "E": exposure, "C": consequence}, on)


def ls(rng: Generator, colour: Colour, on: date) -> Grading:
    """A risk matrix that comes out in this colour."""
    likelihood, severity = LS[colour][rng.integers(len(LS[colour]))]
    return Grading("ls", {"L": likelihood, "S": severity}, on)


def gb18218(items: list[tuple[str, float]], on: date) -> Grading:
    """Substances and tonnes; the residents around are counted on the map."""
    return Grading("gb18218", {"items": [{"name": name, "q": tonnes} for name, tonnes in items]}, on)


def draw(rng: Generator, red: float, orange: float, yellow: float) -> Colour:
    """A colour with these chances; blue takes the rest."""
    return list(Colour)[rng.choice(4, p=[red, orange, yellow, 1 - red - orange - yellow])]


def assessed_on(rng: Generator, today: date, review_months: int, overdue: float = 0.13) -> date:
    """A day within the review period, or, with this chance, so long ago that the review is overdue."""
    months = review_months * rng.uniform(0.05, 0.9)
    if rng.random() < overdue:
        months = review_months + rng.uniform(0.5, 9)
    return today - timedelta(days=round(months * DAYS))


def earlier(rng: Generator, grading: Grading, review_months: int) -> date:
    """The day of the assessment before this one."""
    return grading.on - timedelta(days=round(review_months * DAYS * rng.uniform(0.7, 1.1)))
