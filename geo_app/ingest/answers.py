"""What the import doors answer."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class MatchedColumn(BaseModel):
    header: str
    field: str | None
    title: str | None
    confidence: float
    how: str
    how_en: str
    samples: list[str]


class MatchedSheet(BaseModel):
    name: str
    header_row: int
    rows: int
    skipped: str
    notes: list[str]
    columns: list[MatchedColumn]


class ImportCounts(BaseModel):
    rows: int = 0
    good: int = 0
    bad: int = 0
    doubtful: int = 0  # their place waits for a person
    new: int = 0
    updated: int = 0
    unchanged: int = 0


class IssueCount(BaseModel):
    code: str
    title: str
    title_en: str
    count: int


class RowProblem(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    sheet: str
    row: int
    field: str
    header: str
    value: str
    code: str
    reason: str
    reason_en: str
    remedy: str
    remedy_en: str
    blocks: bool


class WayOfReading(BaseModel):
    """How many places were read in one way, and why."""

    name: str
    title: str
    fate: Literal["as_written", "repaired", "doubtful"]
    rows: int
    evidence: list[str]
    evidence_en: list[str]


class MergedField(BaseModel):
    """A field that both the map and the ledger changed since the last import."""

    site_id: int
    sheet: str
    row: int
    name: str
    field: str
    title: str
    title_en: str
    base: Any
    ours: Any
    theirs: Any
    taken: Literal["ours", "theirs"]


class Target(BaseModel):
    field: str
    title: str


class Import(BaseModel):
    id: int
    layer: str
    file_name: str
    status: Literal["previewed", "loading", "loaded", "failed"]
    message: str
    where: dict[str, str]
    crs: int | None
    datum: str
    readings: list[WayOfReading]
    merges: list[MergedField]
    sheets: list[MatchedSheet]
    targets: list[Target]  # what a column may be matched to
    counts: ImportCounts
    issue_counts: list[IssueCount]
    issues: list[RowProblem]
    sample: dict[str, Any]
    done: int
    total: int
    started_at: datetime
    actor: str


class ImportLine(BaseModel):
    id: int
    layer: str
    file_name: str
    status: str
    message: str
    counts: ImportCounts
    done: int
    total: int
    started_at: datetime
    actor: str
