"""Five hundred bad files through the call of an upload: each is refused in words or becomes an honest preview.

Never a crash, a hang, a gigabyte, a file outside the uploads, or half a load.
"""

import faulthandler
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from geo_app.actor import Actor
from geo_app.db import Database
from geo_app.errors import GeoAppError
from geo_app.ingest.load import load
from geo_app.ingest.models import ImportRun, Issue, Quarantined
from geo_app.ingest.reading import Intake
from geo_app.ingest.runs import Importer, intake_of
from geo_app.layers import Layers
from geo_app.sites.models import Site
from tests.ledgers.bad_files import MANY, BadFile, bad_files

pytestmark = pytest.mark.filterwarnings("ignore")  # of GDAL, about every file
SECONDS = 30
GIGABYTE = 1 << 30
LOADED = 3  # every third preview is loaded as well


class Undone(Exception):
    """Takes a load back after it was looked at."""


@contextmanager
def bounded() -> Iterator[None]:
    """A gigabyte more than the process has now, and an end to a call that never comes back."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + GIGABYTE, before[1]))
    faulthandler.dump_traceback_later(2 * SECONDS, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        resource.setrlimit(resource.RLIMIT_AS, before)


def looked_at(importer: Importer, bad: BadFile, folder: Path) -> int | None:
    """The number of the preview, or None where the file was refused in words."""
    path = folder / f"upload{Path(bad.name).suffix}"
    path.write_bytes(bad.content)
    began, told, run_id = time.monotonic(), None, None
    try:
        with bounded():
            run_id = importer.look(Intake(importer.layers["mine"], path, bad.name), lambda _done, _total: None)
    except GeoAppError as error:
        told = error
    path.unlink()
    assert time.monotonic() - began < SECONDS, bad.how
    if told:
        assert (told.status, bool(told.message), bool(told.remedy)) == (400, True, True), f"{bad.how}: {told}"
    return run_id


def loads_what_it_promised(importer: Importer, run_id: int) -> bool:
    """Whether a load of a preview writes exactly its good rows; it is taken back."""
    try:
        with importer.database.transaction(importer.actor) as session:
            run = session.get_one(ImportRun, run_id)
            promised = dict(run.counts)
            load(session, run, intake_of(run, importer.layers, importer.uploads), importer.layers, lambda *_: None)
            written = session.scalar(select(func.count()).select_from(Site))
            same = run.counts == promised and written == promised["new"]
            raise Undone
    except Undone:
        return same


def test_none_of_five_hundred_bad_files_does_harm(
    database: Database,
    admin: Actor,
    layers: Layers,
    divisions: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    uploads, scratch, here = (tmp_path / name for name in ("uploads", "scratch", "here"))
    scratch.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    importer = Importer(database, admin, layers, uploads)
    previews, refused = [], 0
    for number, bad in enumerate(bad_files()):
        run_id = looked_at(importer, bad, tmp_path)
        refused += run_id is None
        if run_id is not None:
            previews.append(run_id)
            assert number % LOADED or loads_what_it_promised(importer, run_id), bad.how
        assert sorted(path.name for path in tmp_path.iterdir() if path.name != "uploads") == ["here", "scratch"], (
            bad.how
        )
        assert [*scratch.iterdir(), *here.iterdir()] == [], bad.how
    assert (refused + len(previews), refused > MANY // 3, len(previews) > MANY // 5) == (MANY, True, True)
    with database.transaction(admin) as session:
        for table in (Site, Quarantined):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert set(session.scalars(select(ImportRun.id))) == set(previews)
        assert set(session.scalars(select(Issue.run_id))) <= set(previews)
        kept = {run.file_hash for run in session.scalars(select(ImportRun))}
    assert {path.stem for path in uploads.iterdir()} == kept
