"""How often somebody may try to sign in: counted in the database, for all processes together.

An attempt is counted before its password is looked at, so that many at once count all, and is
forgotten when the password was right. Accounts and addresses are kept as hashes, for as long as
they count: nobody reads here who signs in from where.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from fundtracker import clock
from fundtracker.db import lock_text
from fundtracker.users.errors import TooManyAttempts
from fundtracker.users.models import SignInAttempt

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

WINDOW = timedelta(minutes=15)
# Of one account, more than anybody mistypes; of one address, what a whole town hall may share.
MOST_OF_ACCOUNT = 10
MOST_OF_ADDRESS = 100

# A customer of an internet provider has all of these addresses.
_IPV6_PREFIX = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """Somebody who tries to sign in: under which e-mail address, from which network address."""

    email: str
    address: str
    # What is tried: a password, a code, or to be sent a letter; each is counted apart.
    what: str = "account"

    @property
    def account_hash(self) -> str:
        """The e-mail address as it is kept, whether it is somebody's or not."""
        return _hash(self.what, self.email.strip().lower())

    @property
    def address_hash(self) -> str:
        """The network that the attempt comes from, as it is kept."""
        return _hash("address", _network(self.address))


def begin(session: Session, attempt: Attempt, *, most_of_account: int = MOST_OF_ACCOUNT) -> None:
    """Count an attempt. Raises TooManyAttempts; one that is refused does not count."""
    # PostgreSQL would let attempts at one instant pass, each unseen by the others.
    lock_text(session, "sign-in attempts")
    since = clock.now() - WINDOW
    session.execute(delete(SignInAttempt).where(SignInAttempt.at <= since))
    for where, most in (
        (SignInAttempt.account_hash == attempt.account_hash, most_of_account),
        (SignInAttempt.address_hash == attempt.address_hash, MOST_OF_ADDRESS),
    ):
        if _count(session, where) >= most:
            raise TooManyAttempts(n_minutes=_minutes_left(session, where))
    session.add(
        SignInAttempt(
            account_hash=attempt.account_hash,
            address_hash=attempt.address_hash,
            at=clock.now(),
        )
    )
    session.flush()


def forget(session: Session, attempt: Attempt) -> None:
    """Forget the attempts of an account whose password was right."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.account_hash == attempt.account_hash))


def _count(session: Session, where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(SignInAttempt).where(where)) or 0


def _minutes_left(session: Session, where: ColumnElement[bool]) -> int:
    """Return the whole minutes until the oldest attempt counts no more: one at least."""
    oldest = session.scalar(select(func.min(SignInAttempt.at)).where(where))
    assert oldest is not None  # they were counted
    left = oldest + WINDOW - clock.now()
    return max(1, -(-int(left.total_seconds()) // 60))


def _hash(kind: str, value: str) -> str:
    return sha256(f"{kind}:{value}".encode()).hexdigest()


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, _IPV6_PREFIX), strict=False))
    return address
