"""Whose money stands where in a project, and whose could stand in for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import SUBSTITUTABLE, Place
from fundtracker.money import Cents
from fundtracker.parties.models import Collectivity

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """What a donation has at one place of a project, in cents."""

    place: Place
    donation_id: int
    agreement_id: int | None
    reference: str
    donor: str
    amount: Cents

    @property
    def key(self) -> str:
        """The account in a word, as a form sends it back."""
        return f"{self.place.value}-{self.donation_id}-{self.agreement_id or ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A donation with money left to allocate, in cents."""

    donation_id: int
    reference: str
    donor: str
    left: Cents


def owners(session: Session, project_id: int) -> list[Owned]:
    """List what donations have at the places of a project where money can be exchanged."""
    rows = session.execute(
        select(Account, Donation.reference, Donation.kind, Collectivity.name)
        .join(Donation, Donation.id == Account.donation_id)
        .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
        .where(
            Account.project_id == project_id,
            Account.place.in_(SUBSTITUTABLE),
            Account.debits_posted > Account.credits_posted,
        )
        .order_by(Collectivity.sort_key, Donation.id, Account.id)
    )
    return [
        Owned(
            place=it.place,
            donation_id=it.donation_id,
            agreement_id=it.agreement_id,
            reference=reference,
            donor=name or DonationKind(kind).label,
            amount=Cents(it.debits_posted - it.credits_posted),
        )
        for it, reference, kind, name in rows
    ]


def candidates(session: Session, fund_id: int) -> list[Candidate]:
    """List the donations of a fund that have money left to allocate."""
    rows = session.execute(
        select(
            Donation.id,
            Donation.reference,
            Donation.kind,
            Collectivity.name,
            Account.debits_posted - Account.credits_posted,
        )
        .join(Account, Account.donation_id == Donation.id)
        .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
        .where(
            Donation.fund_id == fund_id,
            Account.place == Place.UNALLOCATED,
            Account.debits_posted > Account.credits_posted,
        )
        .order_by(Collectivity.sort_key, Donation.id)
    )
    return [
        Candidate(
            donation_id=donation_id,
            reference=reference,
            donor=name or DonationKind(kind).label,
            left=Cents(left),
        )
        for donation_id, reference, kind, name, left in rows
    ]
