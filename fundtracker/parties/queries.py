"""Finding collectivities, partners and the organisation itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from fundtracker.parties.errors import NoSuchCollectivity, NoSuchPartner
from fundtracker.parties.models import (
    Collectivity,
    Organisation,
    Partner,
    Succession,
    SuccessionKind,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import CTE, ColumnElement
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


# Built once: every document asks for it.
_ORGANISATION = select(Organisation).where(Organisation.id == ONLY)


def organisation(session: Session) -> Organisation:
    """Return the organisation: its name alone where nothing else was said yet."""
    return session.scalar(_ORGANISATION) or Organisation(
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Predecessor:
    """A collectivity that another stands in the place of, and since when."""

    collectivity: Collectivity
    since: date


def predecessors_of(session: Session, collectivity_id: int, on: date) -> list[Predecessor]:
    """List whom a collectivity follows on a day, near or far, by name.

    Whoever merges others, or takes a new name, has their rights (CGCT L2113-5, L5211-41-3). After a
    split the rights are shared out by an agreement that is not known here: none is followed.
    """
    followed = _followed(collectivity_id, on)
    rows = session.execute(
        select(Collectivity, func.min(followed.c.effective_on))
        .join(followed, followed.c.predecessor_id == Collectivity.id)
        .group_by(Collectivity.id)
        .order_by(Collectivity.sort_key, Collectivity.id)
    )
    return [Predecessor(collectivity=it, since=since) for it, since in rows]


def with_predecessor(
    session: Session, collectivity_id: int, predecessor_id: int, on: date
) -> tuple[Collectivity, Collectivity] | None:
    """Return a collectivity and one that it follows on a day, in one statement.

    None where it does not follow that one.
    """
    followed = _followed(collectivity_id, on)
    rows = session.scalars(
        select(Collectivity).where(
            or_(
                Collectivity.id == collectivity_id,
                and_(
                    Collectivity.id == predecessor_id,
                    Collectivity.id.in_(select(followed.c.predecessor_id)),
                ),
            )
        )
    )
    found = {it.id: it for it in rows}
    if predecessor_id == collectivity_id or found.keys() != {collectivity_id, predecessor_id}:
        return None
    return found[collectivity_id], found[predecessor_id]


def successors_of(
    session: Session, collectivity_ids: Collection[int], on: date
) -> dict[int, set[int]]:
    """Return who stands in the place of collectivities on a day, near or far, by their ids."""
    counts = _counts(on)
    near = (
        select(Succession.predecessor_id.label("first_id"), Succession.successor_id)
        .where(counts, Succession.predecessor_id.in_(collectivity_ids))
        .cte("successors", recursive=True)
    )
    far = select(near.c.first_id, Succession.successor_id).join(
        near, Succession.predecessor_id == near.c.successor_id
    )
    every = near.union(far.where(counts))
    found: dict[int, set[int]] = defaultdict(set)
    for first_id, successor_id in session.execute(select(every.c.first_id, every.c.successor_id)):
        found[first_id].add(successor_id)
    return found


def _followed(collectivity_id: int, on: date) -> CTE:
    """Return the successions that lead to a collectivity: whoever merged, or changed its name."""
    counts = _counts(on)
    columns = (Succession.predecessor_id, Succession.effective_on)
    near = (
        select(*columns)
        .where(counts, Succession.successor_id == collectivity_id)
        .cte("followed", recursive=True)
    )
    far = select(*columns).join(near, Succession.successor_id == near.c.predecessor_id)
    return near.union(far.where(counts))


def _counts(on: date) -> ColumnElement[bool]:
    """Say which successions hand rights on, as of a day."""
    return and_(
        Succession.kind.in_((SuccessionKind.MERGER, SuccessionKind.RENAMING)),
        Succession.effective_on <= on,
    )
