"""The four colours of risk: order, hex, letter, label. Nowhere else."""

from enum import StrEnum


class Colour(StrEnum):
    """Red is the worst, blue the lowest; there is no green.

    >>> max([Colour.BLUE, Colour.RED, Colour.YELLOW], key=lambda colour: colour.rank)
    <Colour.RED: 'red'>
    >>> Colour.ORANGE.letter, Colour.ORANGE.label, Colour.ORANGE.meaning
    ('O', '橙', '较大风险')
    """

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"

    @property
    def rank(self) -> int:
        """4 for red down to 1 for blue, so that the highest risk is the largest number."""
        return 4 - list(Colour).index(self)

    @property
    def hex(self) -> str:
        return {"red": "#D1242F", "orange": "#F07C12", "yellow": "#FFC400", "blue": "#1F6FEB"}[self]

    @property
    def ink(self) -> str:
        """The colour of a letter that stays legible (WCAG AA) on this colour."""
        return {"red": "#FFFFFF", "orange": "#1B1F24", "yellow": "#1B1F24", "blue": "#FFFFFF"}[self]

    @property
    def letter(self) -> str:
        return self.value[0].upper()

    @property
    def shape(self) -> str:
        """The shape of its mark: colour is never the only sign."""
        return {"red": "triangle", "orange": "square", "yellow": "diamond", "blue": "circle"}[self]

    @property
    def label(self) -> str:
        return {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}[self]

    @property
    def meaning(self) -> str:
        return {"red": "重大风险", "orange": "较大风险", "yellow": "一般风险", "blue": "低风险"}[self]

    @property
    def meaning_en(self) -> str:
        return {"red": "Major", "orange": "Larger", "yellow": "General", "blue": "Low"}[self]


UNASSESSED_HEX = "#FFFFFF"  # white fill, grey ring: no standing assessment
UNASSESSED_RING = "#6B7785"
UNASSESSED_LABEL = "未评"

# What is not a risk: lettering, its halo, the ground of the map and the head row of a table.
INK, QUIET_INK, HALO, GROUND = "#1B1F24", "#57606A", "#FFFFFF", "#F6F5F1"
LINE, LINK = "#D8DEE4", "#1B5E9B"
HEAD, HEAD_INK = "#1F3A5F", "#FFFFFF"
