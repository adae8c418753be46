"""Where a euro can be, and the purposes for which it moves."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from fundtracker.i18n import N_, gettext


class Place(StrEnum):
    """Where a euro is; see ``docs/glossary.md`` for what each balance means."""

    DONOR = "donor"
    RETURNED = "returned"
    CARRIED = "carried"
    FEES = "fees"
    FEES_WITHDRAWN = "fees_withdrawn"
    UNALLOCATED = "unallocated"
    HELD = "held"
    ADVANCED = "advanced"
    JUSTIFIED = "justified"
    SPENT = "spent"
    LOST = "lost"

    @property
    def label(self) -> str:
        """The place's word on pages, in the language of the moment."""
        return gettext(_PLACE_LABELS[self])

    @property
    def has_project(self) -> bool:
        """Whether money there is some project's."""
        return self in _PROJECT_PLACES

    @property
    def has_agreement(self) -> bool:
        """Whether money there is under a partner agreement."""
        return self in {Place.ADVANCED, Place.JUSTIFIED}


_PROJECT_PLACES = frozenset({Place.HELD, Place.ADVANCED, Place.JUSTIFIED, Place.SPENT, Place.LOST})

_PLACE_LABELS = {
    Place.DONOR: N_("received"),
    Place.RETURNED: N_("refunded"),
    Place.CARRIED: N_("carried over"),
    Place.FEES: N_("management fees"),
    Place.FEES_WITHDRAWN: N_("management fees taken"),
    Place.UNALLOCATED: N_("unallocated"),
    Place.HELD: N_("allocated, to be paid"),
    Place.ADVANCED: N_("paid, to be justified"),
    Place.JUSTIFIED: N_("justified"),
    Place.SPENT: N_("spent by CUF"),
    Place.LOST: N_("not recovered"),
}


class Purpose(StrEnum):
    """Why money moves; a reversal keeps the purpose of what it reverses."""

    RECEIPT = "receipt"
    MANAGEMENT_FEE = "management_fee"
    FEE_RETURN = "fee_return"
    FEE_WITHDRAWAL = "fee_withdrawal"
    ALLOCATION = "allocation"
    RELEASE = "release"
    DISBURSEMENT = "disbursement"
    PARTNER_REFUND = "partner_refund"
    EXPENDITURE = "expenditure"
    DIRECT_EXPENDITURE = "direct_expenditure"
    WRITE_OFF = "write_off"
    REFUND = "refund"
    CARRY_OVER = "carry_over"
    SUBSTITUTION = "substitution"

    @property
    def label(self) -> str:
        """The purpose's word on pages, in the language of the moment."""
        return gettext(_PURPOSE_LABELS[self])


_PURPOSE_LABELS = {
    Purpose.RECEIPT: N_("Receipt"),
    Purpose.MANAGEMENT_FEE: N_("Management fee"),
    Purpose.FEE_RETURN: N_("Fee given back"),
    Purpose.FEE_WITHDRAWAL: N_("Fee taken by CUF"),
    Purpose.ALLOCATION: N_("Allocation"),
    Purpose.RELEASE: N_("Return to unallocated"),
    Purpose.DISBURSEMENT: N_("Payment to the partner"),
    Purpose.PARTNER_REFUND: N_("Refund by the partner"),
    Purpose.EXPENDITURE: N_("Justified expenditure"),
    Purpose.DIRECT_EXPENDITURE: N_("Spent by CUF"),
    Purpose.WRITE_OFF: N_("Not recovered"),
    Purpose.REFUND: N_("Refund to the donor"),
    Purpose.CARRY_OVER: N_("Carry-over"),
    Purpose.SUBSTITUTION: N_("Substitution"),
}

# From where to where each purpose moves money: credit, then debit. A carry-over goes one way in
# the book that gives and the other in the book that takes; a substitution exchanges two donations.
ROUTES: dict[Purpose, tuple[Place, Place]] = {
    Purpose.RECEIPT: (Place.DONOR, Place.UNALLOCATED),
    Purpose.MANAGEMENT_FEE: (Place.UNALLOCATED, Place.FEES),
    Purpose.FEE_RETURN: (Place.FEES, Place.UNALLOCATED),
    Purpose.FEE_WITHDRAWAL: (Place.FEES, Place.FEES_WITHDRAWN),
    Purpose.ALLOCATION: (Place.UNALLOCATED, Place.HELD),
    Purpose.RELEASE: (Place.HELD, Place.UNALLOCATED),
    Purpose.DISBURSEMENT: (Place.HELD, Place.ADVANCED),
    Purpose.PARTNER_REFUND: (Place.ADVANCED, Place.HELD),
    Purpose.EXPENDITURE: (Place.ADVANCED, Place.JUSTIFIED),
    Purpose.DIRECT_EXPENDITURE: (Place.HELD, Place.SPENT),
    Purpose.WRITE_OFF: (Place.ADVANCED, Place.LOST),
    Purpose.REFUND: (Place.UNALLOCATED, Place.RETURNED),
}

SUBSTITUTABLE = frozenset({Place.HELD, Place.ADVANCED, Place.JUSTIFIED, Place.SPENT})


class AccountKey(NamedTuple):
    """The address of a euro: whose money, for what, and how far it has come."""

    place: Place
    donation_id: int
    project_id: int | None = None
    agreement_id: int | None = None


def is_route(purpose: Purpose, credit: AccountKey, debit: AccountKey) -> bool:
    """Tell whether ``purpose`` may move money from ``credit`` to ``debit``."""
    if purpose is Purpose.CARRY_OVER:
        return {credit.place, debit.place} == {Place.UNALLOCATED, Place.CARRIED} and (
            credit.donation_id == debit.donation_id
        )
    if purpose is Purpose.SUBSTITUTION:
        return (
            credit.place is debit.place
            and (credit.place is Place.UNALLOCATED or credit.place in SUBSTITUTABLE)
            and credit[2:] == debit[2:]
            and credit.donation_id != debit.donation_id
        )
    return (
        (credit.place, debit.place) == ROUTES[purpose]
        and credit.donation_id == debit.donation_id
        and (None in {credit.project_id, debit.project_id} or credit.project_id == debit.project_id)
        and (
            None in {credit.agreement_id, debit.agreement_id}
            or credit.agreement_id == debit.agreement_id
        )
    )
