"""How sure an outcome is, once people have confirmed numbers that were from memory only."""

from dataclasses import replace

from sqlalchemy.orm import Session

from geo_app.classification.method import Outcome
from geo_app.numbers.confirmations import as_confirmed
from geo_app.reckoning.tables import NOT_FOUND, weakest


def outcome_as_confirmed(session: Session, outcome: Outcome) -> Outcome:
    """The outcome with its confirmed numbers said, as sure as the weakest of all that are left."""
    said = as_confirmed(session, outcome)
    if said.confidence == outcome.confidence:
        return said
    rests_on = (step.confidence for step in said.steps if step.confidence and step.confidence != NOT_FOUND)
    return replace(said, confidence=weakest(*rests_on))
