"""People within metres of a plant: true metres from its boundary, nobody invented and nobody left out."""

from collections.abc import Iterator

import pytest
from pyproj import Geod
from shapely import MultiPolygon, box
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.db import SRID, Database
from geo_app.divisions.models import Division
from geo_app.errors import NotFound
from geo_app.layers import Layers
from geo_app.sites import record
from geo_app.sites.models import Site
from geo_app.zones.exposure import HIDDEN, residents_within

GEOD = Geod(a=6378137, rf=298.257222101)  # CGCS2000
PLANT = box(102.48, 24.90, 102.485, 24.905)
EAST, MIDDLE = 102.485, 24.9025


def point(lon: float, lat: float) -> dict[str, object]:
    return {"type": "Point", "coordinates": [lon, lat]}


def polygon(west: float, south: float, east: float, north: float) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [list(box(west, south, east, north).exterior.coords)]}


def east_of_plant(metres: float) -> dict[str, object]:
    lon, lat, _ = GEOD.fwd(EAST, MIDDLE, 90, metres)
    return point(lon, lat)


class Place:
    """A plant and what is added around it, in one transaction."""

    def __init__(self, session: Session, actor: Actor, layers: Layers) -> None:
        self.session, self.actor, self.layers = session, actor, layers
        self.plant = self.add("chemical_plant", polygon(*PLANT.bounds), name="演示化工厂")

    def add(self, layer: str, geometry: dict[str, object], **fields: object) -> Site:
        return record.add(self.session, self.actor, self.layers[layer], geometry, fields)

    def settle(self, name: str, geometry: dict[str, object], residents: int | None) -> Site:
        return self.add("settlement", geometry, name=name, residents=residents)


@pytest.fixture
def place(database: Database, admin: Actor, layers: Layers) -> Iterator[Place]:
    with database.transaction(admin) as session:
        yield Place(session, admin, layers)


def test_distance_is_measured_from_the_boundary_on_the_ellipsoid(place: Place) -> None:
    place.settle("近村", east_of_plant(499.9), 40)
    place.settle("远村", east_of_plant(500.1), 60)
    found = residents_within(place.session, place.plant.id, 500)
    assert [(each.name, each.distance_m) for each in found.settlements] == [
        ("近村", pytest.approx(499.9, abs=0.05))
    ]
    assert (found.people, found.is_complete) == (40, True)


@pytest.mark.parametrize("latitude", [18.3, 35.0, 53.4])
def test_a_centimetre_decides_from_hainan_to_mohe(place: Place, latitude: float) -> None:
    west, south, east, north = 120.0, latitude, 120.004, latitude + 0.003
    plant = place.add("chemical_plant", polygon(west, south, east, north), name="厂")
    for azimuth, corner in ((45, (east, north)), (135, (east, south)), (225, (west, south)), (315, (west, north))):
        for metres in (499.99, 500.01):
            lon, lat, _ = GEOD.fwd(*corner, azimuth, metres)
            place.settle(f"{metres}", point(lon, lat), 1)
    found = residents_within(place.session, plant.id, 500)
    assert [each.name for each in found.settlements] == ["499.99"] * 4
    assert all(each.distance_m == pytest.approx(499.99, abs=0.005) for each in found.settlements)


def test_a_settlement_partly_inside_counts_by_its_area(place: Place) -> None:
    lon, lat, _ = GEOD.fwd(EAST, MIDDLE, 90, 500)
    place.settle("半村", polygon(lon - 0.001, lat - 0.0002, lon + 0.001, lat + 0.0002), 101)
    (half,) = residents_within(place.session, place.plant.id, 500).settlements
    assert half.share == pytest.approx(0.5, abs=0.002)
    assert half.people_counted == pytest.approx(50.5, abs=0.3)


def test_one_wholly_inside_counts_whole_and_people_are_rounded_up_once(place: Place) -> None:
    west, south, east, north = EAST + 0.001, 24.901, EAST + 0.002, 24.902
    place.settle("全村", polygon(west, south, east, north), 33)
    found = residents_within(place.session, place.plant.id, 500)
    assert found.settlements[0].share == 1
    assert found.people == 33


