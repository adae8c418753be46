"""Finding a collectivity by what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from fundtracker.parties.errors import NoSuchCollectivity, SeveralCollectivities
from fundtracker.parties.identifiers import find_siren
from fundtracker.parties.models import Alias, Collectivity
from fundtracker.parties.names import search_key, sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def named(session: Session, text: str) -> Collectivity:
    """Return the collectivity of a SIREN, a name or an alias, as typed in a command.

    Raises NoSuchCollectivity, or SeveralCollectivities where the name alone does not decide.
    """
    siren = find_siren(text)
    if siren is not None:
        found = list(session.scalars(select(Collectivity).where(Collectivity.siren == siren)))
    else:
        keys = {sort_key(text), search_key(text)}
        aliased = select(Alias.collectivity_id).where(Alias.sort_key.in_(keys))
        found = list(
            session.scalars(
                select(Collectivity)
                .where(or_(Collectivity.sort_key.in_(keys), Collectivity.id.in_(aliased)))
                .order_by(Collectivity.sort_key, Collectivity.id)
            )
        )
    if not found:
        raise NoSuchCollectivity
    if len(found) > 1:
        raise SeveralCollectivities(names=", ".join(it.name for it in found))
    return found[0]
