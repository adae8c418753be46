"""Generating one history into one or more databases."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from benchmarks.data.history import History
from benchmarks.data.loading import Loader
from benchmarks.data.world import ACTOR_ID, Acts, build
from fundtracker.acts.service import Signature
from fundtracker.schema import upgrade
from fundtracker.transaction import transaction
from fundtracker.users.models import Role
from fundtracker.users.service import AddUser, create_user

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.data.spec import Spec
    from fundtracker.db import Database

EMAIL = "mesure@example.org"
PASSWORD = "quatre mots bien longs"  # noqa: S105 - opens nothing but a generated database


def generate(spec: Spec, databases: Sequence[Database]) -> None:
    """Fill empty databases with the same rows: same spec, same content."""
    for database in databases:
        upgrade(database)
        _add_user(database)
    random = Random(spec.seed)
    loader = Loader(databases)
    # The user's own act is the first one.
    acts = Acts(loader, last=1)
    funds = build(loader, acts, spec, random)
    History(loader, acts, spec, random).write(funds)
    loader.finish()


def _add_user(database: Database) -> None:
    with database.session() as reading, transaction(reading) as session:
        request = AddUser(email=EMAIL, name="Agent", role=Role.ADMIN)
        user = create_user(session, request, password=PASSWORD, by=Signature())
        assert user.id == ACTOR_ID
    database.dispose()
