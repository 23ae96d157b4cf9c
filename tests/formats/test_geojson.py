import json

import pyogrio
import pytest
import shapely
from sqlalchemy import update

from geo_app.actor import operator
from geo_app.sites.models import Site
from tests.formats.conftest import HERE, NAMES


def strictly(path):
    """JSON as the standard wants it: no NaN, no Infinity."""

    def refuse(word):
        raise AssertionError(word)

    return json.loads(path.read_bytes().decode("utf-8"), parse_constant=refuse)


def test_every_feature_comes_back_with_its_name_and_shape(take, case):
    answer = strictly(take(case.layer, "geojson").path)
    assert answer["type"] == "FeatureCollection"
    back = {f["properties"]["name"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in answer["features"]}
    assert set(back) == set(case.shapes)
    for name, shape in case.shapes.items():
        assert back[name].geom_type == shape.geom_type
        assert shapely.equals_exact(back[name], shape, tolerance=0.6e-7, normalize=True)


def test_gdal_reads_the_same(take, case):
    back = pyogrio.read_dataframe(take(case.layer, "geojson").path)
    assert len(back) == len(case.shapes)
    assert back.crs is None or back.crs.to_epsg() == 4326  # CRS84: CGCS2000 within a metre, as the standard wants
    assert set(back.get("name", [])) == set(case.shapes)


def test_longitude_comes_first_with_seven_decimals(take):
    text = take("protected_target", "geojson").path.read_text(encoding="utf-8")
    assert f'"coordinates":[{HERE.x},{HERE.y}]' in text
    assert "crs" not in json.loads(text)
    numbers = [n for f in json.loads(text)["features"] for n in f["geometry"]["coordinates"]]
    assert all(round(n, 7) == n for n in numbers)


def test_outer_rings_run_counterclockwise_and_holes_clockwise(take):
    answer = strictly(take("chemical_park", "geojson").path)
    for feature in answer["features"]:
        for area in shapely.get_parts(shapely.from_geojson(json.dumps(feature["geometry"]))):
            assert area.exterior.is_ccw
            assert not any(hole.is_ccw for hole in area.interiors)


def test_fields_have_their_machine_names_and_true_numbers(take):
    feature = strictly(take("mine", "geojson", words=NAMES[0]).path)["features"][0]
    properties = feature["properties"]
    assert isinstance(feature["id"], int)
    assert (properties["capacity"], properties["workers"]) == (30.5, 120)
    assert (properties["mining_method"], properties["colour"]) == ("露天", "红")
    assert (properties["assessed_on"], properties["stale"], properties["demo"]) == ("2025-01-05", "是", "演示数据")
    assert properties["address"] is None


def test_the_file_says_what_it_is(take):
    answer = strictly(take("mine", "geojson").path)
    assert answer["title"] == "矿山"
    assert answer["provenance"]["记录数"] == "4"
    assert "演示数据" in answer["provenance"]["数据性质"]


def test_a_zone_is_named_in_the_file_and_read_so(take):
    path = take("protected_target", "geojson", 4543).path
    assert strictly(path)["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4543"
    back = pyogrio.read_dataframe(path)
    assert back.crs.to_epsg() == 4543
    degrees = back.to_crs(4490).set_index("name").geometry[NAMES[0]]
    assert (degrees.x, degrees.y) == pytest.approx((HERE.x, HERE.y), abs=1e-8)


def test_no_number_is_no_number(take, database):
    with database.transaction(operator("tester")) as session:
        session.execute(update(Site).where(Site.name == NAMES[3]).values(attributes={"capacity": "NaN"}))
    features = strictly(take("mine", "geojson", words=NAMES[3]).path)["features"]
    assert features[0]["properties"]["capacity"] is None
