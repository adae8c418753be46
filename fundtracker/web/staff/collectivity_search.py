"""Finding collectivities that are known here already, with what tells them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from fundtracker.donations.models import Donation
from fundtracker.parties.identifiers import find_siren
from fundtracker.parties.models import Alias, Collectivity
from fundtracker.parties.names import search_key

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from fundtracker.parties.kinds import CollectivityKind

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCollectivity:
    """A collectivity of ours, with how many donations it has made."""

    id: int
    name: str
    kind: CollectivityKind
    department: str | None
    country: str
    siren: str | None
    register_code: str | None
    n_donations: int


def known(session: Session, text: str, limit: int = _SHOWN) -> list[KnownCollectivity]:
    """List the collectivities that a SIREN, a name or an alias may mean; all, without a text."""
    count = (
        select(func.count())
        .where(Donation.collectivity_id == Collectivity.id)
        .correlate(Collectivity)
        .scalar_subquery()
    )
    query = select(Collectivity, count).order_by(Collectivity.sort_key, Collectivity.id)
    if text:
        query = query.where(_fits(text))
    return [
        KnownCollectivity(
            id=it.id,
            name=it.name,
            kind=it.kind,
            department=it.department,
            country=it.country,
            siren=it.siren,
            register_code=it.register_code,
            n_donations=number,
        )
        for it, number in session.execute(query.limit(limit))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCollectivity:
    """A collectivity of the list, with how many donations it has made."""

    collectivity: Collectivity
    n_donations: int


def listed(
    session: Session, text: str, *, order: str, is_descending: bool, cut: tuple[int, int] | None
) -> tuple[list[ListedCollectivity], int]:
    """Return the collectivities that a text may mean, and how many there are in all.

    ``cut`` is the offset and the number of rows of a page; None gives them all. What is unknown
    comes last either way.
    """
    counts = (
        select(Donation.collectivity_id, func.count().label("number"))
        .where(Donation.collectivity_id.is_not(None))
        .group_by(Donation.collectivity_id)
        .subquery()
    )
    number = func.coalesce(counts.c.number, 0)
    keys: dict[str, Any] = {
        "kind": Collectivity.kind,
        "place": Collectivity.department,
        "siren": Collectivity.siren,
        "siret": Collectivity.siret,
        "adherent": Collectivity.is_adherent,
        "donations": number,
    }
    key = keys.get(order, Collectivity.sort_key)
    fits = [_fits(text)] if text else []
    query = (
        select(Collectivity, number)
        .outerjoin(counts, counts.c.collectivity_id == Collectivity.id)
        .where(*fits)
        .order_by(
            key.desc().nulls_last() if is_descending else key.asc().nulls_last(),
            Collectivity.sort_key,
            Collectivity.id,
        )
    )
    if cut is not None:
        query = query.offset(cut[0]).limit(cut[1])
    count = select(func.count()).select_from(Collectivity).where(*fits)
    rows = [ListedCollectivity(collectivity=it, n_donations=n) for it, n in session.execute(query)]
    return rows, session.execute(count).scalar_one()


def _fits(text: str) -> ColumnElement[bool]:
    siren = find_siren(text)
    if siren is not None:
        return Collectivity.siren == siren
    return or_(name_fits(text), Collectivity.id.in_(_aliased(text)))


def name_fits(text: str) -> ColumnElement[bool]:
    """Say that each word of ``text`` is in the collectivity's name; words hold no wildcards."""
    words = search_key(text).split()
    if not words:
        return Collectivity.id < 0
    return and_(*(Collectivity.sort_key.contains(word) for word in words))


def _aliased(text: str) -> Select[Any]:
    words = search_key(text).split() or ["-"]
    return select(Alias.collectivity_id).where(
        and_(*(Alias.sort_key.contains(word) for word in words))
    )
