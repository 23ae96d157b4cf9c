"""Who is asking: name, role, divisions."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role may do all that the ones before it may.

    >>> Role.EDITOR.may(Role.VIEWER), Role.VIEWER.may(Role.EDITOR)
    (True, False)
    """

    VIEWER = "viewer"
    INSPECTOR = "inspector"
    EDITOR = "editor"
    APPROVER = "approver"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        return list(Role).index(self)

    @property
    def label(self) -> str:
        return {
            "viewer": "查看",
            "inspector": "巡查",
            "editor": "编辑",
            "approver": "审批",
            "admin": "管理",
        }[self]

    def may(self, least: "Role") -> bool:
        return self.rank >= least.rank


@dataclass(frozen=True)
class Actor:
    """A person or a command at work. `divisions` are division codes of 2 to 12 digits, each granting
    all that lies below it; the empty code grants the whole country, no code grants nothing."""

    name: str
    role: Role
    divisions: tuple[str, ...]

    @property
    def sees_all_work(self) -> bool:
        """An administrator of the whole country sees the imports and batches of everybody."""
        return self.role is Role.ADMIN and "" in self.divisions

    def scope(self) -> str:
        """The granted divisions as a PostgreSQL int8multirange of twelve-digit codes.

        >>> Actor("zhang", Role.EDITOR, ("530181", "530124001")).scope()
        '{[530181000000,530181999999],[530124001000,530124001999]}'
        >>> Actor("root", Role.ADMIN, ("",)).scope()
        '{[0,999999999999]}'
        """
        ranges = (f"[{int(code.ljust(12, '0'))},{int(code.ljust(12, '9'))}]" for code in self.divisions)
        return "{" + ",".join(ranges) + "}"


def operator(name: str) -> Actor:
    """Whoever may run commands on the machine itself: the administrator of the whole map."""
    return Actor(name, Role.ADMIN, ("",))


SYSTEM = operator("系统")  # what the map does by itself
