"""Erasing somebody (GDPR, article 17): the account stays as a number, the person does not.

Acts go on naming the account, so that the ledger and its chain are what they were.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.db import lock_text
from fundtracker.outbox.models import Mail
from fundtracker.users import links, passkeys
from fundtracker.users.errors import ErasedAlready, NotOneself
from fundtracker.users.manage import check_not_last, get_user
from fundtracker.users.models import AuditedFund, RecoveryCode, SecondFactor, User
from fundtracker.users.service import end_sessions, hash_password, subjects

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.acts.service import Signature

# A host that can be nobody's (RFC 2606).
_HOST = "erased.invalid"


@dataclass(frozen=True, kw_only=True, slots=True)
class EraseUser:
    """Somebody who asked to be forgotten, or whose account is kept no longer."""

    user_id: int
    reason: str = ""


def erase_user(session: Session, request: EraseUser, *, by: Signature) -> User:
    """Erase somebody's name, address and ways in; nobody signs in with the account any more.

    Raises NotOneself, LastAdministrator or ErasedAlready.
    """
    lock_text(session, "users")
    user = get_user(session, request.user_id)
    if acts.find_repeat(session, ActKind.ERASE_USER, request, by=by) is not None:
        return user
    if by.actor_id == user.id:
        raise NotOneself
    if is_erased(user):
        raise ErasedAlready
    check_not_last(session, user)
    reason = text.line(request.reason, required=False)
    act = acts.record(session, ActKind.ERASE_USER, request, by=by, reason=reason)
    session.execute(
        update(Mail)
        .where(Mail.recipient == user.email)
        .values(recipient=_address(user), text="", html="")
    )
    user.name = f"n° {user.id}"
    user.email = _address(user)
    user.password = hash_password(secrets.token_urlsafe(32))
    user.active = False
    user.signed_in_at = None
    links.drop_all(session, user.id)
    passkeys.remove_all(session, user.id)
    for table in (SecondFactor, RecoveryCode, AuditedFund):
        session.execute(delete(table).where(table.user_id == user.id))
    end_sessions(session, user.id)
    acts.concern(session, act, *subjects(user))
    return user


def is_erased(user: User) -> bool:
    """Tell whether an account is nobody's any more."""
    return user.email.endswith(f"@{_HOST}")


def _address(user: User) -> str:
    return f"{user.id}@{_HOST}"
