"""Inviting people: they are added, and choose their own password by a link sent to them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import clock
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.users import links, passwords
from fundtracker.users.errors import LinkIsDead, NeverInvited
from fundtracker.users.manage import get_user
from fundtracker.users.models import Purpose, User
from fundtracker.users.service import AddUser, add, end_sessions, hash_password, subjects

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.acts.service import Signature
    from fundtracker.users.links import Secrets


@dataclass(frozen=True, kw_only=True, slots=True)
class InviteAgain:
    """Somebody who never came, and is sent another link."""

    user_id: int


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was invited; no link where a second click asked for the same."""

    user: User
    link: Secrets | None


def invite(session: Session, request: AddUser, *, by: Signature) -> Invited:
    """Add somebody who chooses a password by a link. Raises RoleOfOthers, InvalidEmail, EmailTaken.

    Nobody knows the password until then.
    """
    repeat = acts.find_repeat(session, ActKind.INVITE_USER, request, by=by)
    if repeat is not None:
        return Invited(session.get_one(User, acts.result_id(session, repeat)), None)
    user = add(session, request, hash_password(secrets.token_urlsafe(32)))
    act = acts.record(session, ActKind.INVITE_USER, request, by=by)
    acts.concern(session, act, *subjects(user))
    return Invited(user, links.make(session, user, Purpose.INVITATION))


def invite_again(session: Session, request: InviteAgain, *, by: Signature) -> Invited:
    """Make another link for somebody who never came. Raises NeverInvited."""
    user = get_user(session, request.user_id)
    if acts.find_repeat(session, ActKind.INVITE_AGAIN, request, by=by) is not None:
        return Invited(user, None)
    if user.signed_in_at is not None or not user.active:
        raise NeverInvited
    act = acts.record(session, ActKind.INVITE_AGAIN, request, by=by)
    acts.concern(session, act, *subjects(user))
    return Invited(user, links.make(session, user, Purpose.INVITATION))


def accept(session: Session, token: str, purpose: Purpose, *, password: str) -> User:
    """Let somebody choose a password by a link, which is used up; all older sessions end.

    Raises LinkIsDead, PasswordTooShort, PasswordTooLong or PasswordTooCommon.
    """
    user, found = links.look(session, token)
    if found is not purpose:
        raise LinkIsDead
    passwords.check(password, email=user.email)
    links.use(session, token, purpose)
    user.password = hash_password(password)
    links.drop_all(session, user.id)
    end_sessions(session, user.id)
    came(session, user)
    return user


def came(session: Session, user: User) -> None:
    """Note that somebody signed in."""
    user.signed_in_at = clock.now()
    session.flush()
