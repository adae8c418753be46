"""What waits for somebody's hand in all funds: counted by fund, in one statement.

Each count is by the rule of the list that shows what it counts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    cast,
    distinct,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)

from fundtracker import clock
from fundtracker.committee.models import Meeting, Minutes
from fundtracker.donations.models import Donation, DonationExpectation, LeftoverChoice
from fundtracker.donations.settle import SETTLED
from fundtracker.funds.models import Fund
from fundtracker.funds.states import FundState
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.position.agreements_page import instalments_left
from fundtracker.position.balances import summed
from fundtracker.position.project_needs import ProjectNeed, in_need, late_milestone
from fundtracker.projects.models import Milestone, Project
from fundtracker.proposals.models import Proposal
from fundtracker.spending.models import Expenditure, PartnerAgreement
from fundtracker.spending.positions import waiting_in
from fundtracker.web.staff.donation_states import DonationState, at, in_state, overdue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


# Days: of an older meeting nobody will write any more.
_MINUTES_WITHIN = 366


class WorkKind(StrEnum):
    """What there is to do; in this order, what others wait for first."""

    CONFIRM = "confirm"
    OVERDUE = "overdue"
    IDENTIFY = "identify"
    PAY_EXPENSES = "pay_expenses"
    PAY_INSTALMENTS = "pay_instalments"
    ALLOCATE = "allocate"
    ASK_DONORS = "ask_donors"
    SETTLE = "settle"
    REPORT_USE = "report_use"
    LATE_MILESTONES = "late_milestones"
    SILENT_PROJECTS = "silent_projects"
    WRITE_MINUTES = "write_minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkInFund:
    """How much of a kind of work there is in a fund: its money in cents, and since when."""

    code: str
    fund: str
    count: int
    amount: Cents | None
    since: date | None


def work_items(session: Session) -> dict[WorkKind, list[WorkInFund]]:
    """Return what is to be done today, by kind and fund; closed funds have nothing left to do."""
    rows = session.execute(_statement(clock.today()))
    found: dict[WorkKind, list[WorkInFund]] = defaultdict(list)
    for kind, code, fund, count, amount, since in rows:
        found[WorkKind(kind)].append(
            WorkInFund(
                code=code,
                fund=fund,
                count=count,
                amount=None if amount is None else Cents(amount),
                since=since,
            )
        )
    return {kind: found[kind] for kind in WorkKind if kind in found}


@lru_cache(maxsize=1)
def _statement(today: date) -> Select[*tuple[Any, ...]]:
    """Return the statement of a day: building it takes as long as answering it."""
    parts = union_all(*_parts(today)).subquery()
    return (
        select(parts.c.kind, Fund.code, Fund.name, parts.c["count"], parts.c.amount, parts.c.since)
        .join(Fund, Fund.id == parts.c.fund_id)
        .where(Fund.state != FundState.CLOSED, parts.c["count"] > 0)
        .order_by(Fund.opened_on.desc(), Fund.id.desc())
    )


def _parts(today: date) -> list[Select[*tuple[Any, ...]]]:
    return [
        _proposals(),
        _overdue(),
        _unallocated(WorkKind.IDENTIFY, in_state(DonationState.TO_IDENTIFY)),
        _expenses(),
        _instalments(today),
        _unallocated(WorkKind.ALLOCATE, _in_funds(_ALLOCATING)),
        _unallocated(
            WorkKind.ASK_DONORS,
            _in_funds([FundState.CLOSING]),
            Donation.collectivity_id.is_not(None),
            ~exists().where(LeftoverChoice.donation_id == Donation.id),
        ),
        _unallocated(WorkKind.SETTLE, _is_chosen()),
        _part(
            WorkKind.REPORT_USE, Donation.fund_id, func.count(), in_state(DonationState.UNREPORTED)
        ),
        _late(today),
        _part(
            WorkKind.SILENT_PROJECTS,
            Project.fund_id,
            func.count(),
            in_need(ProjectNeed.SILENT, today),
        ),
        _minutes(today),
    ]


# What is left when a fund is being closed is its donors' to decide.
_ALLOCATING = [it for it in FundState if it.allows_allocation and it is not FundState.CLOSING]


def _in_funds(states: Sequence[FundState]) -> ColumnElement[bool]:
    return Donation.fund_id.in_(select(Fund.id).where(Fund.state.in_(states)))


def _is_chosen() -> ColumnElement[bool]:
    """Ask whether a donor's last choice can be carried out as it is."""
    last = (
        select(func.max(LeftoverChoice.id))
        .where(LeftoverChoice.donation_id == Donation.id)
        .correlate(Donation)
        .scalar_subquery()
    )
    return exists().where(LeftoverChoice.id == last, LeftoverChoice.choice.in_(SETTLED))


