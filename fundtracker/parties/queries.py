"""Finding collectivities, partners and the organisation itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from fundtracker.parties.errors import NoSuchCollectivity, NoSuchPartner
from fundtracker.parties.models import Collectivity, Organisation, Partner, Succession

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


ONLY = 1
NAME = "Cités Unies France"


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


def organisation(session: Session) -> Organisation:
    """Return the organisation: its name alone where nothing else was said yet."""
    return session.get(Organisation, ONLY) or Organisation(
        id=ONLY, name=NAME, legal_form="", address="", siret=None, rna=None, email=None,
        phone="", website="", signatory="", signatory_function="", aid_type=None,
    )  # fmt: skip


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
