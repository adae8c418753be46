"""Passkeys: signing in by a key of one's device, in place of a password and a second factor.

A device asks for a finger, a face or its code before it signs, so that a passkey is both something
that one has and something that one is or knows. It signs for our address alone: a copy of our
pages elsewhere gets nothing (W3C, Web Authentication, level 3).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

import webauthn
from sqlalchemy import delete, func, select
from webauthn.helpers import options_to_json, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from fundtracker import clock, text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Subject
from fundtracker.users.errors import NoSuchPasskey, PasskeyRefused, TooManyPasskeys
from fundtracker.users.manage import get_user
from fundtracker.users.models import Passkey, User
from fundtracker.users.service import subjects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from fundtracker.acts.service import Signature

NAME = "FundTracker"

_MOST = 10
_LONGEST = 20_000
_NAME = 60


@dataclass(frozen=True, slots=True)
class Site:
    """Where our pages are, as a browser sees it: the name of the host, and the origin."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a device is asked, as JSON, and the challenge that its answer must bear."""

    options: str
    challenge: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class AddPasskey:
    """A device's key that signs somebody in from now on; the answer itself is apart."""

    user_id: int
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovePasskey:
    """A key that opens nothing any more."""

    user_id: int
    passkey_id: int


def passkeys_of(session: Session, user_id: int) -> Sequence[Passkey]:
    """List somebody's passkeys, the oldest first."""
    query = select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)
    return session.scalars(query).all()


def n_passkeys(session: Session, user_id: int) -> int:
    """Count somebody's passkeys."""
    query = select(func.count()).select_from(Passkey).where(Passkey.user_id == user_id)
    return session.scalar(query) or 0


def ask_for_new(session: Session, user: User, site: Site, *, key: str) -> Asked:
    """Return what a device is asked that is to make a key for somebody."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=NAME,
        user_name=user.email,
        user_display_name=user.name,
        # Says nothing of who it is, and is the same for all keys of one person.
        user_id=hmac.digest(key.encode(), f"passkeys of {user.id}".encode(), hashlib.sha256),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=it.credential_id)
            for it in passkeys_of(session, user.id)
        ],
    )
    return Asked(options_to_json(options), options.challenge)


def ask(site: Site) -> Asked:
    """Return what a device is asked that has a key: the same for everybody, known or not."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host, user_verification=UserVerificationRequirement.REQUIRED
    )
    return Asked(options_to_json(options), options.challenge)


def add(
    session: Session,
    request: AddPasskey,
    *,
    answer: str,
    challenge: bytes,
    site: Site,
    by: Signature,
) -> int:
    """Keep the public half of a new key; return its id.

    Raises PasskeyRefused or TooManyPasskeys.
    """
    user = get_user(session, request.user_id)
    repeat = acts.find_repeat(session, ActKind.ADD_PASSKEY, request, by=by)
    if repeat is not None:
        return acts.result_id(session, repeat)
    if n_passkeys(session, user.id) >= _MOST:
        raise TooManyPasskeys(n_most=_MOST)
    if len(answer) > _LONGEST:
        raise PasskeyRefused
    try:
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    known = select(Passkey.id).where(Passkey.credential_id == found.credential_id)
    if session.scalar(known) is not None:
        raise PasskeyRefused
    name = text.line(request.name, limit=_NAME)
    act = acts.record(session, ActKind.ADD_PASSKEY, request, by=by)
    passkey = Passkey(
        user_id=user.id,
        credential_id=found.credential_id,
        public_key=found.credential_public_key,
        sign_count=found.sign_count,
        name=name,
        made_at=clock.now(),
    )
    session.add(passkey)
    session.flush()
    acts.concern(session, act, Subject(kind="passkey", record_id=passkey.id), *subjects(user))
    return passkey.id


def use(session: Session, *, answer: str, challenge: bytes, site: Site) -> User:
    """Return whom a device's answer signs in; raise PasskeyRefused where anything is wrong."""
    try:
        credential_id = _named(answer)
        passkey = session.scalar(
            select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
        )
        if passkey is None:
            raise PasskeyRefused
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    user = session.get_one(User, passkey.user_id)
    if not user.active:
        raise PasskeyRefused
    passkey.sign_count = found.new_sign_count
    passkey.used_at = clock.now()
    session.flush()
    return user


def remove(session: Session, request: RemovePasskey, *, by: Signature) -> int:
    """Take a key away and return the id that it had. Raises NoSuchPasskey."""
    user = get_user(session, request.user_id)
    if acts.find_repeat(session, ActKind.REMOVE_PASSKEY, request, by=by) is not None:
        return request.passkey_id
    passkey = get_passkey(session, user.id, request.passkey_id)
    act = acts.record(session, ActKind.REMOVE_PASSKEY, request, by=by)
    acts.concern(session, act, Subject(kind="passkey", record_id=passkey.id), *subjects(user))
    session.delete(passkey)
    session.flush()
    return request.passkey_id


def get_passkey(session: Session, user_id: int, passkey_id: int) -> Passkey:
    """Return one of somebody's keys; raise NoSuchPasskey."""
    passkey = session.get(Passkey, passkey_id)
    if passkey is None or passkey.user_id != user_id:
        raise NoSuchPasskey
    return passkey


def remove_all(session: Session, user_id: int) -> None:
    """Take all keys of somebody away, as a part of another act."""
    session.execute(delete(Passkey).where(Passkey.user_id == user_id))


def _named(answer: str) -> bytes:
    """Return the id of the key that an answer is of; raise PasskeyRefused or WebAuthnException."""
    if len(answer) > _LONGEST:
        raise PasskeyRefused
    return parse_authentication_credential_json(answer).raw_id
