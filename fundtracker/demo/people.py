"""Who signs in to the demonstration: one user of each role, all with one password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.users.models import Role
from fundtracker.users.service import AddUser, create_user

if TYPE_CHECKING:
    from fundtracker.demo.stage import Stage

# Shown to whoever starts the demonstration: it opens nothing but fictitious books.
PASSWORD = "demonstration-2016"  # noqa: S105 - said above

ADDRESSES = {
    Role.ADMIN: "admin@demo.example",
    Role.MANAGER: "manager@demo.example",
    Role.ACCOUNTANT: "accountant@demo.example",
    Role.READER: "reader@demo.example",
}

_NAMES = {
    Role.ADMIN: "Administration (démonstration)",
    Role.MANAGER: "Gestion du fonds (démonstration)",
    Role.ACCOUNTANT: "Comptabilité (démonstration)",
    Role.READER: "Lecture (démonstration)",
}


def add_people(stage: Stage) -> None:
    """Add the users of the demonstration, the administrator first: it signs for the others."""
    for role, email in ADDRESSES.items():
        user = create_user(
            stage.session,
            AddUser(email=email, name=_NAMES[role], role=role),
            password=PASSWORD,
            by=stage.sign(Role.ADMIN),
        )
        stage.actors[role] = user.id
