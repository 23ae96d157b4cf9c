"""One web page that holds everything and fetches nothing: for the screen, and on A4 for the printer."""

from html import escape
from pathlib import Path
from typing import Any

from geo_app.papers.paper import Paper, PaperFormat

STYLE = Path(__file__).parents[1] / "paper.css"
HEAD = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
"""
LETTERHEAD = """<header>
{mark}<p class="issuer">{issuer}</p>
<p class="number">{number}</p>
</header>
<h1>{title}</h1>
"""
FOOT = "</main>\n</body>\n</html>\n"


def write(paper: Paper) -> bytes:
    """The page in UTF-8."""
    said = paper.described()
    words = {name: escape(said[name]) for name in ("issuer", "number", "title")}
    mark = f'<p class="mark">{escape(said["mark"])}</p>\n' if said["mark"] else ""
    head = HEAD.format(title=words["title"], style=STYLE.read_text(encoding="utf-8"))
    parts = "".join(WRITERS[part["kind"]](part) + "\n" for part in said["parts"])
    return (head + LETTERHEAD.format(mark=mark, **words) + parts + FOOT).encode()


def _heading(part: dict[str, Any]) -> str:
    level = part["level"] + 1
    return f"<h{level}>{escape(part['text'])}</h{level}>"


def _text(part: dict[str, Any]) -> str:
    text = escape(part["text"])
    return f"<p><strong>{text}</strong></p>" if part["bold"] else f"<p>{text}</p>"


def _items(part: dict[str, Any]) -> str:
    return "<ol>" + "".join(f"<li>{escape(item)}</li>" for item in part["items"]) + "</ol>"


def _facts(part: dict[str, Any]) -> str:
    rows = (f'<tr><th scope="row">{escape(name)}</th><td>{_cell(value)}</td></tr>' for name, value in part["rows"])
    return f'<table class="facts">{"".join(rows)}</table>'


def _table(part: dict[str, Any]) -> str:
    columns = part["columns"]
    widths = "".join(f'<col style="width: {column["width_mm"]:g}mm">' for column in columns)
    titles = "".join(f'<th scope="col">{escape(column["title"])}</th>' for column in columns)
    groups = "".join(_group(group, len(columns)) for group in part["groups"])
    head = f"<colgroup>{widths}</colgroup>\n<thead><tr>{titles}</tr></thead>\n"
    return f'<div class="wide"><table class="lines">{head}{groups}</table></div>'


def _group(group: dict[str, Any], wide: int) -> str:
    title = f'<tr><th class="group" scope="rowgroup" colspan="{wide}">{escape(group["title"])}</th></tr>\n'
    rows = ("<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>\n" for row in group["rows"])
    return f"<tbody>{title}{''.join(rows)}</tbody>\n"


def _cell(words: str) -> str:
    first, *rest = (escape(line) for line in words.split("\n"))
    return first + "".join(f"<small>{line}</small>" for line in rest)


def _picture(part: dict[str, Any]) -> str:
    return f"<figure>{part['svg']}<figcaption>{escape(part['caption'])}</figcaption></figure>"


def _signature(part: dict[str, Any]) -> str:
    return '<p class="signature">' + "<br>".join(escape(line) for line in part["lines"]) + "</p>"


def _check(part: dict[str, Any]) -> str:
    words, address = escape(part["words"]), escape(part["address"])
    told = f'<b>校验码 {escape(part["code"])}</b><p>{words}</p><p><a href="{address}">{address}</a></p>'
    return f'<footer class="check"><div>{told}</div>{part["svg"]}</footer>'


WRITERS = {
    "heading": _heading,
    "text": _text,
    "items": _items,
    "facts": _facts,
    "table": _table,
    "picture": _picture,
    "signature": _signature,
    "check": _check,
}
FORMAT = PaperFormat("html", "离线网页", "Offline web page", ".html", "text/html; charset=utf-8", write)
