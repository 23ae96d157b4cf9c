"""What is drawn for works of the demonstration: a flow path over homes, lines of a mine, a park's control line."""

import shapely
from shapely import LineString, affinity
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from geo_app.demo.county import in_degrees, in_metres
from geo_app.demo.extraction import SOUTH
from geo_app.demo.industry import PARKS
from geo_app.demo.shapes import away
from geo_app.sites.models import Site
from geo_app.zones.flow import draw_by_hand
from geo_app.zones.mine_lines import draw_lines
from geo_app.zones.parks import draw_control_line

WIDTH_M, CONTROL_M, GOAF_M = 240, 700, 260
BENDS = ((0, 0.0), (350, 0.06), (700, -0.05), (1000, 0.03), (1400, 0.0))  # metres below the dam, radians aside
BASIS = "演示：园区周边土地规划安全控制线"


def draw_for_works(session: Session) -> None:
    """Each by the same functions as from the map."""
    _flow(session, _site(session, "tailings_pond", Site.attributes["overhead"].astext == "true"))
    park = _site(session, "chemical_park", Site.name == PARKS[0][1])
    draw_control_line(session, park, in_degrees(_shape(session, park).buffer(CONTROL_M)), BASIS)
    mine = _site(session, "mine", Site.attributes["mining_method"].astext == "underground")
    ground = affinity.scale(_shape(session, mine).buffer(GOAF_M, 6), 1.3, 0.7)
    draw_lines(session, mine, "goaf", ("演示 1 号", in_degrees(ground)))
    draw_lines(session, mine, "goaf_water", ("演示 1 号", in_degrees(affinity.scale(ground, 0.3, 0.3))))
    west, _, east, north = ground.bounds
    river = LineString([(west - 300, north + 420), (ground.centroid.x, north + 380), (east + 300, north + 440)])
    draw_lines(session, mine, "river", ("演示河段(演批〔2026〕1号)", in_degrees(river)), 300)


def _flow(session: Session, pond: Site) -> None:
    """Down the valley past the hamlets below the pond."""
    shape = _shape(session, pond)
    spine = LineString([shape.centroid, away(shape.centroid, 3000, SOUTH)])
    toe = shapely.get_point(spine.difference(shape), 0)
    assert toe is not None
    line = LineString([away(toe, metres, SOUTH + aside) for metres, aside in BENDS])
    draw_by_hand(session, pond, in_degrees(line), WIDTH_M)


def _site(session: Session, kind: str, which: ColumnElement[bool]) -> Site:
    """The first such site of a layer."""
    chosen = select(Site).where(Site.kind == kind, which, ~Site.retired)
    return session.scalars(chosen.order_by(Site.id).limit(1)).one()


def _shape(session: Session, site: Site) -> BaseGeometry:
    """Its place in metres."""
    wkb = session.scalars(select(func.st_asbinary(Site.geom)).where(Site.id == site.id)).one()
    shape: BaseGeometry = in_metres(shapely.from_wkb(bytes(wkb)))
    return shape
