"""The checklist of the OWASP ASVS is whole, and what it claims has evidence."""

import re

from scripts.asvs_page import CHAPTERS, STATES, requirements
from tests.architecture.conftest import ROOT

# What the standard numbers, without the numbers that it has withdrawn: section, then first-last of each run.
LEVEL_1 = """
V2.1 1-12; V2.2 1-3; V2.3 1; V2.5 1-6; V2.7 1-4; V2.8 1; V3.1 1; V3.2 1-3; V3.3 1-2; V3.4 1-5; V3.7 1; V4.1 1-3 5
V4.2 1-2; V4.3 1-2; V5.1 1-5; V5.2 1-8; V5.3 1-10; V5.5 1-4; V6.2 1; V7.1 1-2; V7.4 1; V8.2 1-3; V8.3 1-4; V9.1 1-3
V10.3 1-3; V11.1 1-5; V12.1 1; V12.3 1-5; V12.4 1-2; V12.5 1-2; V12.6 1; V13.1 1 3; V13.2 1-3; V13.3 1; V14.2 1-3
V14.3 2-3; V14.4 1-7; V14.5 1-3
"""
LEVEL_2 = """
V1.1 1-7; V1.2 1-4; V1.4 1 4-5; V1.5 1-4; V1.6 1-4; V1.7 1-2; V1.8 1-2; V1.9 1-2; V1.10 1; V1.11 1-2; V1.12 2
V1.14 1-6; V2.3 2-3; V2.4 1-5; V2.5 7; V2.6 1-3; V2.7 5-6; V2.8 2-7; V2.9 1-3; V2.10 1-4; V3.2 4; V3.3 3-4
V3.5 1-3; V4.3 3; V5.4 1-3; V6.1 1-3; V6.2 2-6; V6.3 1-2; V6.4 1-2; V7.1 3-4; V7.2 1-2; V7.3 1 3-4; V7.4 2-3
V8.1 1-4; V8.3 5-8; V9.2 1-4; V10.2 1-2; V11.1 6-8; V12.1 2-3; V12.2 1; V12.3 6; V13.1 4-5; V13.2 5-6; V13.3 2
V13.4 1-2; V14.1 1-4; V14.2 4-6; V14.5 4
"""


def numbered(runs: str) -> list[str]:
    found = []
    for section, *spans in (part.split() for part in re.split(r"[;\n]", runs.strip())):
        for span in spans:
            first, _, last = span.partition("-")
            found += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def test_every_requirement_of_levels_1_and_2_is_answered_once() -> None:
    official = {number: level for level, runs in (("1", LEVEL_1), ("2", LEVEL_2)) for number in numbered(runs)}
    assert len(official) == 128 + 131
    ours = [(line["requirement"], line["level"]) for line in requirements()]
    assert len(ours) == len(official)
    assert dict(ours) == official
    assert {number.partition(".")[0] for number in official} == set(CHAPTERS)


def test_what_is_met_has_evidence_and_what_is_not_says_how_it_stands() -> None:
    for line in requirements():
        assert line["state"] in STATES, line
        assert line["asks"], line
        assert line["evidence"] or line["state"] in ("not met", "not applicable"), line
        assert line["how"] or line["state"] == "not met", line


def test_every_evidence_of_the_pages_of_security_is_there() -> None:
    page = (ROOT / "docs" / "security.md").read_text()
    named = set(re.findall(r"`([\w.-]+/[\w./-]+|requirements\.lock)`", page))
    named |= {path for line in requirements() for path in line["evidence"].split()}
    assert len(named) > 80
    assert {path for path in named if not (ROOT / path).exists()} == set()
