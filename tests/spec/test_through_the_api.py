"""The worked examples once more, as a person meets them: a preview of an assessment through the public API."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from fastapi.testclient import TestClient

from geo_app.app import create_app
from geo_app.layers import Layers
from geo_app.settings import Settings
from tests.conftest import clone, log_in
from tests.spec.examples import WORDS, Case, cases, inputs

PLACE = {"type": "Point", "coordinates": [102.48, 24.9]}


@pytest.fixture(scope="module")
def client(
    cluster_url: str, template: str, layers: Layers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """The app on a map that holds one site for each method; the previews of all cases change nothing."""
    for database in clone(cluster_url, template):
        settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
        with TestClient(create_app(settings, database, layers)) as client:
            yield log_in(client, database, "admin", [""])


@pytest.fixture(scope="module")
def sites(client: TestClient, layers: Layers) -> dict[str, int]:
    """For each method a site that it may grade."""
    found: dict[str, int] = {}
    for layer in layers:
        if layer.geometry != "line" and set(layer.methods) - set(found):
            body = {"layer": layer.name, "geometry": PLACE, "fields": {"name": layer.title}}
            site = client.post("/api/sites", json=body).json()["id"]
            found |= dict.fromkeys(layer.methods, site)
    return found


@pytest.mark.parametrize("case", cases("方法"), ids=str)
def test_the_api_answers_as_the_standard_says(client: TestClient, sites: dict[str, int], case: Case) -> None:
    expected, given = case.expected(), case.given()
    body = {"method": case.subject, "inputs": inputs(given), "variant": given.get("版本"), "preview": True}
    answer = client.post(f"/api/sites/{sites[case.subject]}/assessments", json=body)
    if "错误" in expected:
        assert answer.status_code == 400, answer.text
        assert expected["错误"] in answer.json()["detail"]
        assert answer.json()["remedy"]
        return
    assert answer.status_code == 200, answer.text
    card = answer.json()
    for symbol, wanted in expected.items():
        got = card["result"][symbol]
        if isinstance(got, int | float) and not isinstance(got, bool):
            assert Fraction(str(got)) == Fraction(wanted), symbol
        else:
            assert got == WORDS.get(wanted, wanted), symbol
    assert card["steps"]
    assert card["clause"]
