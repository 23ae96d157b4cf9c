"""Find sites by name, code or pinyin initials, over all layers that a person sees."""

from pydantic import BaseModel
from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from geo_app.divisions.models import Division
from geo_app.sites.card import SITE


class Hit(BaseModel):
    id: int
    layer: str
    name: str
    code: str | None
    division_name: str | None
    colour: str | None
    lon: float
    lat: float


def search(session: Session, words: str, limit: int) -> list[Hit]:
    """The best `limit` sites for these words: names that begin with them first, then the shorter names."""
    words = words.strip()
    if not words:
        return []
    place = func.st_pointonsurface(SITE.c.geom)
    begins = or_(
        SITE.c.name.istartswith(words, autoescape=True), SITE.c.initials.istartswith(words, autoescape=True)
    )
    query = (
        select(
            *(SITE.c.id, SITE.c.kind.label("layer"), SITE.c.name, SITE.c.code, SITE.c.colour),
            Division.full_name.label("division_name"),
            func.st_x(place).label("lon"),
            func.st_y(place).label("lat"),
        )
        .join_from(SITE, Division, Division.id == SITE.c.division, isouter=True)
        .where(
            SITE.c.retired.is_(False),
            or_(*(c.icontains(words, autoescape=True) for c in (SITE.c.name, SITE.c.code, SITE.c.initials))),
        )
        .order_by(case((begins, 0), else_=1), func.length(SITE.c.name), SITE.c.id)
        .limit(limit)
    )
    return [Hit.model_validate(dict(row)) for row in session.execute(query).mappings()]
