"""What the map answers about a tailings pond: who is first met down its flow path."""

from sqlalchemy.orm import Session

from geo_app.classification.fact import COUNTED, Fact
from geo_app.sites.card import must_see
from geo_app.zones.flow import read_flow

NO_PATH = "没有绘制尾矿下泄路径，不能判断是否头顶库"


def nearest_downstream(session: Session, site_id: int) -> Fact:
    """How far down the flow path the first home or facility stands, or how far there is none for certain.

    Unknown where no path is drawn, where it ends early, or where nobody has been looked for around here."""
    must_see(session, site_id)
    path = read_flow(session, site_id)
    if path is None:
        return Fact(missing=NO_PATH)
    if path.inside:
        first = min(path.inside, key=lambda each: each.along_m)
        told = f"沿下泄路径先到“{first.name}”，走廊宽 {path.width_m:g} m"
        return Fact({"nearest_downstream_m": first.along_m, "downstream_source": f"{COUNTED}；{told}"})
    if path.overhead is None:
        return Fact(missing="；".join(path.notes))
    told = f"下泄路径 {path.length_m:.0f} m、走廊宽 {path.width_m:g} m 内没有登记的居民区和设施"
    return Fact({"none_downstream_m": path.length_m, "downstream_source": f"{COUNTED}；{told}"})
