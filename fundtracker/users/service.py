"""Adding the people who sign in, and ending their sessions."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from fundtracker import clock, text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.users import auditors, passwords
from fundtracker.users.errors import EmailTaken, InvalidEmail, RoleOfOthers
from fundtracker.users.models import Role, User

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

# Argon2id as RFC 9106 (4) advises where memory is short: 64 MiB, three passes.
_TIME_COST, _MEMORY_COST, _PARALLELISM = 3, 65536, 4

# The same, in the names of the library by which Flask-Security checks them.
HASH_OPTIONS = {
    "argon2__type": "ID",
    "argon2__time_cost": _TIME_COST,
    "argon2__memory_cost": _MEMORY_COST,
    "argon2__parallelism": _PARALLELISM,
}

_hasher = PasswordHasher(time_cost=_TIME_COST, memory_cost=_MEMORY_COST, parallelism=_PARALLELISM)


@dataclass(frozen=True, kw_only=True, slots=True)
class AddUser:
    """Somebody who is to sign in; the password is apart, so that no hash of acts holds it.

    A donor's user belongs to a collectivity, which exists; staff belong to none. An auditor reads
    the funds that are named, until a day.
    """

    email: str
    name: str
    role: Role
    collectivity_id: int | None = None
    expires_on: date | None = None
    fund_ids: tuple[int, ...] = ()


def create_user(session: Session, request: AddUser, *, password: str, by: Signature) -> User:
    """Add a user.

    Raises RoleOfOthers, InvalidEmail, EmailTaken, PasswordTooShort, PasswordTooLong or
    PasswordTooCommon.
    """
    repeat = acts.find_repeat(session, ActKind.ADD_USER, request, by=by)
    if repeat is not None:
        return session.get_one(User, acts.result_id(session, repeat))
    passwords.check(password, email=request.email)
    user = add(session, request, hash_password(password))
    act = acts.record(session, ActKind.ADD_USER, request, by=by)
    acts.concern(session, act, *subjects(user))
    return user


def add(session: Session, request: AddUser, password_hash: str) -> User:
    """Add a user under a password's hash.

    Raises RoleOfOthers, NoFundToAudit, EndsTooEarly, InvalidEmail or EmailTaken.
    """
    if request.role.is_donor != (request.collectivity_id is not None):
        raise RoleOfOthers
    auditors.check(request.role, request.expires_on, request.fund_ids)
    email = _address(request.email)
    if session.scalar(select(User.id).where(User.email == email)) is not None:
        raise EmailTaken(n_email=email)
    user = User(
        email=email,
        name=text.line(request.name),
        password=password_hash,
        role=request.role,
        collectivity_id=request.collectivity_id,
        active=True,
        fs_uniquifier=uuid.uuid4().hex,
        created_at=clock.now(),
        expires_on=request.expires_on,
    )
    session.add(user)
    session.flush()
    auditors.name_funds(session, user.id, request.fund_ids)
    return user


def subjects(user: User) -> list[Subject]:
    """Return the records that an act on a user concerns: the user, and its collectivity."""
    found = [Subject(kind="user", record_id=user.id)]
    if user.collectivity_id is not None:
        found.append(Subject(kind="collectivity", record_id=user.collectivity_id))
    return found


def hash_password(password: str) -> str:
    """Return the hash under which a password is kept."""
    return _hasher.hash(passwords.normalized(password))


def is_password(user: User, password: str) -> bool:
    """Tell whether a password is a user's."""
    if len(password) > passwords.LONGEST:
        return False
    try:
        return _hasher.verify(user.password, passwords.normalized(password))
    except (InvalidHashError, VerificationError):
        return False


def end_sessions(session: Session, user_id: int) -> None:
    """Make every cookie of a user worthless: what was copied from a browser ends with it."""
    user = session.get_one(User, user_id)
    user.fs_uniquifier = uuid.uuid4().hex
    session.flush()


def _address(email: str) -> str:
    try:
        checked = validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise InvalidEmail(n_email=email.strip()[:100]) from error
    return checked.normalized.lower()
