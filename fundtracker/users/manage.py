"""Managing the people who sign in: their names and roles, whether they may, their passwords."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fundtracker import text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.db import lock_text
from fundtracker.users import auditors, links, passwords
from fundtracker.users.errors import (
    LastAdministrator,
    NoSuchUser,
    NotOneself,
    RoleOfOthers,
    WrongPassword,
)
from fundtracker.users.models import Role, User
from fundtracker.users.service import end_sessions, hash_password, is_password, subjects

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class EditUser:
    """What a user is called and is there for; ``version`` is the one that was edited.

    The last two are an auditor's: the last day, and the funds.
    """

    user_id: int
    version: int
    name: str
    role: Role
    expires_on: date | None = None
    fund_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SetActive:
    """Whether somebody may sign in from now on."""

    user_id: int
    is_active: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SetPassword:
    """A password is set; what it is stays out of the act and of its hash."""

    user_id: int


def get_user(session: Session, user_id: int) -> User:
    """Return a user, read afresh; raise NoSuchUser."""
    user = session.get(User, user_id, populate_existing=True)
    if user is None:
        raise NoSuchUser
    return user


def get_member(session: Session, collectivity_id: int, user_id: int) -> User:
    """Return a user of a collectivity; raise NoSuchUser where it is another's."""
    user = get_user(session, user_id)
    if user.collectivity_id != collectivity_id:
        raise NoSuchUser
    return user


def members(session: Session, collectivity_id: int) -> Sequence[User]:
    """List the users of a collectivity, by name."""
    return session.scalars(
        select(User).where(User.collectivity_id == collectivity_id).order_by(User.name, User.id)
    ).all()


def edit_user(session: Session, request: EditUser, *, by: Signature) -> User:
    """Edit a user's name and role.

    Raises ChangedMeanwhile, RoleOfOthers, NotOneself, LastAdministrator, NoFundToAudit or
    EndsTooEarly.
    """
    lock_text(session, "users")
    user = get_user(session, request.user_id)
    if acts.find_repeat(session, ActKind.EDIT_USER, request, by=by) is not None:
        return user
    subject = Subject(kind="user", record_id=user.id)
    revisions.check_version(session, subject, request.version)
    auditors.check(request.role, request.expires_on, request.fund_ids)
    changes = revisions.differences(
        user,
        {
            "name": text.line(request.name),
            "role": request.role,
            "expires_on": request.expires_on,
        },
    )
    named, wanted = auditors.named_funds(session, user.id), sorted(set(request.fund_ids))
    if not changes and named == wanted:
        return user
    if request.role is not user.role:
        if Role.AUDITOR in {request.role, user.role} or request.role.is_donor != user.role.is_donor:
            raise RoleOfOthers
        if by.actor_id == user.id:
            raise NotOneself
        check_not_last(session, user)
    act = acts.record(session, ActKind.EDIT_USER, request, by=by)
    for name, value in changes.after.items():
        setattr(user, name, value)
    if named != wanted:
        auditors.name_funds(session, user.id, wanted)
        changes = revisions.Changes(
            before={**changes.before, "funds": named}, after={**changes.after, "funds": wanted}
        )
    # That a name changed is kept, and no name: it could not be erased (ADR 12).
    unnamed = {"name": None} if "name" in changes.after else {}
    revisions.revise(
        session,
        act,
        subject,
        revisions.Changes(before={**changes.before, **unnamed}, after={**changes.after, **unnamed}),
    )
    acts.concern(session, act, *subjects(user))
    return user


def set_active(session: Session, request: SetActive, *, by: Signature) -> User:
    """Disable a user, whose sessions end at once, or enable it again.

    Raises NotOneself or LastAdministrator.
    """
    lock_text(session, "users")
    user = get_user(session, request.user_id)
    kind = ActKind.ENABLE_USER if request.is_active else ActKind.DISABLE_USER
    if acts.find_repeat(session, kind, request, by=by) is not None:
        return user
    if user.active == request.is_active:
        return user
    if not request.is_active:
        if by.actor_id == user.id:
            raise NotOneself
        check_not_last(session, user)
    act = acts.record(session, kind, request, by=by)
    user.active = request.is_active
    links.drop_all(session, user.id)
    end_sessions(session, user.id)
    acts.concern(session, act, *subjects(user))
    return user


def set_password(session: Session, request: SetPassword, *, password: str, by: Signature) -> User:
    """Set a user's password; whoever was signed in with the old one is so no more.

    Raises PasswordTooShort, PasswordTooLong or PasswordTooCommon.
    """
    user = get_user(session, request.user_id)
    if acts.find_repeat(session, ActKind.SET_PASSWORD, request, by=by) is not None:
        return user
    passwords.check(password, email=user.email)
    act = acts.record(session, ActKind.SET_PASSWORD, request, by=by)
    user.password = hash_password(password)
    links.drop_all(session, user.id)
    end_sessions(session, user.id)
    acts.concern(session, act, *subjects(user))
    return user


def change_own_password(
    session: Session, request: SetPassword, *, present: str, password: str, by: Signature
) -> User:
    """Let somebody change the own password, the present one asked. Raises WrongPassword."""
    user = get_user(session, request.user_id)
    known = acts.find_repeat(session, ActKind.SET_PASSWORD, request, by=by)
    if known is None and not is_password(user, present):
        raise WrongPassword
    return set_password(session, request, password=password, by=by)


def check_not_last(session: Session, user: User) -> None:
    """Raise LastAdministrator where nobody else would manage users."""
    if user.role is not Role.ADMIN or not user.active:
        return
    others = session.scalar(
        select(func.count())
        .select_from(User)
        .where(User.role == Role.ADMIN, User.active.is_(True), User.id != user.id)
    )
    if not others:
        raise LastAdministrator
