"""Reckon a standing assessment anew: the new answer stands, the old one ends and stays in the history."""

from sqlalchemy.orm import Session

from geo_app.actor import Actor
from geo_app.classification.assess import Draft, follow
from geo_app.classification.models import Assessment


def renew(session: Session, actor: Actor, pairs: list[tuple[Assessment, Draft]]) -> list[Assessment]:
    """The new rows, in the order of `pairs`, each an assessment that stands and what is to take its place.

    Reckoning anew is no review: the day by which a person must look again stays. Nor does it take back what a
    person has decided: an override stays beside the new answer."""
    renewed = []
    for before, draft in pairs:
        before.standing = False
        after = draft.row(actor)
        after.standing, after.review_on = True, before.review_on
        if before.override_reason:
            after.colour = before.colour
            after.override_reason, after.overridden_by = before.override_reason, before.overridden_by
        renewed.append(after)
    session.flush()  # one standing assessment per site, at every moment
    session.add_all(renewed)
    for after, (_, draft) in zip(renewed, pairs, strict=True):
        follow(draft.site, after)
    session.flush()
    return renewed
