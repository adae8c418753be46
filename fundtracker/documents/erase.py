"""Erasing somebody everywhere: the account, and the address that documents were sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.documents.send import forget_recipient
from fundtracker.users.erase import EraseUser, erase_user
from fundtracker.users.manage import get_user

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.acts.service import Signature
    from fundtracker.users.models import User


def erase_person(session: Session, request: EraseUser, *, by: Signature) -> User:
    """Erase somebody's account and every trace of their address; raise what ``erase_user`` does."""
    email = get_user(session, request.user_id).email
    user = erase_user(session, request, by=by)
    forget_recipient(session, email, user.email)
    return user
