"""Risk notice card and notice board of a site, in its colour, with the code on the spot: what hangs there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from geo_app.colour import UNASSESSED_HEX, UNASSESSED_LABEL, UNASSESSED_RING, Colour
from geo_app.instant import CHINA
from geo_app.layers import Layer, Layers
from geo_app.papers.check import qr_of
from geo_app.papers.punctuation import set_in_chinese
from geo_app.papers.typeset import archival_pdf
from geo_app.reckoning.tables import rows
from geo_app.sites.models import Site

TEMPLATES = {"card": Path(__file__).with_name("card.typ"), "board": Path(__file__).with_name("board.typ")}
UNFILED = "未填写，请补充后张贴"
NOTE = "处置提示和电话为通用内容，未经核实，张贴前请对照本单位应急预案核对。"
MOST_RISKS = 24  # rows that an A3 sheet holds
SPOKEN_OF = ("part", "accident_types", "consequence")


@dataclass(frozen=True)
class Sheet:
    """A site with the risks that are told of it, on a day; `address` is where the code on the spot leads; `names`:
    with the responsible person and their telephone."""

    site: Site
    risks: Sequence[Site]
    layers: Layers
    address: str
    on: datetime
    names: bool = False

    def of(self, site: Site) -> "Sheet":
        return replace(self, site=site)


def risks_of(session: Session, site: Site) -> list[Site]:
    """The hazards that a board tells of: the site, and what lies inside its outline or belongs to the same
    enterprise, the gravest first."""
    other = aliased(Site)
    same = [
        other.id == site.id,
        func.st_covers(select(Site.geom).where(Site.id == site.id).scalar_subquery(), other.geom),
    ]
    same += [other.credit_code == site.credit_code] if site.credit_code else []
    found = session.scalars(select(other).where(or_(*same), ~other.retired).order_by(other.id)).all()
    rank = {colour.value: colour.rank for colour in Colour}
    return sorted(found, key=lambda each: -rank.get(each.colour or "", 0))


def sheet_pdf(kind: str, sheet: Sheet) -> bytes:
    """The card (A4) or the board (A3, lying) as PDF: the same sheet on the same day gives the same bytes."""
    said = _card(sheet) if kind == "card" else _board(sheet)
    common: dict[str, Any] = {
        "day": f"{sheet.on.astimezone(CHINA):%Y-%m-%d}",
        "note": set_in_chinese(NOTE),
        "qr": qr_of(sheet.address),
    }
    common |= {"telephones": [[row["number"], row["title"]] for row in rows("enterprise/telephones")]}
    return archival_pdf(TEMPLATES[kind], said | common, sheet.on)


def _card(sheet: Sheet) -> dict[str, Any]:
    site, layer = sheet.site, sheet.layers[sheet.site.kind]
    told = [(layer.title, site.name), ("编号", site.code or UNFILED)]
    told += [(layer.field(name).title, _value(site, name)) for name in SPOKEN_OF if _has(layer, name)]
    told += [
        ("管控措施", site.measures or UNFILED),
        ("应急处置", "。".join(responses(_accidents(site))) or UNFILED),
    ]
    told += [("责任单位", site.unit or UNFILED)]
    if sheet.names:
        told += [("责任人", site.person or UNFILED), ("联系电话", site.telephone or UNFILED)]
    facts = [[name, set_in_chinese(value)] for name, value in told]
    return {"site": site.name, "colour": look(site, sheet.on), "facts": facts, "demo": site.demo}


def _board(sheet: Sheet) -> dict[str, Any]:
    lines = [_line(sheet.of(each)) for each in sheet.risks[:MOST_RISKS]]
    left = len(sheet.risks) - len(lines)
    more = f"另有 {left} 处风险未列出，请在系统中查看。" if left > 0 else ""
    return {"site": sheet.site.name, "colour": look(sheet.site, sheet.on), "risks": lines, "more": more} | {
        "demo": sheet.site.demo,
        "unit": sheet.site.unit or UNFILED,
    }


def _line(sheet: Sheet) -> dict[str, Any]:
    site, layer = sheet.site, sheet.layers[sheet.site.kind]
    chief = f"{site.person or ''} {site.telephone or ''}".strip() if sheet.names else ""
    cells = [site.name, layer.title, _accidents(site) or UNFILED, site.measures or UNFILED]
    cells.append("\n".join(filter(None, (site.unit or UNFILED, chief))))
    return {"colour": look(site, sheet.on), "cells": [set_in_chinese(cell) for cell in cells]}


def look(site: Site, on: datetime) -> dict[str, str]:
    """Fill, letter and words of the colour of a site; a colour past its review says so."""
    if not site.colour:
        return {
            "fill": UNASSESSED_HEX,
            "ink": UNASSESSED_RING,
            "letter": "",
            "words": UNASSESSED_LABEL,
            "late": "",
        }
    colour = Colour(site.colour)
    is_late = site.review_on is not None and site.review_on < on.astimezone(CHINA).date()
    late = f"等级已过复评日期 {site.review_on}" if is_late else ""
    words = f"{colour.label} {colour.meaning}"
    return {"fill": colour.hex, "ink": colour.ink, "letter": colour.letter, "words": words, "late": late}


def responses(accidents: str) -> list[str]:
    """What to do first, for each kind of accident that a text names.

    >>> [words[:8] for words in responses("中毒和窒息、火灾")]
    ['发现起火立即报警', '不得盲目施救；通']
    """
    return [
        row["response"]
        for row in rows("enterprise/responses")
        if any(word in accidents for word in _words(row["words"]))
    ]


def _words(cell: str) -> list[str]:
    return cell.split(";")


def _accidents(site: Site) -> str:
    return str(site.attributes.get("accident_types") or "")


def _has(layer: Layer, name: str) -> bool:
    return any(field.name == name for field in layer.fields)


def _value(site: Site, name: str) -> str:
    value = site.attributes.get(name)
    return str(value) if value not in (None, "") else UNFILED
