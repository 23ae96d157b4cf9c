"""Writes the page of licences from what the packages of the two lock files say of themselves."""

import csv
import json
import re
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from scripts.tables import table

ROOT = Path(__file__).parent.parent
HERE = Path(__file__).parent / "licences"
NPM_LOCK = ROOT / "geo_app" / "web" / "package-lock.json"
NAME = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
NEEDED = re.compile(r"^([A-Za-z0-9._-]+)\s*(?:\[([^]]*)\])?")
EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
LIBRARY = re.compile(r"(?<=.)[-.](?=[0-9a-f]{8}|so|\d).*")  # libgeos_c-1ec6d4.so.1.19 -> libgeos_c
HEAD = """# 许可证 Licences

由 `make licences` 从 `requirements.lock`、`package-lock.json` 和已安装的包写出，不要手改。
Written from the lock files and from what the installed packages say of themselves; a test fails where one says
GPL, AGPL, or nothing that is known here.

geo_app itself is Apache-2.0. Which licences are taken stands in `scripts/licences/allowed.csv`; what a package
does not say of itself, in `stated.csv` and `libraries.csv` beside it. LGPL is taken for libraries that are used
unchanged and can be exchanged as files. PostgreSQL, PostGIS (GPL-2) and the fonts come from Debian, run beside the
program and are not part of it."""
AUDIT = """## Known faults of dependencies 已知漏洞

The versions are locked with their SHA-256. Whether one of them has a known fault is asked where a network is,
before each release: `npm audit --prefix geo_app/web`, and `pip-audit --require-hashes -r requirements.lock` (from
PyPI). Neither is part of `make test`, which needs no network.
锁定的版本有没有公开的漏洞，发布前在联网的机器上用上面两条命令查。"""


@dataclass(frozen=True)
class Package:
    """One package of a lock file: `shipped` where it runs at the bureau, not only where geo_app is made."""

    name: str
    version: str
    licence: str
    shipped: bool

    @property
    def is_allowed(self) -> bool:
        return allowed(self.licence, self.name)


def allowed(licence: str, name: str = "") -> bool:
    """Whether a licence may be used: one of its alternatives, with all its parts.

    >>> allowed("MIT"), allowed("(MIT OR GPL-2.0-only) AND Zlib"), allowed("MIT AND GPL-2.0-only"), allowed("")
    (True, True, False, False)
    >>> allowed("AGPL-3.0-only"), allowed("LGPL-3.0-only", "psycopg"), allowed("LGPL-3.0-only", "another")
    (False, True, False)
    """
    for word, enough in ((" OR ", any), (" AND ", all)):
        if len(parts := _apart(licence, word)) > 1:
            return enough(allowed(part, name) for part in parts)
    licence = licence.strip()
    if licence.startswith("("):
        return allowed(licence[1:-1], name)
    known = {row["licence"]: row["only_for"].split() for row in _rows("allowed")}
    return licence in known and (not known[licence] or name in known[licence])


def _apart(licence: str, word: str) -> list[str]:
    """The parts of a licence between a word that stands outside of brackets."""
    parts = [""]
    for piece in licence.split(word):
        whole = parts[-1].count("(") == parts[-1].count(")")
        parts = (
            [*parts, piece]
            if whole and parts[-1]
            else [*parts[:-1], parts[-1] + (word if parts[-1] else "") + piece]
        )
    return parts


def python_packages() -> list[Package]:
    """Those of requirements.lock that are installed on this kind of machine."""
    shipped = set(_needed("geo_app"))
    found = (_found(name) for name in sorted(set(NAME.findall((ROOT / "requirements.lock").read_text()))))
    return [Package(each.name, each.version, _said(each), _plain(each.name) in shipped) for each in found if each]


def npm_packages() -> list[Package]:
    """Those of package-lock.json; each version once."""
    packages: dict[str, dict[str, Any]] = json.loads(NPM_LOCK.read_text())["packages"]
    named = ((path.rpartition("node_modules/")[2], said) for path, said in packages.items() if path)
    found = {Package(name, said["version"], said.get("license", ""), not said.get("dev")) for name, said in named}
    return sorted(found, key=lambda each: (each.name, each.version))


