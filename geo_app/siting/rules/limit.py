"""Numbers of the project itself that a rule bounds: the height of a dam, the capacity of a mine."""

from sqlalchemy.orm import Session

from geo_app.reckoning.words import NOTHING, say, term
from geo_app.siting.project import Project
from geo_app.siting.rule import Answer, Line, Rule
from geo_app.siting.tables import rows


def check(_session: Session, project: Project) -> list[Line]:
    """A line for each bounded number of such a project."""
    applying = [row for row in rows("limits") if project.type.name in row["types"].split(";")]
    return [_line(row, project) for row in applying]


def _line(row: dict[str, str], project: Project) -> Line:
    limit, value = float(row["limit"]), project.fields.get(row["field"])
    if not project.is_new:
        answer, text = Answer.NOT_APPLICABLE, say("bounds_new", act=term(project.act_title))
    elif value is None:
        answer, text = Answer.NOT_CHECKED, say("number_missing")
    else:
        kept = value <= limit if row["compare"] == "at_most" else value >= limit
        answer, text = (Answer.HOLDS if kept else Answer.FAILS), NOTHING
    return Line.of(row, answer, text, required=limit, measured=value, unit=row["unit"])


RULE = Rule("limit", "项目自身的限值", "Limits of the project itself", check)
