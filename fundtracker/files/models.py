"""The table of stored files."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import SHA256_LENGTH, Base, BigId, Sha256
from fundtracker.i18n import gettext


class StoredFile(Base):
    """A file's content is its identity; its name is only how somebody once called it."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(SHA256_LENGTH), primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    stored_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("size > 0", name="size"),)


class Photo(Base):
    """A photograph made small: short enough to stand in the database, with what names it."""

    __tablename__ = "photo"

    sha256: Mapped[str] = mapped_column(String(SHA256_LENGTH), primary_key=True)
    content: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]
    stored_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("width > 0 AND height > 0", name="size"),)

    @property
    def name(self) -> str:
        """What a form calls it, which was given no name."""
        return gettext("photograph, %(width)s × %(height)s", width=self.width, height=self.height)


class Attachment(Base):
    """A file that belongs to a record: a fund's statutes, a project's photograph.

    What stands in the ledger's chain is attached to its entry instead.
    """

    __tablename__ = "attachment"

    id: Mapped[BigId]
    # The name of the record's table and its id.
    kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int]
    sha256: Mapped[Sha256] = mapped_column(ForeignKey("stored_file.sha256"))
    label: Mapped[str]
    dated_on: Mapped[date | None]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    # The act that took it away again: the file stays where it is kept.
    removed_act_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (Index("ix_attachment_record", "kind", "record_id"),)
