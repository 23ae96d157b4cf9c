"""What a method for the colour of an area is given and what it answers; one file each in `area_methods`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from geo_app.colour import Colour
from geo_app.reckoning.steps import Step
from geo_app.reckoning.tables import Band, band_of, bands, exact, plain, rows

OURS = "本系统约定"


@dataclass
class Tally:
    """The sites of an area: how many of each colour, how many without one, how many past their review, and, where
    asked for, the square metres of the outlines of each colour."""

    counts: dict[Colour, int] = field(default_factory=lambda: dict.fromkeys(Colour, 0))
    unassessed: int = 0
    stale: int = 0
    areas_m2: dict[Colour, float] = field(default_factory=lambda: dict.fromkeys(Colour, 0.0))
    without_outline: int = 0  # among the assessed

    @property
    def assessed(self) -> int:
        return sum(self.counts.values())

    @property
    def sites(self) -> int:
        return self.assessed + self.unassessed

    def add(self, other: "Tally") -> None:
        """Count the sites of another area in."""
        for colour in Colour:
            self.counts[colour] += other.counts[colour]
            self.areas_m2[colour] += other.areas_m2[colour]
        self.unassessed += other.unassessed
        self.stale += other.stale
        self.without_outline += other.without_outline


@dataclass(frozen=True)
class AreaColour:
    """The colour of an area with its reckoning; None where nothing there is assessed."""

    colour: Colour | None
    value: float | None
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class AreaMethod:
    """A named way from the sites of an area to its colour. `measures` says whether outlines must be measured."""

    name: str
    title: str
    title_en: str
    formula: str
    formula_en: str
    clause: str
    confidence: str
    judge: Callable[[Tally], AreaColour]
    order: int
    measures: bool = False

    def of(self, tally: Tally) -> AreaColour:
        """The colour of an area; who is not assessed is told first, and never counted as blue."""
        judged = self.judge(tally) if tally.assessed else AreaColour(None, None, ())
        return AreaColour(judged.colour, judged.value, (*_counted(tally), *judged.steps))


def weighted_mean(amounts: dict[Colour, Fraction]) -> tuple[Fraction, str] | None:
    """Σ w·x ÷ Σ x with the weights of the colours, and the reckoning in words; None where there is nothing.

    >>> weighted_mean({Colour.RED: Fraction(1), Colour.BLUE: Fraction(3)})
    (Fraction(7, 4), '(4×1 + 1×3) ÷ 4')
    """
    total = sum(amounts.values(), Fraction(0))
    if not total:
        return None
    weights = {Colour(row["colour"]): exact(row["weight"]) for row in rows("area_colour/weights")}
    terms = [(weights[colour], amount) for colour, amount in amounts.items() if amount]
    told = " + ".join(f"{plain(weight)}×{plain(round(amount, 2))}" for weight, amount in terms)
    value = sum((weight * amount for weight, amount in terms), Fraction(0)) / total
    return value, f"({told}) ÷ {plain(round(total, 2))}"


def scale(language: str) -> str:
    """The weights of the colours and from where on a mean is of which colour, in words.

    >>> scale("zh")
    '红 4、橙 3、黄 2、蓝 1;x ≥ 3.5 红、≥ 2.5 橙、≥ 1.5 黄，其余蓝'
    """
    weights = [(Colour(row["colour"]), row["weight"]) for row in rows("area_colour/weights")]
    least = [(band.colour, band.least) for band in bands("area_colour/bands") if band.colour and band.least]
    if language == "en":
        starts = ", ".join(f"{plain(number)} {colour}" for colour, number in least)
        return f"{', '.join(f'{colour} {weight}' for colour, weight in weights)}; x from {starts}, else blue"
    starts = "、".join(f"≥ {plain(number)} {colour.label}" for colour, number in least)
    return f"{'、'.join(f'{colour.label} {weight}' for colour, weight in weights)};x {starts}，其余蓝"


def mean_band(value: Fraction) -> Band:
    """The colour that a weighted mean is nearest to."""
    return band_of(bands("area_colour/bands"), value)


def _counted(tally: Tally) -> list[Step]:
    told = "、".join(f"{colour.label} {number}" for colour, number in tally.counts.items())
    steps = [Step("各色点位", f"共 {tally.sites} 处：{told}，未评 {tally.unassessed}", tally.sites, "处")]
    if tally.unassessed:
        steps.append(Step("未评估", f"{tally.unassessed} 处没有现行评估，风险未知，不计入，也不按蓝色计"))
    if tally.stale:
        steps.append(Step("复评过期", f"{tally.stale} 处已过复评日期，仍按原颜色计入，应尽快复评"))
    return steps
