"""The prohibited and limited catalogue: products and processes that may not be built, or not without argument."""

import re

from sqlalchemy.orm import Session

from geo_app.reckoning.words import say
from geo_app.siting.project import Project
from geo_app.siting.rule import Answer, Line, Rule
from geo_app.siting.tables import rows

SPOKEN = ("products", "substances", "key_process")
TITLE = "禁止、限制和控制目录"
TITLE_EN = "Prohibited and limited catalogue"
UNSAID = {"rule": "catalogue", "title": TITLE, "title_en": TITLE_EN, "weight": "demonstration"}
UNSAID |= {"clause": "产业结构调整指导目录", "confidence": "from memory only"}


def check(_session: Session, project: Project) -> list[Line]:
    """The entries that the project's products, substances and processes meet."""
    if not (project.type.is_chemical and project.is_new):
        return []
    said = "；".join(str(project.fields[name]) for name in SPOKEN if project.fields.get(name))
    if not said:
        return [Line.of(UNSAID, Answer.NOT_CHECKED, say("catalogue_unsaid"))]
    met = [row for row in rows("catalogue") if re.search(row["words"], said, re.IGNORECASE)]
    if not met:
        text = say("catalogue_unlisted", said=said, n=len(rows("catalogue")))
        return [Line.of(UNSAID | {"weight": "condition"}, Answer.NOT_CHECKED, text)]
    return [Line.of({**row, "rule": "catalogue"}, Answer.FAILS, say("catalogue_met", said=said)) for row in met]


RULE = Rule("catalogue", TITLE, TITLE_EN, check)