def libraries() -> list[tuple[str, str, str]]:
    """The libraries of other makers inside the wheels: name, licence, in which packages."""
    within: dict[str, set[str]] = {}
    for package in (each for each in python_packages() if each.shipped):
        for file in distribution(package.name).files or ():
            if file.parts[0].endswith(".libs") and ".so" in file.name:
                within.setdefault(LIBRARY.sub("", file.name), set()).add(package.name)
    known = {row["library"]: row["licence"] for row in _rows("libraries")}
    return [(name, known.get(name, ""), ", ".join(sorted(packages))) for name, packages in sorted(within.items())]


def crates() -> list[Package]:
    """The Rust crates that are compiled into the wheels which run at the bureau, by their bills of materials."""
    found = set()
    for package in (each for each in python_packages() if each.shipped):
        for file in distribution(package.name).files or ():
            if "sboms" in file.parts and file.name.endswith(".cyclonedx.json"):
                components = json.loads(file.read_text())["components"]
                found |= {Package(each["name"], each["version"], _of_crate(each), True) for each in components}
    return sorted(found, key=lambda each: (each.name, each.version))


def licences_page() -> str:
    """All of them, those that run at the bureau first."""
    parts = [HEAD]
    for title, packages in (("Python", python_packages()), ("npm", npm_packages())):
        for shipped, what in ((True, "随产品运行 shipped"), (False, "只用于开发和构建 only to make and check it")):
            rows = [[each.name, each.version, each.licence] for each in packages if each.shipped is shipped]
            parts += [f"## {title}: {what} ({len(rows)})", table(["package", "version", "licence"], rows)]
    inside = [list(each) for each in libraries()]
    title = f"## Libraries of others inside the wheels 轮子内含的库 ({len(inside)})"
    parts += [title, table(["library", "licence", "in"], inside)]
    counted = Counter(each.licence for each in crates())
    title = f"## Rust crates inside the wheels 轮子内编入的 Rust 库 ({counted.total()})"
    parts += [
        title,
        table(["licence", "crates"], [[licence, str(n)] for licence, n in sorted(counted.items())]),
        AUDIT,
    ]
    return "\n\n".join(parts) + "\n"


@cache
def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _found(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:  # for another system
        return None


def _needed(name: str, extras: frozenset[str] = frozenset(), seen: set[str] | None = None) -> Iterator[str]:
    """What a package stands on when it is installed, itself too."""
    seen = set() if seen is None else seen
    key = f"{_plain(name)}[{','.join(sorted(extras))}]"
    if key in seen or not (here := _found(name)):
        return
    seen.add(key)
    yield _plain(name)
    for line in here.requires or ():
        asked = EXTRA.search(line)
        if (not asked or asked[1] in extras) and (need := NEEDED.match(line)):
            yield from _needed(need[1], frozenset((need[2] or "").replace(" ", "").split(",")) - {""}, seen)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _of_crate(component: dict[str, Any]) -> str:
    """What a bill of materials says: an expression, or the text, which begins with its name."""
    words = {row["words"]: row["licence"] for row in _rows("words")}
    for each in component.get("licenses", ()):
        if expression := each.get("expression"):
            return " ".join(expression.split())
        text = b64decode(each["license"].get("text", {}).get("content", "")).decode().strip()
        return words.get(text.partition("\n")[0], "")
    return ""


def _said(package: Distribution) -> str:
    """The licence of a package in the words of SPDX."""
    stated = {row["package"]: row["licence"] for row in _rows("stated")}
    if _plain(package.name) in stated:
        return stated[_plain(package.name)]
    about = package.metadata.json
    if expression := about.get("license_expression"):
        return str(expression)
    words = {row["words"]: row["licence"] for row in _rows("words")}
    said = [each.rpartition(" :: ")[2] for each in about.get("classifier", ()) if each.startswith("License :: ")]
    said = said or [str(about.get("license", "")).strip().partition("\n")[0]]
    return " OR ".join(words.get(each, each) for each in said)
