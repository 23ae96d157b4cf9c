"""A little history: people of the demonstration correct, complete and retire what is on their map, and say why."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo_app.actor import Actor, Role
from geo_app.db import context
from geo_app.layers import Layers
from geo_app.sites import record
from geo_app.sites.models import Site

BUREAU = Actor("bureau", Role.EDITOR, ("530181",))
TOWNSHIP = Actor("township", Role.EDITOR, ("530181007",))


@dataclass(frozen=True)
class Change:
    """What somebody did to some sites of a layer; without fields the site is retired."""

    by: Actor
    kind: str
    how_many: int
    reason: str
    fields: dict[str, object]


CHANGES = (
    Change(
        TOWNSHIP, "risk_point", 12, "网格走访核实，更换责任人", {"person": "杨演勤", "telephone": "0871-00009001"}
    ),
    Change(
        TOWNSHIP, "risk_point", 6, "汛前检查，补充管控措施", {"measures": "汛期专人值守；设置警戒线；每周巡查"}
    ),
    Change(TOWNSHIP, "settlement", 1, "入户核对常住人口", {"residents": 118, "households": 37}),
    Change(BUREAU, "chemical_plant", 1, "企业复产，更新从业人数", {"workers": 156}),
    Change(BUREAU, "mine", 4, "停产整顿通知书下达", {"operating_status": "停产整顿"}),
    Change(BUREAU, "fuel_station", 1, "加油站拆除，原址复垦", {}),
    Change(BUREAU, "risk_point", 3, "治理完成，验收销号", {}),
)


def change_some(session: Session, layers: Layers) -> None:
    """Each change in the name of the one who makes it, by the same functions as from the map."""
    for n, change in enumerate(CHANGES):
        session.execute(
            select(*(func.set_config(*pair, True) for pair in context(change.by, None, change.reason)))
        )
        low, high = (int(change.by.divisions[0].ljust(12, digit)) for digit in "09")
        here = (Site.kind == change.kind, Site.division.between(low, high), ~Site.retired)
        chosen = select(Site.id, Site.version).where(*here).order_by(Site.id).offset(7 * n).limit(change.how_many)
        for site_id, version in session.execute(chosen).all():
            if change.fields:
                record.change(session, change.by, layers, site_id, version, change.fields)
            else:
                record.retire(session, change.by, layers, site_id, version)
