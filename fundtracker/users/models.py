"""The tables of users, of attempts to sign in, and of links: sent by mail, or to share a page."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import Base, BigId, Sha256, text_enum
from fundtracker.i18n import N_, gettext


class Role(StrEnum):
    """What somebody is there for: of CUF's staff, of a collectivity that gives, or to audit.

    ``web/access.py`` says what each may do.
    """

    ADMIN = "admin"
    MANAGER = "manager"
    ACCOUNTANT = "accountant"
    READER = "reader"
    AUDITOR = "auditor"
    LEAD = "lead"
    AGENT = "agent"

    @property
    def is_donor(self) -> bool:
        """Whether it is a role at a collectivity, which sees its own money alone."""
        return self in DONOR_ROLES

    @property
    def moves_money(self) -> bool:
        """Whether it is a role whose account a thief would want most."""
        return self in {Role.ADMIN, Role.MANAGER, Role.ACCOUNTANT}

    @property
    def label(self) -> str:
        """The role's word on pages, in the language of the moment."""
        return gettext(_LABELS[self])


_LABELS = {
    Role.ADMIN: N_("administrator"),
    Role.MANAGER: N_("fund manager"),
    Role.ACCOUNTANT: N_("accountant"),
    Role.READER: N_("reader"),
    Role.AUDITOR: N_("auditor"),
    Role.LEAD: N_("lead of a donor’s team"),
    Role.AGENT: N_("member of a donor’s team"),
}

DONOR_ROLES = (Role.LEAD, Role.AGENT)
STAFF_ROLES = (Role.ADMIN, Role.MANAGER, Role.ACCOUNTANT, Role.READER)


class User(Base):
    """Somebody who signs in with an address and a password."""

    __tablename__ = "user"

    id: Mapped[BigId]
    # Lower case: one address, one account.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str]
    password: Mapped[str]
    role: Mapped[Role] = mapped_column(text_enum(Role, "role"))
    # Whose money a donor's user sees, and nobody else's; none for the staff.
    collectivity_id: Mapped[int | None] = mapped_column(ForeignKey("collectivity.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    # When they last signed in; None: they never came.
    signed_in_at: Mapped[datetime | None]
    # The last day of an auditor; others stay until somebody ends their access.
    expires_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint(
            "(role IN ('lead', 'agent')) = (collectivity_id IS NOT NULL)", name="donor_role"
        ),
        CheckConstraint("(role = 'auditor') = (expires_on IS NOT NULL)", name="auditor_expires"),
    )

    def has_expired(self, today: date) -> bool:
        """Tell whether the last day is over."""
        return self.expires_on is not None and self.expires_on < today


class AuditedFund(Base):
    """A fund that an auditor reads: all of it, and nothing of others."""

    __tablename__ = "audited_fund"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), primary_key=True)


class Purpose(StrEnum):
    """What a link sent by mail opens."""

    INVITATION = "invitation"
    SIGN_IN = "sign_in"
    NEW_PASSWORD = "new_password"  # noqa: S105 - a name


class MailedLink(Base):
    """A link, and a code beside it, sent to somebody by mail: for a while, and for once.

    Only hashes are kept; of each purpose a user has one at most, the last that was asked for.
    """

    __tablename__ = "mailed_link"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(text_enum(Purpose, "purpose"), primary_key=True)
    token_hash: Mapped[Sha256] = mapped_column(unique=True)
    code_hash: Mapped[Sha256]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SecondFactor(Base):
    """What an application on somebody's phone shares with us, to show codes that change.

    The secret itself is kept nowhere: it follows from ``nonce`` and the installation's own secret.
    """

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    # None: begun, and no code of it was seen yet.
    confirmed_at: Mapped[datetime | None]
    # The last step of time whose code was used: none is used twice.
    last_step: Mapped[int]


class RecoveryCode(Base):
    """A code that stands in once for the phone; only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[BigId]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[Sha256]
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key that somebody's device keeps, unlocked there by a finger, a face or a code.

    We know its public half alone (W3C, Web Authentication).
    """

    __tablename__ = "passkey"

    id: Mapped[BigId]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    # How often the device used it, as far as it says; going back, it is a copy.
    sign_count: Mapped[int]
    # What its owner calls it: “my telephone”.
    name: Mapped[str]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ShareLink(Base):
    """A link by which a donor shows its page of one fund to somebody without an account.

    Its address is signed by the installation's secret and kept nowhere: whoever reads the
    database alone cannot open the page.
    """

    __tablename__ = "share_link"

    id: Mapped[BigId]
    collectivity_id: Mapped[int] = mapped_column(ForeignKey("collectivity.id"), index=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    # Whom it is for, in the words of who made it.
    label: Mapped[str]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    # The last day on which it opens the page.
    expires_on: Mapped[date]
    withdrawn_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """An attempt to sign in that was not forgotten yet; see ``attempts``."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[BigId]
    account_hash: Mapped[Sha256] = mapped_column(index=True)
    address_hash: Mapped[Sha256] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
