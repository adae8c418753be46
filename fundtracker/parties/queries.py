"""Finding collectivities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from fundtracker.parties.errors import NoSuchCollectivity, NoSuchPartner, SeveralCollectivities
from fundtracker.parties.identifiers import find_siren
from fundtracker.parties.models import Alias, Collectivity, Partner, Succession
from fundtracker.parties.names import search_key, sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def get_collectivity(session: Session, collectivity_id: int) -> Collectivity:
    """Return a collectivity; raise NoSuchCollectivity."""
    collectivity = session.get(Collectivity, collectivity_id)
    if collectivity is None:
        raise NoSuchCollectivity
    return collectivity


def get_partner(session: Session, partner_id: int) -> Partner:
    """Return a partner; raise NoSuchPartner."""
    partner = session.get(Partner, partner_id)
    if partner is None:
        raise NoSuchPartner
    return partner


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


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedSuccession:
    """A succession that a collectivity has a part in, and the name of the other one."""

    succession: Succession
    other_id: int
    other: str
    # Whether the other one came after, not before.
    is_after: bool


def successions_of(session: Session, collectivity_id: int) -> list[NamedSuccession]:
    """List whom a collectivity followed and who followed it, by date."""
    rows = session.execute(
        select(Succession, Collectivity)
        .join(
            Collectivity,
            or_(
                and_(
                    Succession.predecessor_id == collectivity_id,
                    Collectivity.id == Succession.successor_id,
                ),
                and_(
                    Succession.successor_id == collectivity_id,
                    Collectivity.id == Succession.predecessor_id,
                ),
            ),
        )
        .order_by(Succession.effective_on, Succession.id)
    )
    return [
        NamedSuccession(
            succession=it,
            other_id=other.id,
            other=other.name,
            is_after=it.predecessor_id == collectivity_id,
        )
        for it, other in rows
    ]
