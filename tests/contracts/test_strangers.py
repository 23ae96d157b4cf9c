"""No door answers a stranger but those that say nothing of the data."""

from fastapi.testclient import TestClient

from tests.doors import OPEN

NUMBERS = ("site_id", "drawing", "model", "zone_id", "feature_id", "assessment_id", "account_id", "run_id")


def test_every_path_of_the_description_refuses_strangers(client: TestClient) -> None:
    """The front page of the API, its promises, its description, the server's health and the login are open."""
    for path, verbs in client.get("/openapi.json").json()["paths"].items():
        for verb in verbs:
            if path in OPEN:
                continue
            address = path.replace("{layer}", "mine")
            for name in (*NUMBERS, "token_id", "z", "x", "y", "level", "row", "column"):
                address = address.replace(f"{{{name}}}", "1")
            answer = client.request(verb.upper(), address, json={})
            assert answer.status_code == 401, f"{verb} {path}: {answer.status_code}"
