"""What a donation needs somebody's hand for: the filters of a list, and the rule of each."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, exists, func, select

from fundtracker import clock
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.models import DocumentWithdrawal, IssuedDocument
from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation, DonationExpectation, DonationStage
from fundtracker.funds.models import Fund
from fundtracker.i18n import N_, gettext
from fundtracker.ledger.models import Account, AccountMonth, ProjectTotal
from fundtracker.ledger.places import Place
from fundtracker.position.balances import shaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement

_GIVEN = Account.credits_posted - Account.debits_posted
_USED = (Place.JUSTIFIED, Place.SPENT)


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
    DonationState.OVERDUE: N_("late: what was expected has not come"),
    DonationState.TO_RECEIVE: N_("still to receive"),
    DonationState.TO_IDENTIFY: N_("paid by nobody known"),
    DonationState.UNALLOCATED: N_("with money to allocate"),
    DonationState.NOTHING_RECEIVED: N_("nothing received yet"),
    DonationState.UNREPORTED: N_("used last year, no statement of use issued"),
    DonationState.FROZEN: N_("frozen by the donor"),
}


def reported_year() -> int:
    """Return the financial year whose use is to be accounted for now: the one that ended last."""
    return clock.today().year - 1


def report_due_on(year: int) -> date:
    """Return the day by which a year's use is accounted for: six months after it ended.

    Arrêté du 11 octobre 2006, after article 10 of the law of 12 April 2000.
    """
    return date(year + 1, 6, 30)


def in_state(state: DonationState) -> ColumnElement[bool]:
    """Return the condition on Donation that ``state`` asks for, as of today."""
    return _CONDITIONS[state]()


def at(place: Place) -> ColumnElement[bool]:
    """Return the condition on Account that it is a Donation's, at a place that is no project's."""
    return and_(
        Account.donation_id == Donation.id, Account.place == place, Account.project_id.is_(None)
    )


def _overdue() -> ColumnElement[bool]:
    late = exists().where(
        DonationExpectation.donation_id == Donation.id,
        DonationExpectation.due_on < clock.today(),
    )
    return late.correlate(Donation)


def _to_receive() -> ColumnElement[bool]:
    firm = case((DonationStage.agreed > 0, DonationStage.agreed), else_=DonationStage.voted)
    received = select(_GIVEN).where(at(Place.DONOR)).correlate(Donation).scalar_subquery()
    stage = select(DonationStage.donation_id).where(
        DonationStage.donation_id == Donation.id,
        DonationStage.until.is_(None),
        firm > func.coalesce(received, 0),
    )
    return stage.correlate(Donation).exists()


def _unreported() -> ColumnElement[bool]:
    """Ask whether somebody's money was used last year, of which no valid statement was issued."""
    year = reported_year()
    first, last = date(year, 1, 1), date(year, 12, 31)
    # Most funds used nothing in a given year: their donations need not be looked at one by one.
    in_use = (
        select(Fund.id)
        .join(ProjectTotal, ProjectTotal.book_id == Fund.book_id)
        .where(ProjectTotal.place.in_(_USED), ProjectTotal.month.between(first, last))
    )
    moved = exists().where(
        AccountMonth.account_id == Account.id, AccountMonth.month.between(first, last)
    )
    used = select(Account.id).where(
        shaped(Account.donation_id == Donation.id), Account.place.in_(_USED), moved
    )
    issued = select(IssuedDocument.id).where(
        IssuedDocument.kind == DocumentKind.STATEMENT_OF_USE,
        IssuedDocument.donation_id == Donation.id,
        IssuedDocument.as_of.between(first, last),
        ~exists().where(DocumentWithdrawal.document_id == IssuedDocument.id),
    )
    return and_(
        Donation.collectivity_id.is_not(None),
        Donation.fund_id.in_(in_use),
        used.correlate(Donation).exists(),
        ~issued.correlate(Donation).exists(),
    )


def _has_unallocated() -> ColumnElement[bool]:
    return _has_account(at(Place.UNALLOCATED), _GIVEN < 0)


def _has_account(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    # The sums join accounts to donations: without saying so, both would be taken for the same.
    return select(Account.id).where(*where).correlate(Donation).exists()


_CONDITIONS: dict[DonationState, Callable[[], ColumnElement[bool]]] = {
    DonationState.OVERDUE: _overdue,
    DonationState.TO_RECEIVE: _to_receive,
    DonationState.TO_IDENTIFY: lambda: and_(
        Donation.kind == DonationKind.TO_IDENTIFY, _has_unallocated()
    ),
    DonationState.UNALLOCATED: _has_unallocated,
    DonationState.NOTHING_RECEIVED: lambda: ~_has_account(at(Place.DONOR), _GIVEN > 0),
    DonationState.UNREPORTED: _unreported,
    DonationState.FROZEN: lambda: Donation.frozen_reason.is_not(None),
}
