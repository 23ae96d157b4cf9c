"""Photographs of hidden dangers that the demonstration shows: drawn here, marked as such, stored as those of a
phone are. What was put right has one from before and one from after."""

import hashlib
from datetime import timedelta
from io import BytesIO
from itertools import pairwise
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
FLOOR = HEIGHT * 2 // 3
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
        content = drawn(phase, found.id, found.what)
        hash_ = hashlib.sha256(content).hexdigest()
        keep(session, folder, hash_, content)
        speak_as(session, sender.actor)
        made = Made(sender, uuid5(NUMBERS, f"{found.uid} {phase}"), found.happened_at + timedelta(days=later))
        write_photo_use(session, made, PhotoBody(of=found.uid, phase=phase, hash=hash_, fix_reason=NO_PLACE))


def drawn(phase: str, seed: int, what: str) -> bytes:
    """The scene of what was found, the same before and after but for what is wrong. A JPEG of some 15 kB."""
    scene = Image.new("RGB", SIZE, "gainsboro")
    pen = ImageDraw.Draw(scene)
    pen.rectangle((0, FLOOR, WIDTH, HEIGHT), "darkgray")
    scene_of = next((draw for word, draw in SCENES.items() if word in what), _exit)
    scene_of(pen, np.random.default_rng(seed), phase == "before")
    font = next(each for each in fonts().fonts() if each.family == FAMILY)
    letters = ImageFont.truetype(str(font.path), LETTERS, index=font.index)
    pen.rectangle((0, 0, WIDTH, 56), "white")
    pen.text((16, 8), WORDS[phase], "black", font=letters)
    file = BytesIO()
    scene.save(file, "JPEG", quality=80)
    return file.getvalue()


def _exit(pen: ImageDraw.ImageDraw, rng: np.random.Generator, wrong: bool) -> None:
    """A door, with boxes before it."""
    door = int(rng.integers(80, 380))
    pen.rectangle((door, 120, door + 150, FLOOR), "steelblue", "dimgray", 4)
    pen.ellipse((door + 125, 230, door + 139, 244), "gold")
    for n in range(int(rng.integers(3, 6)) if wrong else 0):
        left, high = door - 50 + 45 * n, int(rng.integers(60, 130))
        pen.rectangle((left, FLOOR + 70 - high, left + 75, FLOOR + 70), "peru", "saddlebrown", 3)


def _extinguishers(pen: ImageDraw.ImageDraw, rng: np.random.Generator, wrong: bool) -> None:
    """Three extinguishers in a rack, one of them gone."""
    left, gone = int(rng.integers(100, 300)), int(rng.integers(3))
    pen.rectangle((left - 30, FLOOR - 10, left + 270, FLOOR + 20), "dimgray")
    for n in range(3):
        x = left + 90 * n
        pen.rectangle((x - 10, 150, x + 70, FLOOR - 10), "white", "silver", 2)
        if not (wrong and n == gone):
            pen.rounded_rectangle((x, 190, x + 60, FLOOR - 10), 22, "firebrick", "maroon", 3)
            pen.rectangle((x + 20, 168, x + 40, 192), "black")


def _wires(pen: ImageDraw.ImageDraw, rng: np.random.Generator, wrong: bool) -> None:
    """A switchboard: its wires hang out of it and over the floor, or run in a duct behind a shut door."""
    left = int(rng.integers(120, 340))
    pen.rectangle((left, 120, left + 150, 270), "slategray" if wrong else "lightsteelblue", "dimgray", 4)
    if not wrong:
        pen.ellipse((left + 120, 188, left + 134, 202), "dimgray")
        pen.rectangle((left + 65, 272, left + 85, FLOOR), "whitesmoke", "silver", 2)
        return
    for n, colour in enumerate(("crimson", "goldenrod", "black", "seagreen")):
        end = int(rng.integers(30, WIDTH - 30))
        pen.line((left + 30 + 30 * n, 150, left + 20 + 34 * n, FLOOR + 20, end, HEIGHT - 20), colour, 6, "curve")


def _railing(pen: ImageDraw.ImageDraw, rng: np.random.Generator, wrong: bool) -> None:
    """A railing along an edge, with posts missing."""
    gap, posts = int(rng.integers(2, 5)), range(8)
    pen.rectangle((0, FLOOR + 30, WIDTH, HEIGHT), "dimgray")
    kept = [n for n in posts if not (wrong and n in (gap, gap + 1))]
    for n in kept:
        pen.rectangle((30 + 80 * n, 200, 42 + 80 * n, FLOOR + 30), "gold", "darkgoldenrod", 2)
    for one, following in pairwise(kept):
        for height in (210, 265) if following == one + 1 else ():
            pen.rectangle((36 + 80 * one, height, 36 + 80 * following, height + 12), "gold", "darkgoldenrod", 2)


def _sign(pen: ImageDraw.ImageDraw, rng: np.random.Generator, wrong: bool) -> None:
    """A warning sign on a post, faded or clear."""
    x = int(rng.integers(150, 450))
    pen.rectangle((x - 8, 240, x + 8, FLOOR + 60), "dimgray")
    pen.polygon(
        ((x, 100), (x - 95, 260), (x + 95, 260)),
        "beige" if wrong else "gold",
        "lightgray" if wrong else "black",
        8,
    )
    if not wrong:
        pen.rectangle((x - 8, 160, x + 8, 215), "black")
        pen.ellipse((x - 9, 224, x + 9, 242), "black")


def _tank(pen: ImageDraw.ImageDraw, rng: np.random.Generator, wrong: bool) -> None:
    """A tank, the wheel of its safety valve across the pipe or along it."""
    x = int(rng.integers(120, 260))
    pen.rounded_rectangle((x, 150, x + 260, FLOOR + 20), 40, "silver", "dimgray", 4)
    pen.rectangle((x + 122, 90, x + 138, 152), "gray")
    wheel = (x + 90, 110, x + 170, 124) if wrong else (x + 123, 76, x + 137, 156)
    pen.rectangle(wheel, "red" if wrong else "green", "black", 2)


SCENES = {"护栏": _railing, "灭火器": _extinguishers, "电线": _wires, "配电箱": _wires}
SCENES |= {"警示牌": _sign, "罐区": _tank}  # all others: something stands in the way
