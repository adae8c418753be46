"""The tables of users and of attempts to sign in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_security.core import UserMixin
from flask_security.utils import verify_password
from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import Base, BigId, Sha256, text_enum
from fundtracker.i18n import N_, gettext


class Role(StrEnum):
    """What somebody of CUF's staff is there for; ``web/access.py`` says what each may do."""

    ADMIN = "admin"
    MANAGER = "manager"
    ACCOUNTANT = "accountant"
    READER = "reader"

    @property
    def label(self) -> str:
        """The role's word on pages, in the language of the moment."""
        return gettext(_LABELS[self])


_LABELS = {
    Role.ADMIN: N_("administrator"),
    Role.MANAGER: N_("fund manager"),
    Role.ACCOUNTANT: N_("accountant"),
    Role.READER: N_("reader"),
}


class User(Base, UserMixin):
    """Somebody who signs in with an address and a password."""

    __tablename__ = "user"

    id: Mapped[BigId]
    # Lower case: one address, one account.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str]
    password: Mapped[str]
    role: Mapped[Role] = mapped_column(text_enum(Role, "role"))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    def verify_and_update_password(self, password: str) -> bool:
        """Check a password and renew no hash: signing in only reads."""
        return bool(verify_password(password, self.password))


class SignInAttempt(Base):
    """An attempt to sign in that was not forgotten yet; see ``attempts``."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[BigId]
    account_hash: Mapped[Sha256] = mapped_column(index=True)
    address_hash: Mapped[Sha256] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True)
