"""Gathers what the record of a decision says from the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from fundtracker.acts.models import Act
from fundtracker.committee.minutes import vote_on
from fundtracker.documents.decision_record.content import DecisionRecord, MoveLine
from fundtracker.funds.errors import NoSuchDecision
from fundtracker.funds.models import Decision
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.ledger.models import Account, Entry, Transfer
from fundtracker.money import Cents
from fundtracker.position.balances import summed
from fundtracker.position.decision_page import decision_lines
from fundtracker.position.queries import seal_of
from fundtracker.projects.models import Project

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.documents.marks import Marks
    from fundtracker.documents.requests import Wanted

_back = aliased(Entry)
_debit = aliased(Account)
_credit = aliased(Account)


def gather(session: Session, wanted: Wanted, marks: Marks) -> DecisionRecord:
    """Return the record of a decision as of a day; raise NoSuchDecision."""
    decision = session.get(Decision, wanted.decision)
    if decision is None:
        raise NoSuchDecision
    fund = get_fund_by_id(session, decision.fund_id)
    (line,) = [it for it in decision_lines(session, fund.id) if it.decision.id == decision.id]
    return DecisionRecord(
        **marks.values(),
        fund=fund.name,
        seal=seal_of(session, fund.book_id),
        body=decision.body,
        decided_on=decision.decided_on,
        reference=decision.reference,
        subject=decision.subject,
        approved=decision.approved,
        vote=vote_on(session, decision.id),
        moves=_moves(session, decision.id, wanted.as_of),
        others=tuple(it.kind.label for it in line.other_acts),
    )


def _moves(session: Session, decision_id: int, as_of: date) -> tuple[MoveLine, ...]:
    project_id = func.coalesce(_debit.project_id, _credit.project_id)
    rows = session.execute(
        select(
            Entry.number,
            Entry.hash,
            Entry.effective_on,
            Entry.purpose,
            Project.title,
            func.count(func.coalesce(_debit.donation_id, _credit.donation_id).distinct()),
            summed(Transfer.amount),
            _back.number,
        )
        .join(Act, Act.id == Entry.act_id)
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .join(_debit, _debit.id == Transfer.debit_account_id)
        .join(_credit, _credit.id == Transfer.credit_account_id)
        .outerjoin(Project, Project.id == project_id)
        .outerjoin(
            _back, (_back.book_id == Entry.book_id) & (_back.reverses_number == Entry.number)
        )
        .where(
            Act.decision_id == decision_id,
            Entry.effective_on <= as_of,
            Entry.reverses_number.is_(None),
        )
        .group_by(
            Entry.book_id, Entry.number, Entry.hash, Entry.effective_on, Entry.purpose,
            Project.id, Project.title, _back.number,
        )
        .order_by(Entry.effective_on, Entry.number, Project.id)
    )  # fmt: skip
    return tuple(
        MoveLine(
            number=number,
            entry_hash=entry_hash,
            on=on,
            purpose=purpose,
            project=title or "",
            n_donations=n_donations,
            amount=Cents(amount),
            is_undone=reversed_by is not None,
        )
        for number, entry_hash, on, purpose, title, n_donations, amount, reversed_by in rows
    )
