"""Doing what donors chose with what is left of their gifts, many at once, each by its own act."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fundtracker.acts import service as acts
from fundtracker.donations.errors import ChoiceChanged, NeedsItsOwnForm, NothingChosen
from fundtracker.donations.give_back import CarryOverTo, Refund, carry_over, refund
from fundtracker.donations.kinds import Leftover
from fundtracker.donations.models import Donation, LeftoverChoice
from fundtracker.donations.queries import balances_of
from fundtracker.funds.models import Fund
from fundtracker.i18n import format_date
from fundtracker.ledger import service as ledger
from fundtracker.ledger.places import Place
from fundtracker.money import Cents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.acts.service import Signature

# What a donor may choose that needs nobody's further thought.
SETTLED = frozenset({Leftover.REFUND, Leftover.CARRY_OVER})


@dataclass(frozen=True, kw_only=True, slots=True)
class SettleLeftovers:
    """The choices to be carried out, by one decision, on one day."""

    fund_id: int
    choice_ids: tuple[int, ...]
    on: date
    decision_id: int
    # Of the order that pays all refunds.
    bank_reference: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """How many donations were settled, and how much was given back or moved, in cents."""

    count: int
    amount: Cents


def settle(session: Session, request: SettleLeftovers, *, by: Signature) -> Settled:
    """Refund or carry over all that is left of donations, as their donors chose; all or none.

    A choice is carried out once, whoever asks again. Raises NothingChosen; ChoiceChanged where a
    donor has chosen otherwise meanwhile, or nothing is left; NeedsItsOwnForm where the amount asks
    for a second person; and what ``refund`` and ``carry_over`` raise.
    """
    choices = _choices(session, request)
    _hold(session, request.fund_id, choices)
    keys = {it.id: _key(by.key, it.id) for it, _donation in choices}
    if acts.is_known(session, keys[choices[0][0].id]):
        return Settled(count=0, amount=Cents(0))
    last = _last_choices(session, [donation.id for _choice, donation in choices])
    amounts = []
    for choice, donation in choices:
        left = balances_of(session, donation.id)[Place.UNALLOCATED]
        if last[donation.id] != choice.id or left <= 0:
            raise ChoiceChanged(reference=donation.reference)
        _check_threshold(session, choice, donation, left)
        _carry_out(session, request, choice, left, by=replace(by, key=keys[choice.id]))
        amounts.append(left)
    return Settled(count=len(amounts), amount=Cents(sum(amounts)))


def _choices(session: Session, request: SettleLeftovers) -> list[tuple[LeftoverChoice, Donation]]:
    """Read the choices, which never change, in the order of their donations."""
    rows = session.execute(
        select(LeftoverChoice, Donation)
        .join(Donation, Donation.id == LeftoverChoice.donation_id)
        .where(
            LeftoverChoice.id.in_(request.choice_ids),
            LeftoverChoice.choice.in_(SETTLED),
            Donation.fund_id == request.fund_id,
        )
        .order_by(Donation.id)
    )
    found = [(choice, donation) for choice, donation in rows]
    if not found:
        raise NothingChosen
    return found


def _hold(
    session: Session, fund_id: int, choices: Sequence[tuple[LeftoverChoice, Donation]]
) -> None:
    """Hold all books at once, in their order: of two people, neither then waits for the other."""
    ids = {fund_id, *(it.to_fund_id for it, _donation in choices if it.to_fund_id is not None)}
    ledger.lock(session, *session.scalars(select(Fund.book_id).where(Fund.id.in_(ids))))


def _last_choices(session: Session, ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(LeftoverChoice.donation_id, func.max(LeftoverChoice.id))
        .where(LeftoverChoice.donation_id.in_(ids))
        .group_by(LeftoverChoice.donation_id)
    )
    return dict(rows.all())


def _check_threshold(
    session: Session, choice: LeftoverChoice, donation: Donation, left: Cents
) -> None:
    ids = [donation.fund_id, *([choice.to_fund_id] if choice.to_fund_id else [])]
    for above in session.scalars(select(Fund.confirm_above).where(Fund.id.in_(ids))):
        if above is not None and left > above:
            raise NeedsItsOwnForm(reference=donation.reference)


def _carry_out(
    session: Session,
    request: SettleLeftovers,
    choice: LeftoverChoice,
    left: Cents,
    *,
    by: Signature,
) -> None:
    if choice.choice is Leftover.REFUND:
        wanted = Refund(
            donation_id=choice.donation_id,
            amount=left,
            on=request.on,
            decision_id=request.decision_id,
            bank_reference=request.bank_reference,
        )
        refund(session, wanted, by=by)
        return
    assert choice.to_fund_id is not None, "a carry-over goes to a fund"
    consent = ", ".join(filter(None, (choice.reference, format_date(choice.dated_on))))
    carried = CarryOverTo(
        donation_id=choice.donation_id,
        to_fund_id=choice.to_fund_id,
        amount=left,
        on=request.on,
        decision_id=request.decision_id,
        consent=consent,
    )
    carry_over(session, carried, by=by)


def _key(key: str, choice_id: int) -> str:
    """Return the key of one of the acts of a form, which has a single one itself."""
    return hashlib.sha256(f"{key}:{choice_id}".encode()).hexdigest()
