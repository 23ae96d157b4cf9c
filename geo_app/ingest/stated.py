"""The division that a ledger states, against the division in which the place lies. The place decides; the person
is told where the two disagree."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from geo_app.divisions.code import above, canonical, level, number
from geo_app.divisions.models import Division
from geo_app.ingest.division_names import is_called, names_of

_EXPONENT = re.compile(r"\s*\d\.\d{1,11}e\+?11\s*", re.IGNORECASE)  # 5.30181E+11
LEVELS = ("province", "city", "county", "township", "village")
_NAMED = select(Division.code, Division.name, Division.full_name, Division.geom.is_not(None).label("outlined"))


@dataclass(frozen=True)
class Finding:
    """What comparing a stated division with a place shows: a disagreement (`differs`), names that no division has
    (`unknown`), or a deeper division than outlines can tell (`refined`)."""

    differs: str = ""
    unknown: str = ""
    refined: int | None = None


class Gazetteer:
    """The names of divisions: all down to the county, those below when a place needs them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.names: dict[str, str] = {}
        self._full: dict[str, str] = {}
        # level, and county where below one -> codes
        self._listed: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._outlined: set[str] = set()  # those whose places would show by themselves
        self._opened: set[str] = set()
        self._read(_NAMED.where(Division.level <= 3))
        self._seen: dict[tuple[tuple[tuple[str, str], ...], int], Finding] = {}

    def compare(self, stated: Mapping[str, str], division: int) -> Finding:
        """Compare what one row states with the division of its place (0: none known)."""
        question = (tuple(sorted(stated.items())), division)
        if question not in self._seen:
            self._seen[question] = self._compare(stated, canonical(str(division)) or "")
        return self._seen[question]

    def full_name(self, division: int) -> str:
        code = canonical(str(division)) or ""
        self._open(code)
        return self._full.get(code, "已知区划之外")

    def _compare(self, stated: Mapping[str, str], place: str) -> Finding:
        self._open(place)
        path = stated.get("division.path", "")
        code = stated.get("division.code") or (path if canonical(path) else "")
        if code:
            return self._by_code(code, place)
        named = {
            LEVELS[one]: stated[f"division.{LEVELS[one]}"]
            for one in range(5)
            if f"division.{LEVELS[one]}" in stated
        }
        if path and not named:
            named = self._split(path)
            if not named:
                return Finding(unknown=path)
        return self._by_names(named, place)

    def _by_code(self, text: str, place: str) -> Finding:
        code = canonical(text) or self._mended(text)
        if code is None:
            return Finding(unknown=text)
        if not place or place.startswith(code):
            return Finding()
        self._open(code)
        if code.startswith(place) and code not in self._outlined:
            return Finding(refined=number(code)) if code in self.names else Finding()
        known = next((self._full[one] for one in (code, code[:6], code[:4]) if one in self._full), "")
        return Finding(differs=f"{known}({code})" if known else f"代码 {code}")

    def _mended(self, text: str) -> str | None:
        """A code that a spreadsheet spoiled, if there is such one: with an exponent, or a zero short."""
        digits = f"{Decimal(text):f}" if _EXPONENT.fullmatch(text) else f"{text.strip()}0"
        code = canonical(digits)
        self._open(code or "")
        return code if code in self.names else None

    def _by_names(self, named: Mapping[str, str], place: str) -> Finding:
        if not place:
            return Finding()
        chain = [*above(place), place]
        around = [self.names[code] for code in chain if code in self.names]
        unknown: list[str] = []
        reached = place
        for depth, title in enumerate(LEVELS, 1):
            text = named.get(title)
            own = next((code for code in chain if level(code) == depth), None)
            if not text or any(is_called(name, text) for name in around):
                continue
            if own is None and depth > level(place):
                below = [code for code in self._at(depth, reached) if code.startswith(reached)]
                meant = [code for code in below if is_called(self.names[code], text)]
                if len(meant) == 1 and meant[0] in self._outlined:  # the place would lie in it
                    return Finding(differs="".join(named.get(one, "") for one in LEVELS[:depth]))
                if len(meant) == 1:
                    reached = meant[0]
                elif below:
                    unknown.append(text)
                continue
            if self._exists(text, depth, own):
                return Finding(differs="".join(named.get(one, "") for one in LEVELS[:depth]))
            unknown.append(text)
        return Finding(unknown="、".join(unknown), refined=number(reached) if reached != place else None)

    def _exists(self, text: str, depth: int, own: str | None) -> bool:
        """Whether the stated name is another division: of that level anywhere, or below the county beside ours."""
        return any(is_called(self.names[code], text) for code in self._at(depth, own or ""))

    def _split(self, path: str) -> dict[str, str]:
        """The levels in 云南省昆明市安宁市; a path may begin at any of the upper three."""
        rest, reached, named = "".join(path.split()).strip("/,-、"), "", dict[str, str]()
        for depth, title in enumerate(LEVELS, 1):
            candidates = [code for code in self._at(depth, reached) if code.startswith(reached)]
            best = max(
                (
                    (name, code)
                    for code in candidates
                    for name in names_of(self.names[code])
                    if rest.startswith(name)
                ),
                key=lambda one: len(one[0]),
                default=None,
            )
            if best:
                named[title], reached = best
                rest = rest[len(best[0]) :].lstrip("/,-、")
                self._open(reached)
        return named

    def _at(self, depth: int, around: str) -> list[str]:
        """The divisions of a level; below the county those of the county around."""
        return self._listed[depth, around[:6] if depth > 3 else ""]

    def _open(self, code: str) -> None:
        """Read the townships and villages of a county."""
        county = code[:6]
        if len(county) < 6 or county in self._opened:
            return
        self._opened.add(county)
        low = number(county)
        self._read(_NAMED.where(Division.id > low, Division.id < low + 10**6, Division.level > 3))

    def _read(self, wanted: Select[str, str, str, bool]) -> None:
        for code, name, full_name, outlined in self._session.execute(wanted):
            if outlined:
                self._outlined.add(code)
            self.names[code] = name
            self._full[code] = full_name
            depth = level(code)
            self._listed[depth, code[:6] if depth > 3 else ""].append(code)
