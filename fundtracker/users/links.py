"""Links sent by mail: they open an account for a while, once, and only the last one does.

A link is a secret of 256 bits, a code eight digits beside it, for those who read their mail on
another device; both are kept as hashes. Whoever has the mail has the account: nothing of it is
ever in a log, nor in the outbox once it is sent.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from fundtracker import clock
from fundtracker.users.errors import LinkIsDead, WrongCode
from fundtracker.users.models import MailedLink, Purpose, User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LASTS = {
    Purpose.SIGN_IN: timedelta(minutes=15),
    Purpose.NEW_PASSWORD: timedelta(minutes=15),
    Purpose.INVITATION: timedelta(days=14),
}

_DIGITS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Secrets:
    """What the mail says, and nothing else knows."""

    token: str
    code: str


def make(session: Session, user: User, purpose: Purpose) -> Secrets:
    """Make a link for a user; the one before it dies."""
    _drop(session, user.id, purpose)
    made = Secrets(
        token=secrets.token_urlsafe(32), code=f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    )
    now = clock.now()
    session.add(
        MailedLink(
            user_id=user.id,
            purpose=purpose,
            token_hash=_hash(made.token),
            code_hash=_hash(f"{user.id} {made.code}"),
            made_at=now,
            expires_at=now + LASTS[purpose],
        )
    )
    session.flush()
    return made


def look(session: Session, token: str) -> tuple[User, Purpose]:
    """Return whose link this is and what it opens, and leave it alive. Raises LinkIsDead."""
    row = session.execute(
        select(User, MailedLink)
        .join(MailedLink, MailedLink.user_id == User.id)
        .where(MailedLink.token_hash == _hash(token))
    ).one_or_none()
    if row is None or not _is_alive(row[0], row[1]):
        raise LinkIsDead
    return row[0], row[1].purpose


def use(session: Session, token: str, purpose: Purpose) -> User:
    """Use a link up and return whose it was. Raises LinkIsDead."""
    row = session.execute(
        select(User, MailedLink)
        .join(MailedLink, MailedLink.user_id == User.id)
        .where(MailedLink.token_hash == _hash(token), MailedLink.purpose == purpose)
        .with_for_update()
    ).one_or_none()
    if row is None or not _is_alive(row[0], row[1]):
        raise LinkIsDead
    _drop(session, row[0].id, purpose)
    return row[0]


def use_code(session: Session, email: str, code: str) -> User:
    """Use a code to sign in up. Raises WrongCode; tries are to be counted by the caller."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    link = (
        session.get(MailedLink, (user.id, Purpose.SIGN_IN), with_for_update=True) if user else None
    )
    digits = "".join(it for it in code if it.isdigit())
    if user is None or link is None or not _is_alive(user, link):
        raise WrongCode
    if not secrets.compare_digest(link.code_hash, _hash(f"{user.id} {digits}")):
        raise WrongCode
    _drop(session, user.id, Purpose.SIGN_IN)
    return user


def drop_all(session: Session, user_id: int) -> None:
    """Make every link of a user worthless."""
    session.execute(delete(MailedLink).where(MailedLink.user_id == user_id))


def _is_alive(user: User, link: MailedLink) -> bool:
    return user.active and clock.now() < link.expires_at


def _drop(session: Session, user_id: int, purpose: Purpose) -> None:
    session.execute(
        delete(MailedLink).where(MailedLink.user_id == user_id, MailedLink.purpose == purpose)
    )


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
