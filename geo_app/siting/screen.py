"""Screen a project: ask every rule, and say what all answers together mean."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Float, String, func, select
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session

from geo_app import plugins
from geo_app.errors import BadInput
from geo_app.numbers.confirmations import as_confirmed
from geo_app.reckoning.words import Words, listed, say
from geo_app.siting import rules
from geo_app.siting.project import Project
from geo_app.siting.rule import Answer, Line, Rule
from geo_app.siting.tables import rows

ORDER = list(Answer)
VERDICTS = {row["verdict"]: row for row in rows("verdicts")}
WORST_FIRST = sorted(VERDICTS, key=lambda name: -int(VERDICTS[name]["rank"]))


@dataclass(frozen=True)
class Ground:
    """The division that a footprint stands in, and the neighbours that it reaches into."""

    code: str
    name: str
    share: float


@dataclass(frozen=True)
class Screening:
    """Every answer, the gravest first, and the verdict with the line that decides it."""

    project: Project
    lines: tuple[Line, ...]
    grounds: tuple[Ground, ...]

    @property
    def verdict(self) -> str:
        return verdict_of(self.lines)

    @property
    def deciding(self) -> Line | None:
        """The line that makes the verdict; none where nothing was found."""
        if self.verdict == WORST_FIRST[-1]:
            return None
        return next(line for line in self.lines if line.verdict == self.verdict)

    @property
    def notes(self) -> list[Words]:
        """What a reader must know to trust the answer."""
        row = VERDICTS[self.verdict]
        title, meaning = (Words(row[name], row[f"{name}_en"]) for name in ("title", "meaning"))
        notes = [say("note_verdict", title=title, meaning=meaning)]
        if self.project.is_point:
            notes.append(say("note_point"))
        if len(self.grounds) > 1:
            shares = (f"{each.name}({each.share:.0%})" for each in self.grounds)
            notes.append(say("note_straddles", grounds=listed(Words(share, share) for share in shares)))
        if self.project.own:
            notes.append(say("note_own"))
        return notes


def screen(session: Session, project: Project) -> Screening:
    """All that the rules say of a project, on the day that the session asks for. Nothing is kept.

    Raises BadInput where the footprint lies outside every known division (at sea, abroad).
    """
    grounds = _grounds(session, project)
    lines = as_confirmed(session, [line for rule in all_rules() for line in rule.check(session, project)])
    lines.sort(key=lambda line: (-int(VERDICTS[line.verdict]["rank"]), ORDER.index(line.answer), line.rule))
    return Screening(project, tuple(lines), grounds)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule that has a file."""
    return tuple(rule for rule in plugins.discover(rules, "RULE") if isinstance(rule, Rule))


def verdict_of(lines: tuple[Line, ...]) -> str:
    """The gravest of what the lines make of the whole.

    >>> verdict_of(())
    'clear'
    """
    found = {line.verdict for line in lines}
    return next((name for name in WORST_FIRST if name in found), WORST_FIRST[-1])


def _grounds(session: Session, project: Project) -> tuple[Ground, ...]:
    under = func.divisions_under(func.st_geomfromewkt(project.wkt)).table_valued(
        sql_column("code", String), sql_column("name", String), sql_column("share", Float)
    )
    found = tuple(Ground(row.code, row.name, row.share) for row in session.execute(select(under)))
    if not found:
        raise BadInput(
            "用地不在任何已知的行政区划内(可能在海上或境外)", "请检查坐标；海上项目不在本系统筛查范围内"
        )
    return found
