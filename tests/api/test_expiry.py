"""Entries that hold until a day: kept afterwards, and told by which field they ended."""

from fastapi.testclient import TestClient

from tests.api.phone import PLACE


def test_a_credit_listing_is_entered_filtered_by_its_end_and_kept(as_admin: TestClient) -> None:
    for name, until in (("甲公司", "2026-01-31"), ("乙公司", "2099-12-31")):
        fields = {"name": name, "list": "serious", "listed_on": "2025-01-31", "listed_until": until}
        answer = as_admin.post("/api/sites", json={"layer": "credit_listing", "geometry": PLACE, "fields": fields})
        assert answer.status_code == 201, answer.text
    over = {"filter": "listed_until < DATE('2026-02-01')"}
    answer = as_admin.get("/collections/credit_listing/items", params=over)
    assert answer.status_code == 200, answer.text
    found = answer.json()["features"]
    assert [each["properties"]["name"] for each in found] == ["甲公司"]
    assert as_admin.get("/collections/credit_listing/items").json()["numberMatched"] == 2


def test_the_card_learns_which_field_ends_an_entry(as_admin: TestClient) -> None:
    layers = {layer["name"]: layer for layer in as_admin.get("/api/layers").json()}
    ended = {"credit_listing": "listed_until", "occupational_hazard": "test_until", "drill": "due_again"}
    for layer, ends in ended.items():
        assert [field["name"] for field in layers[layer]["fields"] if field["ends"]] == [ends]
