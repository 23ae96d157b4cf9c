"""The demonstration county as drawn: the same for the same seed, and nobody real in it."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import shapely

from geo_app.demo.accounts import EVERYBODYS, LOGINS
from geo_app.demo.content import Demonstration, draw_county
from geo_app.demo.county import DEEP, in_degrees
from geo_app.ingest.identifiers import read_credit_code, read_telephone
from geo_app.layers import Layers
from geo_app.sites.fields import checked

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def county(layers: Layers) -> Demonstration:
    return draw_county(layers, TODAY)


def test_the_same_seed_gives_the_same_county(layers: Layers, county: Demonstration) -> None:
    assert draw_county(layers, TODAY).fingerprint() == county.fingerprint()


def test_there_are_about_two_thousand_sites_over_all_layers(layers: Layers, county: Demonstration) -> None:
    others = {"accident", "monitoring_point", "drill", "credit_listing", "occupational_hazard"}  # later
    drawn = {layer.name for layer in layers if layer.source == "site"} - others
    assert set(county.counts()) == drawn
    assert 1900 <= sum(county.counts().values()) <= 2100


def test_every_name_says_that_it_is_a_demonstration(county: Demonstration) -> None:
    assert [place.fields["name"] for place in county.places if "演示" not in str(place.fields["name"])] == []
    people = {str(place.fields["person"]) for place in county.places}
    assert {person for person in people if person[1] not in "演示"} == set()


def test_no_telephone_can_ring_and_no_credit_code_is_real(county: Demonstration) -> None:
    for place in county.places:
        for name in {"telephone", "duty_telephone"} & set(place.fields):
            telephone = str(place.fields[name])
            assert telephone.startswith("0871-0000")
            assert read_telephone(telephone) == telephone
        code = place.fields.get("credit_code")
        if code:
            assert "DEM" in str(code)
            assert read_credit_code(code) == code


def test_every_value_is_one_that_a_person_could_have_entered(layers: Layers, county: Demonstration) -> None:
    for place in county.places:
        assert checked(layers[place.layer], dict(place.fields), whole=True) == {
            name: date.fromisoformat(str(value)) if name.endswith(("_on", "_until")) else value
            for name, value in place.fields.items()
        }


def test_codes_are_given_once(county: Demonstration) -> None:
    codes = Counter(place.fields["code"] for place in county.places)
    assert [code for code, times in codes.items() if times > 1] == []


def test_townships_and_villages_fill_the_county_without_overlap(county: Demonstration) -> None:
    ground = county.county
    for divisions in (ground.townships, ground.villages):
        areas = [division.area for division in divisions]
        assert shapely.union_all(areas).area == pytest.approx(ground.area.area, rel=1e-3)
        assert sum(area.area for area in areas) == pytest.approx(shapely.union_all(areas).area, rel=1e-6)
    assert all(ground.township(village.code).area.contains(village.seat) for village in ground.villages)


def test_grids_lie_in_their_villages_in_four_townships(county: Demonstration) -> None:
    villages = {village.code: village for village in county.county.villages}
    grids = [place for place in county.places if place.layer == "grid"]
    assert {str(grid.fields["village_code"])[:9] for grid in grids} == set(DEEP)
    for grid in grids:
        assert villages[str(grid.fields["village_code"])].area.buffer(1).contains(grid.shape)


def test_every_shape_is_whole_and_stands_in_the_county(county: Demonstration) -> None:
    around = county.county.area.buffer(1)
    for place in county.places:
        assert in_degrees(place.shape).is_valid, place
        assert around.contains(place.shape), place


def test_plants_have_boundaries_of_a_plausible_size_and_do_not_overlap(county: Demonstration) -> None:
    plants = [place.shape for place in county.places if place.layer == "chemical_plant"]
    for n, plant in enumerate(plants):
        west, south, east, north = plant.bounds
        assert 200 < max(east - west, north - south) < 800
        assert not any(plant.intersects(other) for other in plants[n + 1 :])


def test_parks_have_members_inside_and_one_on_paper_only(county: Demonstration) -> None:
    plants = [place for place in county.places if place.layer == "chemical_plant"]
    for park in (place for place in county.places if place.layer == "chemical_park"):
        members = [plant for plant in plants if plant.fields.get("park") == park.fields["name"]]
        inside = [plant for plant in members if park.shape.contains(plant.shape)]
        assert len(inside) == park.fields["enterprises"] > 8
        assert len(members) == len(inside) + 1


def test_homes_stand_below_one_tailings_pond(county: Demonstration) -> None:
    (pond,) = (p for p in county.places if p.layer == "tailings_pond" and p.fields["overhead"])
    near = [p for p in county.places if p.layer == "settlement" and p.shape.distance(pond.shape) < 1000]
    people = sum(int(str(place.fields["residents"])) for place in near if "库下" in str(place.fields["name"]))
    assert people == pond.fields["downstream_people"] == 229


def test_some_settlements_do_not_know_how_many_live_there(county: Demonstration) -> None:
    settlements = [place for place in county.places if place.layer == "settlement"]
    unknown = [place for place in settlements if "residents" not in place.fields]
    assert 10 < len(unknown) < len(settlements) / 10


def test_some_sites_stand_at_the_border(county: Demonstration) -> None:
    rim = county.county.area.exterior
    assert sum(place.shape.distance(rim) < 350 for place in county.places if place.layer == "risk_point") >= 14


def test_the_page_names_every_account() -> None:
    page = (Path(__file__).parents[2] / "docs" / "demo.md").read_text(encoding="utf-8")
    assert f"`{EVERYBODYS}`" in page
    assert [login for login in LOGINS if f"| `{login.username}` | {login.name} |" not in page] == []
