"""The shipped layer files, the faults that are refused at start, and the page that explains every key."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from geo_app.classification.catalogue import all_methods
from geo_app.colour import Colour
from geo_app.errors import LayerFault
from geo_app.layers import FieldType, Layer, LayerField, Layers, Look, Ring, load_layers
from geo_app.settings import shipped

PAGE = (Path(__file__).parents[2] / "docs" / "layers.md").read_text(encoding="utf-8")
GOOD = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
EXPECTED = """division grid chemical_plant_buffer pipeline_strip site_ring joint_region scenario_zone
    neighbour_zone risk_contour flow_path gap_kept gap_unchecked mine_line gap park_line chemical_park
    settlement pipeline mine tailings_pond chemical_plant relocation_target hazard_source fuel_station
    risk_point finding accident monitoring_point drill credit_listing occupational_hazard opinion
    protected_target emergency_resource river road railway visit"""


def load(folder: Path, text: str | bytes, name: str = "ferry") -> Layers:
    """The shipped layers and one more with this text."""
    (folder / f"{name}.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_layers([shipped("layers"), folder])


def test_the_layers_of_the_county_are_there_in_map_order(layers: Layers) -> None:
    assert [layer.name for layer in layers] == EXPECTED.split()


def test_every_method_of_a_layer_exists(layers: Layers) -> None:
    assert {method for layer in layers for method in layer.methods} - set(all_methods()) == set()


def test_every_hazard_is_graded_and_nothing_else(layers: Layers) -> None:
    assert {layer.name for layer in layers if layer.graded} == {
        layer.name for layer in layers if layer.group == "hazard"
    }
    coloured = {layer.name for layer in layers if layer.colour == "risk" and not layer.graded}
    assert coloured == {"joint_region"}  # takes the colour of its worst member
    assert all(layer.colour == "risk" for layer in layers if layer.graded)


def test_a_header_means_one_field_of_a_layer_only(layers: Layers) -> None:
    for layer in layers:
        words = [
            word.lower()
            for field in layer.fields
            for word in {field.title.lower(), *map(str.lower, (*field.aliases, *field.scaled_aliases))}
        ]
        assert [word for word in set(words) if words.count(word) > 1] == [], layer.name


def test_a_layer_claims_a_header_from_the_fields_of_every_site(layers: Layers) -> None:
    source = layers["hazard_source"]
    assert "企业名称" in source.field("enterprise").aliases
    assert "企业名称" not in source.field("name").aliases
    assert "企业名称" in layers["risk_point"].field("enterprise").aliases


def test_short_names_differ_within_a_layer(layers: Layers) -> None:
    for layer in layers:
        names = [field.short_name.upper() for field in layer.fields]
        assert len(names) == len(set(names)), layer.name


def test_glyphs_tell_the_layers_apart(layers: Layers) -> None:
    assert len({layer.glyph for layer in layers}) == len(list(layers))


def test_the_own_colour_of_a_layer_cannot_be_taken_for_a_risk(layers: Layers) -> None:
    for layer in layers:
        if layer.colour != "risk":
            assert min(distance(layer.colour, risk.hex) for risk in Colour) > 80, layer.name


def distance(one: str, other: str) -> float:
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


def test_rings_are_those_of_the_standard_and_of_the_county(layers: Layers) -> None:
    rings = layers["chemical_plant_buffer"].rings
    assert [ring.metres for ring in rings] == [500, 1000]
    assert "GB 18218-2018" in rings[0].basis
    assert "设定值" in rings[1].basis


def test_a_deployment_adds_a_layer_and_replaces_another(tmp_path: Path) -> None:
    layers = load(tmp_path, GOOD)
    assert layers["ferry"].field("person").aliases[:2] == ("渡工", "渡口负责人")
    other = (shipped("layers") / "grid.toml").read_text(encoding="utf-8").replace("网格", "单元")
    assert load(tmp_path, other, "grid")["grid"].title == "单元"


FAULTS = [
    ("unknown key", ("glyph =", "glyf ="), 9, "不认识的键"),
    ("missing key", ('description = "内河渡口与渡船。"\n', ""), 1, "缺少这个键"),
    ("wrong choice of a key", ('"point"', '"dot"'), 6, "只能写"),
    ("bad type of a field", ('type = "integer"', 'type = "int"'), 22, "只能写"),
    ("unknown key of a field", ('unit = "艘"', 'units = "艘"'), 23, "不认识的键"),
    ("missing key of a field", ('title_en = "Closed in"\n', ""), 27, "缺少这个键"),
    ("doubled field", ('name = "season"', 'name = "boats"'), 1, "字段重名：boats"),
    ("choices missing", ('type = "choice"\nchoices', 'type = "choice"\n# choices'), 27, "必须列出 choices"),
    ("choices of a number", ('unit = "艘"', 'choices = [["a", "甲", "A"]]'), 18, "必须列出 choices"),
    ("synonym to nowhere", ('"洪水期" = "flood"', '"洪水期" = "storm"'), 27, "不存在的选项：storm"),
    ("long short name", ('title = "渡船数"', 'title = "核定渡船数量"'), 18, "超过 10 个 GBK 字节"),
    ("name of a built-in column", ('name = "boats"', 'name = "colour"'), 18, "系统自带的列"),
    ("name that is no name", ('name = "boats"', 'name = "Boats!"'), 19, "写法不对"),
    ("alias of a strange field", ('person = ["渡工"', 'captain = ["渡工"'), 16, "没有 captain"),
    ("months out of range", ("review_months = 6", "review_months = 600"), 12, "不能大于 120"),
    ("rings without of", ('source = "site"', 'source = "buffer"'), 1, "必须写 of 和 [[rings]]"),
    ("syntax error", ('glyph = "渡"', 'glyph = "渡'), 9, "TOML 写法有误"),
    ("key given twice", ("order = 62", 'title = "渡口"'), 8, "TOML 写法有误"),
    ("two letters as glyph", ('glyph = "渡"', 'glyph = "渡口"'), 9, "最多 1 个字"),
    ("colour by name", ('colour = "risk"', 'colour = "green"'), 10, "写法不对"),
]


@pytest.mark.parametrize(
    ("change", "line", "told"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS]
)
def test_a_fault_is_told_with_file_line_and_remedy(
    tmp_path: Path, change: tuple[str, str], line: int, told: str
) -> None:
    assert change[0] in GOOD
    with pytest.raises(LayerFault) as fault:
        load(tmp_path, GOOD.replace(change[0], change[1], 1))
    assert f"ferry.toml 第 {line} 行" in fault.value.message
    assert told in fault.value.message
    assert "重新启动" in fault.value.remedy


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LayerFault, match=r"ferry\.toml 第 1 行：图层文件不是 UTF-8 编码"):
        load(tmp_path, GOOD.encode("gb18030"))


def test_rings_of_an_unknown_layer_are_refused(tmp_path: Path) -> None:
    text = (shipped("layers") / "chemical_plant_buffer.toml").read_text(encoding="utf-8")
    with pytest.raises(LayerFault, match=r"第 11 行：of 指向不存在的图层 castle"):
        load(tmp_path, text.replace('of = "chemical_plant"', 'of = "castle"'))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LayerFault, match="GEO_APP_LAYERS_DIR"):
        load_layers([shipped("layers"), tmp_path / "nowhere"])


@pytest.mark.parametrize("model", [Layer, LayerField, Look, Ring])
def test_every_key_of_a_layer_file_is_explained(model: type[BaseModel]) -> None:
    part = re.search(rf"^## .*{model.__name__}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert part
    explained = re.findall(r"^\| `(\w+)` \|.*\|.*\|$", part[1], re.MULTILINE)
    if model is LayerField:
        explained = [key for key in explained if key not in FieldType.__args__ and key != "类型"]
    keys = set(model.model_fields) - ({"name"} if model is Layer else set())  # a layer's name is its file's
    assert set(explained) == keys


def test_every_type_of_a_field_is_explained() -> None:
    assert [kind for kind in FieldType.__args__ if f"| `{kind}` | " not in PAGE] == []
