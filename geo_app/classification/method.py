"""What a classification method is: its questions, its clause, and one function from answers to a colour."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from geo_app.colour import Colour
from geo_app.errors import BadInput
from geo_app.reckoning.inputs import Given, Input, read_inputs
from geo_app.reckoning.steps import Step, Value


@dataclass(frozen=True)
class Outcome:
    """The answer of a method. `result` holds it by the symbols of the standard (S, R, alpha, level, D, colour …).

    `computed_colour` is None where the method gives none. `unfinished` says what is still missing; such an answer
    may be shown but never stands. `confidence` is that of the weakest number used, the colour of a grade aside:
    that step tells its own."""

    steps: tuple[Step, ...]
    result: Mapping[str, Value]
    computed_colour: Colour | None
    clause: str
    confidence: str
    unfinished: str = ""


@dataclass(frozen=True)
class Variant:
    """Edition or local form of a method; which one graded a site is always stored."""

    name: str
    title: str
    title_en: str = ""


@dataclass(frozen=True)
class Method:
    """A named way from facts to a grade. The first variant is the default."""

    name: str
    title: str
    title_en: str
    description: str
    clause: str
    version: str
    inputs: tuple[Input, ...]
    judge: Callable[[Given, str], Outcome]
    variants: tuple[Variant, ...] = ()

    def variant(self, name: str | None) -> Variant:
        """The variant of this name, or the default. Raises BadInput for an unknown one."""
        offered = self.variants or (Variant("", ""),)
        for variant in offered:
            if not name or variant.name == name:
                return variant
        remedy = f"可用：{'、'.join(each.name for each in self.variants)}" if self.variants else "请不要填写版本"
        raise BadInput(f"“{self.title}”没有名为 {name} 的版本", remedy, field="variant")

    def assess(self, inputs: Mapping[str, object], variant: str | None = None) -> Outcome:
        """Grade from the given inputs. Raises BadInput with the field and the remedy."""
        return self.judge(read_inputs(self.inputs, inputs), self.variant(variant).name)
