"""What a donation needs somebody's hand for: the filters of a list, and the rule of each."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, exists, func, select

from fundtracker import clock
from fundtracker.documents.statement_of_use.due import lacks_statement, year_due
from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation, DonationExpectation, DonationStage
from fundtracker.i18n import N_, gettext
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement

_GIVEN = Account.credits_posted - Account.debits_posted


class DonationState(StrEnum):
    """What a list of donations can be narrowed to: what needs somebody's hand."""

    OVERDUE = "overdue"
    TO_RECEIVE = "to_receive"
    TO_IDENTIFY = "to_identify"
    UNALLOCATED = "unallocated"
    NOTHING_RECEIVED = "nothing_received"
    UNREPORTED = "unreported"
    FROZEN = "frozen"

    @property
    def label(self) -> str:
        """The filter's words on pages, in the language of the moment."""
        return gettext(_LABELS[self])


_LABELS = {
    DonationState.OVERDUE: N_("late"),
    DonationState.TO_RECEIVE: N_("still to receive"),
    DonationState.TO_IDENTIFY: N_("paid by nobody known"),
    DonationState.UNALLOCATED: N_("with money to allocate"),
    DonationState.NOTHING_RECEIVED: N_("nothing received yet"),
    DonationState.UNREPORTED: N_("no statement of use for last year"),
    DonationState.FROZEN: N_("frozen by the donor"),
}


def in_state(state: DonationState) -> ColumnElement[bool]:
    """Return the condition on Donation that ``state`` asks for, as of today."""
    return _CONDITIONS[state]()


def at(place: Place) -> ColumnElement[bool]:
    """Return the condition on Account that it is a Donation's, at a place that is no project's."""
    return and_(
        Account.donation_id == Donation.id, Account.place == place, Account.project_id.is_(None)
    )


def overdue() -> ColumnElement[bool]:
    """Return the condition on DonationExpectation that it is a Donation's and late."""
    return and_(
        DonationExpectation.donation_id == Donation.id,
        DonationExpectation.due_on < clock.today(),
    )


def _to_receive() -> ColumnElement[bool]:
    firm = case((DonationStage.agreed > 0, DonationStage.agreed), else_=DonationStage.voted)
    received = select(_GIVEN).where(at(Place.DONOR)).correlate(Donation).scalar_subquery()
    stage = select(DonationStage.donation_id).where(
        DonationStage.donation_id == Donation.id,
        DonationStage.until.is_(None),
        firm > func.coalesce(received, 0),
    )
    return stage.correlate(Donation).exists()


def _has_unallocated() -> ColumnElement[bool]:
    return _has_account(at(Place.UNALLOCATED), _GIVEN < 0)


def _has_account(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    # The sums join accounts to donations: without saying so, both would be taken for the same.
    return select(Account.id).where(*where).correlate(Donation).exists()


_CONDITIONS: dict[DonationState, Callable[[], ColumnElement[bool]]] = {
    DonationState.OVERDUE: lambda: exists().where(overdue()).correlate(Donation),
    DonationState.TO_RECEIVE: _to_receive,
    DonationState.TO_IDENTIFY: lambda: and_(
        Donation.kind == DonationKind.TO_IDENTIFY, _has_unallocated()
    ),
    DonationState.UNALLOCATED: _has_unallocated,
    DonationState.NOTHING_RECEIVED: lambda: ~_has_account(at(Place.DONOR), _GIVEN > 0),
    DonationState.UNREPORTED: lambda: lacks_statement(year_due()),
    DonationState.FROZEN: lambda: Donation.frozen_reason.is_not(None),
}
