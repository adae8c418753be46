"""Auditors: which funds they read, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from fundtracker import clock
from fundtracker.users.errors import EndsTooEarly, NoFundToAudit, RoleOfOthers
from fundtracker.users.models import AuditedFund, Role

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.orm import Session


def check(role: Role, expires_on: date | None, fund_ids: Collection[int]) -> None:
    """Raise unless an auditor has funds and a last day to come, and nobody else has either.

    Raises RoleOfOthers, NoFundToAudit or EndsTooEarly.
    """
    if role is not Role.AUDITOR:
        if expires_on is not None or fund_ids:
            raise RoleOfOthers
        return
    if not fund_ids:
        raise NoFundToAudit
    if expires_on is None or expires_on < clock.today():
        raise EndsTooEarly


def name_funds(session: Session, user_id: int, fund_ids: Collection[int]) -> None:
    """Say which funds an auditor reads, in place of those named before."""
    session.execute(delete(AuditedFund).where(AuditedFund.user_id == user_id))
    session.add_all(AuditedFund(user_id=user_id, fund_id=it) for it in sorted(set(fund_ids)))
    session.flush()


def named_funds(session: Session, user_id: int) -> list[int]:
    """List the ids of the funds that an auditor reads."""
    query = select(AuditedFund.fund_id).where(AuditedFund.user_id == user_id)
    return list(session.scalars(query.order_by(AuditedFund.fund_id)))
