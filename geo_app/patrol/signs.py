"""Signs of a major hidden danger: what the judgement standard says of a text or an answer. A person decides."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from geo_app.patrol.checklists import all_checklists
from geo_app.patrol.models import Finding
from geo_app.reckoning.tables import rows
from geo_app.sites.models import Site


@dataclass(frozen=True)
class Sign:
    """One line of the judgement standard that may apply."""

    sign: str
    title: str
    title_en: str
    clause: str
    confidence: str
    why: str  # the words that were found, or the question that was answered with no


def signs_at(session: Session, found: Finding) -> list[Sign]:
    """What the standard says of a hidden danger at a site."""
    site = session.get(Site, found.site_id) if found.site_id else None
    if site is None:
        return []
    questions = (question for checklist in all_checklists().values() for question in checklist.questions)
    named = next((each.sign for each in questions if each.sign and each.key == found.question), "")
    return signs_of(site.kind, str(site.attributes.get("category") or ""), found.what, named)


def signs_of(layer: str, category: str, what: str, named: str = "") -> list[Sign]:
    """The lines whose words stand in a text about a site, the one that its question names first.

    >>> [sign.clause for sign in signs_of("chemical_plant", "", "安全阀被关闭")]
    ['安监总管三〔2017〕121号第15项']
    >>> signs_of("risk_point", "road", "安全阀被关闭")
    []
    """
    found: list[Sign] = []
    for row in rows("patrol/major_signs"):
        if not {layer, f"{layer}:{category}"} & set(row["layers"].split(";")):
            continue
        words = [word for word in row["words"].split(";") if word in what.lower()]
        if named == row["sign"] or words:
            told = {name: row[name] for name in ("sign", "title", "title_en", "clause", "confidence")}
            found.append(Sign(**told, why="、".join(words)))
    return sorted(found, key=lambda sign: sign.sign != named)