def _part(
    kind: WorkKind,
    fund_id: Any,  # noqa: ANN401 - a column of any model
    count: ColumnElement[int],
    *where: ColumnElement[bool],
    amount: ColumnElement[Any] | None = None,
    since: ColumnElement[Any] | None = None,
) -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal(kind.value).label("kind"),
            fund_id.label("fund_id"),
            count.label("count"),
            cast(null() if amount is None else amount, BigInteger).label("amount"),
            # SQLite would take the year of a day that is cast.
            (cast(null(), Date) if since is None else since).label("since"),
        )
        .where(*where)
        .group_by(fund_id)
    )


def _proposals() -> Select[*tuple[Any, ...]]:
    return _part(WorkKind.CONFIRM, Proposal.fund_id, func.count(), Proposal.is_confirmed.is_(None))


def _overdue() -> Select[*tuple[Any, ...]]:
    return _part(
        WorkKind.OVERDUE,
        Donation.fund_id,
        func.count(),
        since=func.min(DonationExpectation.due_on),
    ).join(DonationExpectation, overdue())


def _unallocated(kind: WorkKind, *where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Count donations that have something to allocate, and sum it up."""
    left = Account.debits_posted - Account.credits_posted
    return _part(
        kind, Donation.fund_id, func.count(distinct(Donation.id)), left > 0, *where,
        amount=summed(left),
    ).join(Account, at(Place.UNALLOCATED))  # fmt: skip


def _expenses() -> Select[*tuple[Any, ...]]:
    waiting = waiting_in().add_columns(PartnerAgreement.fund_id.label("fund_id"))
    found = waiting.with_only_columns(
        PartnerAgreement.fund_id.label("fund_id"),
        Expenditure.accepted_on.label("accepted_on"),
        waiting.selected_columns.waiting,
    ).subquery()
    return _part(
        WorkKind.PAY_EXPENSES,
        found.c.fund_id,
        func.count(),
        amount=summed(found.c.waiting),
        since=func.min(found.c.accepted_on),
    )


def _instalments(today: date) -> Select[*tuple[Any, ...]]:
    left = instalments_left().subquery()
    return _part(
        WorkKind.PAY_INSTALMENTS,
        PartnerAgreement.fund_id,
        func.count(distinct(PartnerAgreement.id)),
        left.c.due_on <= today,
        amount=summed(left.c.left),
        since=func.min(left.c.due_on),
    ).join(left, left.c.agreement_id == PartnerAgreement.id)


def _late(today: date) -> Select[*tuple[Any, ...]]:
    return _part(
        WorkKind.LATE_MILESTONES,
        Project.fund_id,
        func.count(distinct(Project.id)),
        in_need(ProjectNeed.LATE, today),
        since=func.min(Milestone.due_on),
    ).join(Milestone, late_milestone(today))


def _minutes(today: date) -> Select[*tuple[Any, ...]]:
    return _part(
        WorkKind.WRITE_MINUTES,
        Meeting.fund_id,
        func.count(),
        Meeting.held_on < today,
        Meeting.held_on > today - timedelta(days=_MINUTES_WITHIN),
        Meeting.cancelled_act_id.is_(None),
        ~exists().where(Minutes.meeting_id == Meeting.id),
        since=func.min(Meeting.held_on),
    )
