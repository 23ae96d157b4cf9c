"""What many things hang on, kept word for word: `make bless` accepts a change, the diff is read."""

import json
from typing import Any

from fastapi.testclient import TestClient

from geo_app.layer_views import view_statements
from geo_app.layers import Layers
from geo_app.ogc.style import map_style


def pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_the_map_style(layers: Layers, golden: Any) -> None:
    golden("style.zh.json", pretty(map_style(layers, "zh")))


def test_the_views_that_the_layer_files_make(layers: Layers, golden: Any) -> None:
    golden("views.sql", "".join(f"{statement.as_string(None)};\n" for statement in view_statements(layers)))


def test_the_api_description(client: TestClient, golden: Any) -> None:
    golden("openapi.json", pretty(client.get("/openapi.json").json()))
