"""Writes the reference pages from what they describe: the layer files, the methods, the settings, the commands."""

from collections.abc import Callable, Iterable
from pathlib import Path

from geo_app.layers import Layer, LayerField, load_layers
from geo_app.settings import Settings, shipped
from scripts.asvs_page import asvs_page
from scripts.commands_page import commands_page
from scripts.licences_page import licences_page
from scripts.methods_page import methods_page
from scripts.rights_page import rights_page
from scripts.rooms_page import rooms_page
from scripts.tables import table
from scripts.worked_examples_page import worked_examples_page

ROOT = Path(__file__).parent.parent
TYPES = {"text": "文字", "integer": "整数", "number": "数", "boolean": "是/否", "date": "日期"}
TYPES |= {"choice": "选择", "phone": "电话", "credit_code": "统一社会信用代码"}
GEOMETRIES = {"point": "点", "line": "线", "polygon": "面", "any": "点、线或面"}


def field_row(field: LayerField) -> list[str]:
    """One line about a field: its title, name, type, choices and the headers that mean it."""
    kind = TYPES[field.type] + (f"({field.unit})" if field.unit else "")
    choices = "、".join(f"{label} {title_en}" for _, label, title_en in field.choices)
    headers = "、".join([*field.aliases, *field.scaled_aliases])
    required = "必填" if field.required else ""
    return [f"{field.title} {field.title_en}", f"`{field.name}`", kind, required, choices, headers]


def fields_table(fields: Iterable[LayerField]) -> str:
    """The fields of a layer as a table."""
    return table(["字段", "名称", "类型", "", "选项", "台账表头"], [field_row(field) for field in fields])


def section(layer: Layer, common: set[str]) -> str:
    """One layer as a section of the reference; what it shares with every site stands once, elsewhere."""
    facts = [f"几何：{GEOMETRIES[layer.geometry]}"]
    if layer.graded:
        facts.append(f"评估方法：{'、'.join(layer.methods)}，每 {layer.review_months} 个月复评")
    if layer.rings:
        facts.append(f"由 `{layer.of}` 的边界向外生成")
    own = [field for field in layer.fields if field.name not in common or field.name in layer.aliases]
    parts = [
        f"## {layer.title} `{layer.name}`",
        f"{layer.title_en}. {layer.description} {layer.description_en}",
        "；".join(facts) + "。",
        "\n".join(f"- {ring.title} {ring.title_en}:{ring.basis}" for ring in layer.rings),
        fields_table(own) if own else "",
    ]
    return "\n\n".join(part for part in parts if part)


def layers_page() -> str:
    """The reference of all layers."""
    layers = list(load_layers([shipped("layers")]))
    sites = [layer for layer in layers if layer.source == "site"]
    common = set.intersection(*({field.name for field in layer.fields} for layer in sites))
    plain = {field.name: field for layer in sites for field in layer.fields if field.name not in layer.aliases}
    head = "# 图层 Layers\n\n由 `layers/*.toml` 生成(`make docs`)。Written from the layer files."
    shared = "## 每个点位都有的字段 What every site has\n\n" + fields_table(
        field for name, field in plain.items() if name in common
    )
    own = [section(layer, common if layer.source == "site" else set()) for layer in layers]
    return "\n\n".join([head, shared, *own]) + "\n"


def settings_page() -> str:
    """The reference of all settings."""
    rows = [
        [
            f"`GEO_APP_{name.upper()}`",
            f"`{field.default}`" if field.default not in (None, "") else "",
            field.description or "",
        ]
        for name, field in Settings.model_fields.items()
    ]
    head = "# 设置 Settings\n\n由 `geo_app/settings.py` 生成(`make docs`)。Environment variables, all of them."
    return head + "\n\n" + table(["variable", "default", "meaning"], rows) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "docs/licences.md": licences_page,
    "docs/reference/asvs.md": asvs_page,
    "docs/reference/commands.md": commands_page,
    "docs/reference/layers.md": layers_page,
    "docs/reference/methods.md": methods_page,
    "docs/reference/rights.md": rights_page,
    "docs/reference/rooms.md": rooms_page,
    "docs/reference/settings.md": settings_page,
    "docs/reference/worked_examples.md": worked_examples_page,
}

if __name__ == "__main__":
    for page, write in PAGES.items():
        (ROOT / page).write_text(write())
