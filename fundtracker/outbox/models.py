"""The table of mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import SHA256_LENGTH, Base, BigId

_WAITING = "sent_at IS NULL AND given_up_at IS NULL"


class Mail(Base):
    """A letter to one address: waiting, sent, or given up.

    Once it is sent its text is forgotten: it may have held a link that opens an account.
    """

    __tablename__ = "mail"

    id: Mapped[BigId]
    recipient: Mapped[str] = mapped_column(String(254), index=True)
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    queued_at: Mapped[datetime]
    # When it is tried, or tried again: somebody who tries it now has moved this on already.
    due_at: Mapped[datetime]
    n_attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    # What the mail server answered last, where it refused.
    refusal: Mapped[str]

    __table_args__ = (
        CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", name="one_end"),
        Index(
            "ix_mail_waiting",
            "due_at",
            sqlite_where=sql(_WAITING),
            postgresql_where=sql(_WAITING),
        ),
    )


class MailAttachment(Base):
    """A kept file that goes with a letter."""

    __tablename__ = "mail_attachment"

    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(SHA256_LENGTH), ForeignKey("stored_file.sha256"))
