"""Tables import_run and issue: what was brought in, and what was wrong with it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Identity, Integer, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base


class ImportRun(Base):
    """One ledger on its way in: previewed, loading, loaded or failed."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    file_hash: Mapped[str] = mapped_column(Text)  # SHA-256 of the bytes as they came
    status: Mapped[str] = mapped_column(Text, server_default=text("'previewed'"))
    sheets: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)  # per sheet: its columns as matched
    where: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))  # header -> value: rows kept
    crs: Mapped[int | None] = mapped_column(Integer)  # EPSG code given by a person for a file without one
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, server_default=text("'{}'"))
    sample: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))  # GeoJSON of the preview
    done: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    total: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    message: Mapped[str] = mapped_column(Text, server_default=text("''"))
    actor: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Issue(Base):
    """One thing wrong with one row of a ledger, in words for the person who can correct it."""

    __tablename__ = "issue"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), index=True)
    sheet: Mapped[str] = mapped_column(Text, server_default=text("''"))
    row: Mapped[int] = mapped_column(Integer)  # as the person counts it in the file, 1 = first line
    field: Mapped[str] = mapped_column(Text, server_default=text("''"))
    header: Mapped[str] = mapped_column(Text, server_default=text("''"))
    value: Mapped[str] = mapped_column(Text, server_default=text("''"))
    code: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    remedy: Mapped[str] = mapped_column(Text, server_default=text("''"))
    blocks: Mapped[bool] = mapped_column(server_default=text("true"))  # the row is not loaded because of it
