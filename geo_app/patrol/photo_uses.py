"""Which photos belong to a record. Whoever may see the record may see them, and nobody else."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from geo_app.errors import NotFound
from geo_app.patrol.models import Finding, Photo, PhotoUse, Visit
from geo_app.patrol.recorded import Awaited, Made, Note, Placed


class PhotoBody(Placed):
    """A photo as a device tells of it; its bytes come by themselves."""

    of: UUID
    phase: Literal["before", "after"] = "before"
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def write_photo_use(session: Session, made: Made, body: PhotoBody) -> list[Note]:
    """Write down what it belongs to. Raises Awaited where that has not come yet."""
    record = session.scalar(select(Finding).where(Finding.uid == body.of)) or session.scalar(
        select(Visit).where(Visit.uid == body.of)
    )
    if record is None:
        raise Awaited(body.of)
    use = PhotoUse(kind=record.kind, division=record.division, of=body.of, phase=body.phase, hash=body.hash)
    made.sign(use, body)
    session.add(use)
    session.flush()
    return []


def photos_of(session: Session, uids: Sequence[UUID]) -> list[tuple[PhotoUse, bool]]:
    """The photos of some records in the order in which they were taken, each with whether its bytes are here."""
    here = exists().where(Photo.hash == PhotoUse.hash).label("here")
    wanted = select(PhotoUse, here).where(PhotoUse.of.in_(uids)).order_by(PhotoUse.happened_at, PhotoUse.id)
    return [(use, there) for use, there in session.execute(wanted)]


def photo_use(session: Session, uid: UUID) -> PhotoUse:
    """Raises NotFound where there is none that this person may see."""
    found = session.scalar(select(PhotoUse).where(PhotoUse.uid == uid))
    if found is None:
        raise NotFound("没有这张照片，或不在您的管辖区划内")
    return found
