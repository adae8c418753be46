"""The tables of acts and of the records they concern."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import Base, BigId, Sha256

KEY_LENGTH = 64


class Act(Base):
    """What somebody did, once: who, when, why, under which decision, at whose confirmation."""

    __tablename__ = "act"

    id: Mapped[BigId]
    at: Mapped[datetime]
    # Text without a CHECK: kinds come with every new page, and this table bears triggers that a
    # rebuilt table on SQLite would lose. ActKind is what the code admits.
    kind: Mapped[str] = mapped_column(String(40))
    # None: the system itself, or a command on the server.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    request_hash: Mapped[Sha256]

    __table_args__ = (CheckConstraint("confirmed_by_id <> actor_id", name="two_pairs_of_eyes"),)


class ActSubject(Base):
    """A record that an act concerns; the first one is the act's result."""

    __tablename__ = "act_subject"

    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[int]

    __table_args__ = (Index("ix_act_subject_record", "kind", "record_id", "act_id"),)


class Revision(Base):
    """A record that is not money was edited: what it said before, and what it says since.

    Versions of a record are 1, 2, 3 …; a record that nobody edited is at version 0.
    """

    __tablename__ = "revision"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    # JSON objects with the same names, of the fields that changed.
    before: Mapped[str]
    after: Mapped[str]
