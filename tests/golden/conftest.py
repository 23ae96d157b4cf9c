"""Word for word: what a test compares with, and how it is accepted anew."""

from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Any:
    def compare(name: str, text: str) -> None:
        path = HERE / name
        if request.config.getoption("--bless"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{name} changed: read the diff, then make bless"

    return compare
