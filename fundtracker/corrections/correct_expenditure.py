"""Correcting an expenditure: other figures, another document or project, in one act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.errors import ReasonMissing
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.corrections.errors import SpenderStays
from fundtracker.funds.lock import check_moves_money
from fundtracker.ledger.models import Account, Entry, Transfer
from fundtracker.ledger.places import Place
from fundtracker.ledger.reversal import post_correction, reversals
from fundtracker.money import ZERO, Cents
from fundtracker.projects.lock import lock_project
from fundtracker.projects.queries import get_project
from fundtracker.spending import direct, justify
from fundtracker.spending.errors import ExpenditureWithdrawn
from fundtracker.spending.justify import AcceptExpenditure
from fundtracker.spending.lock import covered_project
from fundtracker.spending.models import ExpenditureWithdrawal
from fundtracker.spending.projects import check_justifies, check_takes_money
from fundtracker.spending.queries import (
    get_agreement,
    get_expenditure,
    is_withdrawn,
    standing_entries,
)
from fundtracker.spending.records import check_charge, check_days
from fundtracker.spending.rules import Posting, choose, share
from fundtracker.spending.settle import post, settle
from fundtracker.spending.sources import sources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.ledger.drafts import Draft
    from fundtracker.ledger.models import Book
    from fundtracker.projects.models import Project
    from fundtracker.spending.direct import SpendDirectly
    from fundtracker.spending.models import Expenditure
    from fundtracker.spending.records import Charge


@dataclass(frozen=True, kw_only=True, slots=True)
class CorrectExpenditure:
    """What an expenditure should have said, and why it did not.

    ``right`` names the agreement of the wrong one, or spends directly where CUF did.
    """

    expenditure_id: int
    right: AcceptExpenditure | SpendDirectly
    reason: str


def correct_expenditure(
    session: Session, request: CorrectExpenditure, *, by: Signature
) -> Expenditure:
    """Withdraw an expenditure and record the right one: whose money paid goes on paying.

    Reversals bear the dates of what they reverse, or the right acceptance's in a closed period.
    Those who paid pay the right amount in the proportions of the wrong one (its ``lines`` are not
    read); what it is dearer is shared among all whose money is there, or waits. Raises
    ExpenditureWithdrawn, ReasonMissing, SpenderStays, or what recording the right one raises.
    """
    wrong = get_expenditure(session, request.expenditure_id)
    was_for, fund, book = lock_project(session, wrong.project_id)
    repeat = acts.find_repeat(session, ActKind.CORRECT, request, by=by)
    if repeat is not None:
        return get_expenditure(session, acts.result_id(session, repeat))
    check_moves_money(fund)
    if is_withdrawn(session, wrong.id):
        raise ExpenditureWithdrawn
    reason = text.prose(request.reason)
    if not reason:
        raise ReasonMissing
    right = request.right
    if wrong.agreement_id != getattr(right, "agreement_id", None):
        raise SpenderStays
    on = right.accepted_on if isinstance(right, AcceptExpenditure) else right.paid_on
    check_days(book, incurred_on=right.incurred_on, accepted_on=on)
    numbers = standing_entries(session, wrong.id)
    payers = _payers(session, book, numbers) if right.project_id == was_for.id else {}
    project = _right_project(session, right, fund.id)
    charge = _charge(session, right)
    check_charge(charge)
    drafts = _reversals(session, book, numbers, otherwise=on, memo=reason)
    act = acts.record(session, ActKind.CORRECT, request, by=by, reason=reason)
    session.add(ExpenditureWithdrawal(expenditure_id=wrong.id, act_id=act.id))
    session.flush()
    expenditure = _record(session, act, right, charge)
    acts.concern(
        session,
        act,
        Subject(kind="expenditure", record_id=expenditure.id),
        Subject(kind="expenditure", record_id=wrong.id),
        *(Subject(kind="project", record_id=it) for it in sorted({was_for.id, project.id})),
    )
    if drafts:
        post_correction(session, act, book, *drafts)
    if isinstance(right, AcceptExpenditure):
        parts = _paid_again(session, right.agreement_id, project, expenditure, payers)
        post(session, act, book, parts)
        for it in {was_for.id: was_for, project.id: project}.values():
            settle(session, act, book, right.agreement_id, it, not_before=on)
    else:
        parts = _paid_again(session, None, project, expenditure, payers)
        whole = _whole(session, project, expenditure, parts)
        direct.post_own(session, act, book, expenditure, whole, [it.sha256 for it in right.files])
    return expenditure


def _right_project(
    session: Session, right: AcceptExpenditure | SpendDirectly, fund_id: int
) -> Project:
    """Return the project of the right expenditure, read afresh, where it may be charged."""
    if isinstance(right, AcceptExpenditure):
        project = covered_project(
            session, get_agreement(session, right.agreement_id), right.project_id
        )
        check_justifies(project)
        return project
    project = get_project(session, right.project_id, fund_id=fund_id)
    session.refresh(project)
    check_takes_money(project)
    return project


def _record(
    session: Session, act: Act, right: AcceptExpenditure | SpendDirectly, charge: Charge
) -> Expenditure:
    if isinstance(right, AcceptExpenditure):
        return justify.record_accepted(session, act, right, charge)
    return direct.record_spent(session, act, right, charge)


def _charge(session: Session, right: AcceptExpenditure | SpendDirectly) -> Charge:
    if isinstance(right, AcceptExpenditure):
        return justify.charge_of(session, right)
    return direct.charge_of(right)


def _payers(session: Session, book: Book, numbers: Sequence[int]) -> dict[int, Cents]:
    """Add up what each donation paid of an expenditure, in cents, by the donations' ids."""
    rows = session.execute(
        select(Account.donation_id, func.sum(Transfer.amount))
        .join(Transfer, Transfer.debit_account_id == Account.id)
        .where(Transfer.book_id == book.id, Transfer.number.in_(numbers))
        .group_by(Account.donation_id)
        .order_by(Account.donation_id)
    )
    return {donation_id: Cents(int(amount)) for donation_id, amount in rows}


