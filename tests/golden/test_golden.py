"""What many things hang on, kept word for word: `make bless` accepts a change, the diff is read."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from geo_app.layer_views import view_statements
from geo_app.layers import Layers
from geo_app.ogc.style import map_style

HERE = Path(__file__).parent


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Any:
    def compare(name: str, text: str) -> None:
        path = HERE / name
        if request.config.getoption("--bless"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{name} changed: read the diff, then make bless"

    return compare


def pretty(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_the_map_style(layers: Layers, golden: Any) -> None:
    golden("style.zh.json", pretty(map_style(layers, "zh")))


def test_the_views_that_the_layer_files_make(layers: Layers, golden: Any) -> None:
    golden("views.sql", "".join(f"{statement.as_string(None)};\n" for statement in view_statements(layers)))


def test_the_api_description(client: TestClient, golden: Any) -> None:
    golden("openapi.json", pretty(client.get("/openapi.json").json()))
