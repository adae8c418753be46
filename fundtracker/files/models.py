"""The table of stored files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import SHA256_LENGTH, Base


class StoredFile(Base):
    """A file's content is its identity; its name is only how somebody once called it."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(SHA256_LENGTH), primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    stored_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("size > 0", name="size"),)
