"""What an equation of consequence screening is: its questions, its range, and how far its thresholds reach."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil

from geo_app.errors import BadInput
from geo_app.reckoning.inputs import Given, Input, read_inputs
from geo_app.reckoning.steps import Step, Value
from geo_app.reckoning.tables import plain, rows, weakest

CLOSE_M = 0.01  # a distance is found to a centimetre, and told rounded up to the metre


@dataclass(frozen=True)
class Threshold:
    """A value of overpressure, radiation or concentration and what it does. Level 1 is the gravest."""

    value: float
    unit: str
    level: int
    meaning: str
    meaning_en: str
    clause: str
    confidence: str
    of: str = ""  # the substance that it belongs to, where it depends on one


@dataclass(frozen=True)
class Effect:
    """What an equation gives for one accident: the strength at a distance, falling from `near_m` to `far_m`,
    outside which it says nothing."""

    strength: Callable[[float], float]
    near_m: float
    far_m: float
    thresholds: tuple[Threshold, ...]
    steps: tuple[Step, ...]
    result: Mapping[str, Value]


@dataclass(frozen=True)
class Equation:
    """A published equation: what it asks for, what it says in words, where it comes from."""

    name: str
    title: str
    title_en: str
    description: str
    words: str  # the equation, readable
    source: str
    inputs: tuple[Input, ...]
    effect: Callable[[Given], Effect]
    thresholds: tuple[Threshold, ...]

    @property
    def validity(self) -> list[str]:
        """The ranges that it holds in, in words."""
        return [f"{asked.title} {each.span} {asked.unit}：{each.reason}" for asked, each in self._ranges()]

    def screen(self, inputs: Mapping[str, object]) -> "Screening":
        """How far each threshold reaches. Raises BadInput, with the field, outside the range of validity."""
        given = read_inputs(self.inputs, inputs)
        for asked, valid in self._ranges():
            if given.has(asked.name):
                valid.check(asked, float(given.number(asked.name)))
        effect = self.effect(given)
        reaches = tuple(_reach(effect, threshold) for threshold in effect.thresholds)
        found = Screening(self, dict(inputs), effect.steps, effect.result, reaches, "")
        return replace(found, confidence=weakest(*found.rests_on))

    def _ranges(self) -> Iterator[tuple[Input, "Range"]]:
        for row in rows("consequence/validity"):
            if row["model"] == self.name:
                asked = next(each for each in self.inputs if each.name == row["input"])
                yield asked, Range(float(row["minimum"]), float(row["maximum"]), row["reason"], row["clause"])


@dataclass(frozen=True)
class Range:
    """What an input of an equation may be, and why."""

    minimum: float
    maximum: float
    reason: str
    clause: str

    @property
    def span(self) -> str:
        return f"{plain(self.minimum)} 至 {plain(self.maximum)}"

    def check(self, asked: Input, value: float) -> None:
        if not self.minimum <= value <= self.maximum:
            raise BadInput(
                f"{asked.title} {plain(value)} {asked.unit} 超出公式的适用范围({self.span} {asked.unit})",
                f"{self.reason}({self.clause})；请改正，或委托专业机构计算",
                field=asked.name,
            )


@dataclass(frozen=True)
class Reach:
    """How far a threshold reaches from the accident; None where the equation cannot say, and why."""

    threshold: Threshold
    distance_m: float | None
    note: str = ""


@dataclass(frozen=True)
class Screening:
    """The answer of an equation with all that is needed to check it."""

    equation: Equation
    inputs: Mapping[str, object]
    steps: tuple[Step, ...]
    result: Mapping[str, Value]
    reaches: tuple[Reach, ...]
    confidence: str

    @property
    def rests_on(self) -> list[str]:
        """How sure each number is that it was reckoned with."""
        told = (step.confidence for step in self.steps if step.confidence)
        return [*told, *(reach.threshold.confidence for reach in self.reaches)]


def _reach(effect: Effect, threshold: Threshold) -> Reach:
    """The distance at which the strength falls to the threshold, by halving the range."""
    near, far = effect.near_m, effect.far_m
    told = f"{plain(threshold.value)} {threshold.unit}"
    if effect.strength(near) < threshold.value:
        return Reach(threshold, None, f"公式适用的最近处({near:.0f} m)已低于 {told}")
    if effect.strength(far) > threshold.value:
        return Reach(threshold, None, f"到 {far:.0f} m 仍高于 {told}，更远处公式不适用")
    while far - near > CLOSE_M:
        middle = (near + far) / 2
        near, far = (middle, far) if effect.strength(middle) >= threshold.value else (near, middle)
    return Reach(threshold, float(ceil(round(far, 1))))
