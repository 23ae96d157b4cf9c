"""Where names may stand on a plan without covering one another."""

from dataclasses import dataclass, field

Box = tuple[float, float, float, float]  # left, top, right, bottom
SIZE_MM = 2.5  # of the letters: 7 pt


@dataclass
class Labels:
    """The places that are taken, in millimetres of the sheet, and the frame that no name leaves."""

    frame: Box
    taken: list[Box] = field(default_factory=list)

    def take(self, box: Box) -> None:
        """Keep a place free."""
        self.taken.append(box)

    def place(self, text: str, x: float, y: float, gap: float, above: bool = False) -> tuple[float, float] | None:
        """The left end of the base line of a name beside a point (or rather `above` it), or None where there is
        no room.

        >>> Labels((0, 0, 50, 50)).place("学校", 10, 10, 2)
        (12, 10.875)
        """
        wide, down = width(text), SIZE_MM * 0.35
        beside = ((x + gap, y + down), (x - gap - wide, y + down))
        over = ((x - wide / 2, y - gap - SIZE_MM * 0.15), (x - wide / 2, y + gap + SIZE_MM * 0.85))
        for left, base in (*over, *beside) if above else (*beside, *over):
            box = (left, base - SIZE_MM * 0.9, left + wide, base + SIZE_MM * 0.2)
            if self._fits(box):
                self.take(box)
                return left, base
        return None

    def _fits(self, box: Box) -> bool:
        left, top, right, bottom = self.frame
        inside = left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom
        return inside and not any(_overlap(box, other) for other in self.taken)


def width(text: str) -> float:
    """How wide a name is, in millimetres: a Chinese letter is as wide as high.

    >>> width("a矿") == SIZE_MM * 1.56
    True
    """
    return sum(SIZE_MM if ord(letter) > 0x2E7F else SIZE_MM * 0.56 for letter in text)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
