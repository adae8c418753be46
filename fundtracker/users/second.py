"""The second factor: codes of a phone that change every half minute (RFC 6238), and recovery codes.

The secret that phone and installation share is derived from the installation's own secret, so that
whoever reads the database alone cannot make codes. Changing that secret ends all second factors.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b32encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyotp
from sqlalchemy import delete, select, update

from fundtracker import clock
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.users import passkeys
from fundtracker.users.errors import NoSecondFactor, WrongSecondCode
from fundtracker.users.manage import get_user
from fundtracker.users.models import RecoveryCode, SecondFactor
from fundtracker.users.service import end_sessions, subjects

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.acts.service import Signature
    from fundtracker.users.models import User

ISSUER = "FundTracker"

# A phone's clock may be so many steps of thirty seconds off.
_DRIFT = 1
_STEP = 30
_SECRET_BYTES = 20
_N_CODES = 10
# Without letters that are taken for digits.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LENGTH = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class SetSecondFactor:
    """Somebody's own phone shows codes from now on."""

    user_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveSecondFactor:
    """A phone that is lost or replaced: its codes open nothing any more."""

    user_id: int


def has_one(session: Session, user_id: int) -> bool:
    """Tell whether somebody signs in with a second factor."""
    found = session.get(SecondFactor, user_id)
    return found is not None and found.confirmed_at is not None


def begin(session: Session, user_id: int) -> str:
    """Return what a phone is to be shown, made if there is none yet; codes confirm it later."""
    found = session.get(SecondFactor, user_id)
    if found is None:
        found = SecondFactor(user_id=user_id, nonce=secrets.token_hex(16), last_step=0)
        session.add(found)
        session.flush()
    return found.nonce


def secret_of(user_id: int, nonce: str, *, key: str) -> str:
    """Return the secret that a phone is given, in base 32."""
    words = f"second factor {user_id} {nonce}".encode()
    return b32encode(hmac.digest(key.encode(), words, hashlib.sha256)[:_SECRET_BYTES]).decode()


def address_of(secret: str, email: str) -> str:
    """Return the address that an application reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def confirm(
    session: Session, request: SetSecondFactor, *, code: str, key: str, by: Signature
) -> list[str]:
    """Confirm a phone by the code that it shows; return the recovery codes, told this once.

    None where a second click asked for the same. Raises WrongSecondCode.
    """
    if acts.find_repeat(session, ActKind.SET_SECOND_FACTOR, request, by=by) is not None:
        return []
    user = get_user(session, request.user_id)
    begin(session, user.id)
    _use(session, user.id, code, key=key)
    act = acts.record(session, ActKind.SET_SECOND_FACTOR, request, by=by)
    found = session.get_one(SecondFactor, user.id)
    found.confirmed_at = clock.now()
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [
        "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH)) for _ in range(_N_CODES)
    ]
    session.add_all(
        RecoveryCode(user_id=user.id, code_hash=_hash(user.id, code, key=key)) for code in codes
    )
    session.flush()
    acts.concern(session, act, *subjects(user))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def remove(session: Session, request: RemoveSecondFactor, *, by: Signature) -> User:
    """Take a second factor away, and end the sessions begun with it. Raises NoSecondFactor.

    Somebody else takes passkeys away with it: the device that is lost kept both.
    """
    user = get_user(session, request.user_id)
    if acts.find_repeat(session, ActKind.REMOVE_SECOND_FACTOR, request, by=by) is not None:
        return user
    is_others = by.actor_id != user.id
    has_keys = is_others and passkeys.n_passkeys(session, user.id)
    if session.get(SecondFactor, user.id) is None and not has_keys:
        raise NoSecondFactor
    act = acts.record(session, ActKind.REMOVE_SECOND_FACTOR, request, by=by)
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == user.id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    if is_others:
        passkeys.remove_all(session, user.id)
        end_sessions(session, user.id)
    acts.concern(session, act, *subjects(user))
    return user


def use(session: Session, user_id: int, code: str, *, key: str) -> None:
    """Use a code of the phone, or a recovery code, up. Raises WrongSecondCode.

    Tries are to be counted by the caller.
    """
    if not has_one(session, user_id):
        raise WrongSecondCode
    plain = "".join(it for it in code.lower() if it.isalnum())
    if plain.isdigit():
        _use(session, user_id, plain, key=key)
        return
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == _hash(user_id, plain, key=key),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    ).all()
    if not used:
        raise WrongSecondCode


def n_recovery_codes(session: Session, user_id: int) -> int:
    """Count the recovery codes that were not used yet."""
    unused = select(RecoveryCode.id).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return len(session.scalars(unused).all())


def _use(session: Session, user_id: int, code: str, *, key: str) -> None:
    found = session.get_one(SecondFactor, user_id, with_for_update=True, populate_existing=True)
    totp = pyotp.TOTP(secret_of(user_id, found.nonce, key=key))
    digits = "".join(it for it in code if it.isdigit())
    now = int(clock.now().timestamp()) // _STEP
    for step in range(now - _DRIFT, now + _DRIFT + 1):
        if step > found.last_step and hmac.compare_digest(totp.at(step * _STEP), digits):
            found.last_step = step
            session.flush()
            return
    raise WrongSecondCode


def _hash(user_id: int, code: str, *, key: str) -> str:
    # Under the installation's secret: the database alone does not let codes be tried out.
    return hmac.digest(key.encode(), f"recovery code {user_id} {code}".encode(), "sha256").hex()
