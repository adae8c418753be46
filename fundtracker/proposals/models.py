"""The table of proposals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.acts.models import KEY_LENGTH
from fundtracker.db import Base, BigId
from fundtracker.money import Cents


class Proposal(Base):
    """An act that waits for a second person, as it was asked for."""

    __tablename__ = "proposal"

    id: Mapped[BigId]
    kind: Mapped[str] = mapped_column(String(40))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    # None: bank details.
    amount: Mapped[Cents | None]
    # What was asked for, as canonical JSON of the request.
    request: Mapped[str]
    # The key of the form: the act bears it once it is confirmed, so it happens only once.
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    # None: nobody has decided yet. Whoever proposed may take it back, not confirm it.
    is_confirmed: Mapped[bool | None]
    reason: Mapped[str]

    __table_args__ = (
        CheckConstraint(
            "decided_by_id <> proposed_by_id OR NOT is_confirmed", name="two_pairs_of_eyes"
        ),
        CheckConstraint("(decided_at IS NULL) = (is_confirmed IS NULL)", name="decided"),
    )
