"""Photographs of hidden dangers that the demonstration shows: drawn here, marked as such, stored as those of a
phone are. What was put right has one from before and one from after."""

import hashlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid5

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from geo_app.actor import operator
from geo_app.db import Database, speak_as
from geo_app.demo.patrol import GRID, NO_PLACE, NUMBERS, OFFICE
from geo_app.layers import Layers
from geo_app.papers.typeset import fonts
from geo_app.patrol.models import Finding, PhotoUse
from geo_app.patrol.photo_uses import PhotoBody, write_photo_use
from geo_app.patrol.photos import keep
from geo_app.patrol.recorded import Made, Sender

FAMILY, LETTERS = "Noto Sans CJK SC", 28
SIZE = WIDTH, HEIGHT = 640, 480
DONE = ("rectified", "accepted", "closed")
WORDS = {"before": "演示照片 整改前", "after": "演示照片 整改后"}
LOADER = operator("演示数据")
SENDERS = {each.name: each for each in (GRID, OFFICE)}


def hang_pictures(database: Database, layers: Layers, folder: Path) -> None:
    """One picture each of the hidden dangers that came by patrol, two of those put right; once."""
    with database.transaction(LOADER) as session:
        if session.scalar(select(exists().where(PhotoUse.fix_reason == NO_PLACE))):
            return
        for found in session.scalars(select(Finding).where(Finding.demo).order_by(Finding.id)).all():
            if sender := SENDERS.get(found.made_by):
                _hang(session, folder, found, Sender(sender, found.person, layers, "演示", 0))


def _hang(session: Session, folder: Path, found: Finding, sender: Sender) -> None:
    for phase, later in (("before", 0), ("after", 2)):
        if phase == "after" and found.state not in DONE:
            continue
        content = drawn(phase, found.id)
        hash_ = hashlib.sha256(content).hexdigest()
        keep(session, folder, hash_, content)
        speak_as(session, sender.actor)
        made = Made(sender, uuid5(NUMBERS, f"{found.uid} {phase}"), found.happened_at + timedelta(days=later))
        write_photo_use(session, made, PhotoBody(of=found.uid, phase=phase, hash=hash_, fix_reason=NO_PLACE))


def drawn(phase: str, seed: int) -> bytes:
    """A wall, a floor, and boxes before a door: all of them before, none after. A JPEG of some 15 kB."""
    rng = np.random.default_rng(seed)
    scene = Image.new("RGB", SIZE, "gainsboro")
    pen = ImageDraw.Draw(scene)
    font = next(each for each in fonts().fonts() if each.family == FAMILY)
    letters = ImageFont.truetype(str(font.path), LETTERS, index=font.index)
    floor = HEIGHT * 2 // 3
    pen.rectangle((0, floor, WIDTH, HEIGHT), "darkgray")
    door = int(rng.integers(80, 380))
    pen.rectangle((door, 120, door + 150, floor), "steelblue", "dimgray", 4)
    pen.ellipse((door + 125, 230, door + 139, 244), "gold")
    if phase == "before":
        for n in range(int(rng.integers(3, 6))):
            left, high = door - 50 + 45 * n, int(rng.integers(60, 130))
            pen.rectangle((left, floor + 70 - high, left + 75, floor + 70), "peru", "saddlebrown", 3)
    pen.rectangle((0, 0, WIDTH, 56), "white")
    pen.text((16, 8), WORDS[phase], "black", font=letters)
    file = BytesIO()
    scene.save(file, "JPEG", quality=80)
    return file.getvalue()
