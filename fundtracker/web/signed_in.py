"""Whoever is signed in, as Flask-Security knows them: our user, with what it asks of one.

Apart from ``users.models``: what draws documents reads users too, and has no use for the library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_security import UserMixin
from flask_security.utils import verify_password

if TYPE_CHECKING:
    from fundtracker.users.models import User


class SignedIn(UserMixin):
    """One of our users; all that is said of it is the user's."""

    def __init__(self, user: User) -> None:
        self.user = user

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as the user has it
        if name == "user":  # of one that is being copied, and has none yet
            raise AttributeError(name)
        return getattr(self.user, name)

    @property
    def fs_uniquifier(self) -> str:  # type: ignore[override] # which only reads it
        """The mark in the cookie of the user's session."""
        return self.user.fs_uniquifier

    def verify_and_update_password(self, password: str) -> bool:
        """Check a password and renew no hash: signing in only reads."""
        return bool(verify_password(password, self.user.password))
