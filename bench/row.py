"""One line of the table: a figure of ours beside the figure of something else, measured back to back."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

ROUNDS = 3
Measure = Callable[[], float]


@dataclass(frozen=True)
class Row:
    """`ratio` is ours to the other, the median over the rounds; `did` says in words what each side did."""

    name: str
    ours: float
    other: float
    ratio: float
    unit: str
    did: str


def compare(name: str, unit: str, did: str, ours: Measure, other: Measure) -> Row:
    """Measure both sides in turns. A busy machine slows both, so the ratio holds where the figures do not."""
    pairs = [(ours(), other()) for _ in range(ROUNDS)]
    one, two = (median(side) for side in zip(*pairs, strict=True))
    return told(Row(name, one, two, median(a / b for a, b in pairs), unit, did))


def told(row: Row) -> Row:
    """The row, said to whoever waits."""
    print(
        f"  {row.name:28} {row.ours:>12,.1f} : {row.other:>12,.1f} {row.unit:10} {row.ratio:.2f}", file=sys.stderr
    )
    return row
