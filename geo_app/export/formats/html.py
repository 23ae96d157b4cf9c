"""One HTML file with a map: opened by double click, from a USB stick, with no network. Made with folium, every
script and style inside."""

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import folium
from folium.template import Template
from folium.utilities import JsCode

from geo_app.colour import GROUND
from geo_app.errors import Unavailable
from geo_app.export.format import Features, Format
from geo_app.export.formats.geojson import lines
from geo_app.export.simplified import simplified
from geo_app.export.styles import Class, classes
from geo_app.settings import PACKAGE

# what a browser on an old office machine moves without a stutter, and a page of less than 8 MB
MOST, MOST_CORNERS = 10_000, 200_000
ASSETS = PACKAGE / "web" / "dist" / "offline"  # put there by the build of the front end
PAGE = Path(__file__).parent.parent / "page"
LINKED = re.compile(r'<(?:script src|link rel="stylesheet" href)="(leaflet\.[a-z]+)"\s*/?>(?:</script>)?')
ESCAPED = re.compile(r"(?<!\\)((?:\\\\)*)\\u([4-9][0-9a-f]{3})")
RADIUS, WEIGHT, OPACITY = 6, 1.5, 0.6


class Panel(folium.MacroElement):
    """Legend, search and what the file is, beside the map."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.script }}{% endmacro %}")

    def __init__(self, target: str, layers: list[str], titles: list[str]) -> None:
        super().__init__()
        words = json.dumps(titles, ensure_ascii=False).replace("<", r"\u003c")
        self.script = f"panel({target}, [{', '.join(layers)}], {words});"


def write(features: Features, path: Path) -> None:
    """The page, its shapes simplified as far as a browser needs. Raises BadInput where that is not enough."""
    features = simplified(features, MOST_CORNERS, path.with_name("simplified.arrow"))
    figure = folium.Figure()
    page = folium.Map(tiles=None, control_scale=True, prefer_canvas=True, attribution_control=False)
    page.default_js, page.default_css = [("leaflet", "leaflet.js")], [("leaflet_css", "leaflet.css")]  # no more
    page.add_to(figure)
    told = {each.value: each for each in classes(features.layer)}
    groups: dict[str, list[dict[str, Any]]] = {value: [] for value in told}
    for feature in _features(features):
        grade = feature["properties"].get("风险等级", "") if len(told) > 1 else ""
        groups[grade if grade in groups else list(told)[-1]].append(feature)
    names = []
    for value, found in reversed(groups.items()):  # what is drawn last lies on top: the higher risk
        if found:
            drawn = _layer(told[value], found)
            drawn.add_to(page)
            names.append(drawn.get_name())
    folium.LayerControl(collapsed=False).add_to(page)
    Panel(page.get_name(), names, [column.title for column in features.columns]).add_to(page)
    _furnish(figure, features, {each.label: len(groups[value]) for value, each in told.items()})
    path.write_text(_inlined(figure.render()), encoding="utf-8")


def _features(features: Features) -> Iterator[dict[str, Any]]:
    """The features by their Chinese titles, without what is empty."""
    titles = {column.name: column.title for column in features.columns}
    for batch in lines(features, ",\n"):
        for text in batch.to_pylist():
            feature = json.loads(text.removeprefix(",\n"))
            known = feature["properties"].items()
            feature["properties"] = {titles[name]: value for name, value in known if value not in (None, "")}
            yield feature


def _layer(kind: Class, found: list[dict[str, Any]]) -> folium.GeoJson:
    look = {"color": kind.ring, "fillColor": kind.fill, "weight": WEIGHT, "fillOpacity": OPACITY}
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": found},
        name=f"{kind.label}({len(found)})",
        style_function=lambda _feature: look,
        marker=folium.CircleMarker(radius=RADIUS, fill=True),
        on_each_feature=JsCode("(feature, shape) => told(feature, shape)"),
        zoom_on_click=False,
        smooth_factor=0,
    )


def _furnish(figure: folium.Figure, features: Features, counts: dict[str, int]) -> None:
    """Title, styles, scripts and the panel around the map."""
    title = escape(features.layer.title)
    figure.header.add_child(folium.Element(f"<title>{title}</title>"), name="title")
    for name, tag in (("page.css", "style"), ("page.js", "script")):
        text = (PAGE / name).read_text(encoding="utf-8").replace("var(--ground)", GROUND)
        figure.header.add_child(folium.Element(f"<{tag}>{text}</{tag}>"), name=name)
    looks = {each.label: each for each in classes(features.layer)}
    legend = "".join(
        f'<li><i style="background:{looks[label].fill};border-color:{looks[label].ring}"></i>{escape(label)}'
        f"<b>{count}</b></li>"
        for label, count in counts.items()
    )
    about = "".join(f"<dt>{escape(what)}</dt><dd>{escape(said)}</dd>" for what, said in features.about)
    panel = (
        f'<aside id="panel"><h1>{title}</h1><input id="search" type="search" list="names"'
        ' placeholder="搜索名称或编号" aria-label="搜索名称或编号"><datalist id="names"></datalist>'
        '<p id="missed" role="status"></p>'
        f"<ul>{legend}</ul><details><summary>数据说明</summary><dl>{about}</dl></details></aside>"
    )
    figure.html.add_child(folium.Element(panel), name="panel")


def _inlined(html: str) -> str:
    """The page with the text of what it would link to; Chinese as it is, not in escapes of twice the length."""
    whole = LINKED.sub(lambda link: _asset(link[1]), html)
    return ESCAPED.sub(lambda found: found[1] + chr(int(found[2], 16)), whole)


def _asset(name: str) -> str:
    try:
        text = (ASSETS / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Unavailable("网页地图需要的脚本没有构建", "请管理员运行 make web 后重试") from error
    tag = "style" if name.endswith(".css") else "script"
    return f"<{tag}>{text}</{tag}>"


FORMAT = Format(
    name="html",
    title="离线网页地图",
    title_en="Map page for offline use",
    extension="html",
    media_type="text/html; charset=utf-8",
    description=f"一个文件，双击打开，不用联网：图例、搜索和图层开关；最多 {MOST} 个要素，边线过细则简化并注明。",
    description_en=f"One file that opens without a network: legend, search, layer switch; up to {MOST} features, "
    "outlines simplified where they are too fine, and the page says so.",
    write=write,
    usual=5,
    most=MOST,
    only=("4490", "4326"),
)