def _reversals(
    session: Session, book: Book, numbers: Sequence[int], *, otherwise: date, memo: str
) -> list[Draft]:
    """Draft the reversals, each on its entry's day; ``otherwise`` where that is closed."""
    drafts: list[Draft] = []
    for number in sorted(numbers, reverse=True):
        on = session.get_one(Entry, (book.id, number)).effective_on
        if book.locked_until is not None and on <= book.locked_until:
            on = otherwise
        drafts += reversals(session, book, [number], on=on, memo=memo)
    return drafts


def _paid_again(
    session: Session,
    agreement_id: int | None,
    project: Project,
    expenditure: Expenditure,
    payers: Mapping[int, Cents],
) -> list[Posting]:
    """Plan what those who paid pay again, no more than they did, as soon as their money is there.

    It is not a new use of their money: what binds it since does not hold it back.
    """
    if not payers:
        return []
    place = Place.HELD if agreement_id is None else Place.ADVANCED
    since = expenditure.accepted_on
    pot = sources(session, place, project, agreement_id, since, is_use=False).pot
    amount = Cents(min(expenditure.amount, sum(payers.values())))
    owed = share(payers, amount)
    planned = []
    for on in [since] if agreement_id is None else pot.days(since):
        left = pot.left(on)
        parts = {it: Cents(min(part, left.get(it, ZERO))) for it, part in owed.items()}
        parts = {it: part for it, part in parts.items() if part}
        if parts:
            pot.take(on, parts)
            planned.append(Posting(expenditure_id=expenditure.id, on=on, parts=parts))
        owed = {it: Cents(part - parts.get(it, ZERO)) for it, part in owed.items()}
    return planned


def _whole(
    session: Session, project: Project, expenditure: Expenditure, again: Sequence[Posting]
) -> Posting:
    """Plan an expenditure of CUF in one: what its payers pay, and the rest out of all money held.

    Raises MoreThanLeft.
    """
    on = expenditure.accepted_on
    parts = dict(again[0].parts) if again else {}
    rest = Cents(expenditure.amount - sum(parts.values()))
    if rest:
        held = sources(session, Place.HELD, project, None, on)
        held.pot.take(on, parts)
        for donation_id, part in choose(held, rest, on, None).items():
            parts[donation_id] = Cents(parts.get(donation_id, ZERO) + part)
    return Posting(expenditure_id=expenditure.id, on=on, parts=dict(sorted(parts.items())))
