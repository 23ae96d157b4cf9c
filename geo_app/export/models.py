"""Table export_job: files on their way out, and those that wait to be fetched."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from geo_app.db import Base
from geo_app.long_work import Work


class ExportJob(Work, Base):
    """One file that is made in the background. `done` rows are read of `total`; the file is kept until
    `expires_at`."""

    __tablename__ = "export_job"
    WORD = "导出"
    SILENCE = timedelta(seconds=30)

    kind: Mapped[str] = mapped_column(Text)  # the layer
    format: Mapped[str] = mapped_column(Text)
    crs: Mapped[str] = mapped_column(Text)
    selected: Mapped[dict[str, Any]] = mapped_column(JSONB)  # the conditions of the selection
    as_of: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    total: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    done: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    file_name: Mapped[str] = mapped_column(Text, server_default=text("''"))
    bytes: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