def test_what_lies_inside_the_plant_is_not_outside_it(place: Place) -> None:
    place.settle("厂内宿舍", point(102.482, 24.902), 80)
    place.settle("跨界村", polygon(EAST - 0.001, 24.902, EAST + 0.001, 24.9025), 100)
    found = residents_within(place.session, place.plant.id, 500)
    shares = {each.name: each.share for each in found.settlements}
    assert shares == {"厂内宿舍": 0, "跨界村": pytest.approx(0.5, abs=0.001)}
    assert found.people == 50


def test_a_settlement_without_a_number_is_named_and_never_zero(place: Place) -> None:
    place.settle("甲村", east_of_plant(100), 20)
    place.settle("乙村", east_of_plant(200), None)
    found = residents_within(place.session, place.plant.id, 500)
    assert [each.name for each in found.without_residents] == ["乙村"]
    assert not found.is_complete
    assert "乙村没有填写常住人口" in found.note.text


def test_a_place_that_nobody_surveyed_is_unknown_not_empty(place: Place) -> None:
    empty = residents_within(place.session, place.plant.id, 500)
    assert not empty.is_complete
    assert "不能按 0 人计" in empty.note.text
    place.settle("三公里外的村", east_of_plant(3000), 500)
    found = residents_within(place.session, place.plant.id, 500)
    assert (found.people, found.is_complete) == (0, True)


def test_a_tank_inside_a_plant_measures_from_the_boundary_of_the_plant(place: Place) -> None:
    tank = place.add("hazard_source", point(102.4805, 24.9025), name="氯罐")
    place.settle("近村", east_of_plant(400), 10)
    found = residents_within(place.session, tank.id, 500)
    assert found.people == 10
    assert "自“演示化工厂”的厂区边界起量" in found.note.text


def test_a_plant_without_an_outline_says_so(place: Place) -> None:
    lonely = place.add("chemical_plant", point(102.6, 24.9), name="无边界厂")
    place.settle("村", point(102.6, 24.9), 5)
    found = residents_within(place.session, lonely.id, 500)
    assert found.people == 5
    assert "未登记厂区边界" in found.note.text


def test_retired_settlements_do_not_count(place: Place) -> None:
    village = place.settle("搬走的村", east_of_plant(100), 50)
    place.settle("新村", east_of_plant(3000), 50)
    record.retire(place.session, place.actor, place.layers, village.id, village.version)
    assert residents_within(place.session, place.plant.id, 500).people == 0


def test_people_across_the_county_line_count_without_their_name(
    database: Database, admin: Actor, layers: Layers
) -> None:
    line = EAST + 0.0005
    with database.transaction(admin) as session:
        for code, square in (("530181", box(102, 24, line, 25)), ("530124", box(line, 24, 103, 25))):
            outline = f"SRID={SRID};{MultiPolygon([square]).wkt}"
            number = int(code) * 1_000_000
            county = Division(
                id=number, code=code, name=code, full_name=code, level=3, source="test", geom=outline
            )
            session.add(county)
        session.flush()
        place = Place(session, admin, layers)
        village = place.settle("邻县村", east_of_plant(100), 70)
    bureau = Actor("bureau", Role.EDITOR, ("530181",))
    with database.transaction(bureau) as session:
        found = residents_within(session, place.plant.id, 500)
        assert [(each.id, each.name, each.residents) for each in found.settlements] == [(None, HIDDEN, 70)]
        assert found.people == 70
        with pytest.raises(NotFound):
            residents_within(session, village.id, 500)


def test_the_past_counts_as_it_was(database: Database, admin: Actor, layers: Layers) -> None:
    with database.transaction(admin) as session:
        place = Place(session, admin, layers)
        village = place.settle("村", east_of_plant(100), 50)
    with database.transaction(admin) as session:
        then = session.get_one(Site, village.id).sys.lower
        record.change(session, admin, layers, village.id, 1, {"residents": 90})
    with database.transaction(admin) as session:
        assert residents_within(session, place.plant.id, 500).people == 90
    with database.transaction(admin, as_of=then) as session:
        assert residents_within(session, place.plant.id, 500).people == 50
