"""The rules of spending: whose money pays, how much, and what is posted when it comes. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.allocations.errors import SameDonationTwice
from fundtracker.donations.errors import AmountNotPositive
from fundtracker.money import LARGEST_AMOUNT, ZERO, Cents, split
from fundtracker.spending.errors import (
    AgreementExceeded,
    AmountTooLarge,
    InstalmentsExceedAgreement,
    LineExceedsDonation,
    LinesDoNotAddUp,
    MoreThanFree,
    MoreThanLeft,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fundtracker.allocations.rules import Line
    from fundtracker.errors import Refusal
    from fundtracker.ledger.places import Place
    from fundtracker.spending.pot import Pot


@dataclass(frozen=True, kw_only=True, slots=True)
class Sources:
    """The money at one place of a project, and the donations whose money may not be used now."""

    place: Place
    project: str
    pot: Pot
    references: Mapping[int, str]
    bound: Mapping[int, Refusal]

    def free(self, on: date) -> dict[int, Cents]:
        """Return what each donation may give on a day, in cents, in the order of their ids."""
        return self.pot.without(self.bound).left(on)


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """The part of an accepted expenditure that is not posted yet, in cents."""

    expenditure_id: int
    accepted_on: date
    amount: Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class Posting:
    """A part of an expenditure to be posted on a day, out of these donations."""

    expenditure_id: int
    on: date
    parts: Mapping[int, Cents]


def check_amount(amount: Cents) -> None:
    """Raise unless ``amount`` is above zero and not beyond any fund."""
    if amount <= 0:
        raise AmountNotPositive
    if amount > LARGEST_AMOUNT:
        raise AmountTooLarge(limit=LARGEST_AMOUNT)


def check_instalments(amount: Cents, instalments: Sequence[Cents]) -> None:
    """Raise unless each instalment is above zero and all come to no more than the agreement."""
    for it in (amount, *instalments):
        check_amount(it)
    total = Cents(sum(instalments))
    if total > amount:
        raise InstalmentsExceedAgreement(instalments=total, amount=amount)


def check_within_agreement(
    amount: Cents, *, agreed: Cents, paid: Cents, refunded: Cents, reference: str
) -> None:
    """Raise when a payment would bring what the partner keeps above what was agreed."""
    left = Cents(agreed - paid + refunded)
    if amount > left:
        raise AgreementExceeded(left=max(left, ZERO), requested=amount, reference=reference)


def share(left: Mapping[int, Cents], amount: Cents) -> dict[int, Cents]:
    """Share ``amount`` in proportion to what each donation has left, ties by donation id."""
    parts = zip(left, split(amount, list(left.values())), strict=True)
    return {donation_id: part for donation_id, part in parts if part}


def choose(
    sources: Sources, amount: Cents, on: date, lines: Sequence[Line] | None
) -> dict[int, Cents]:
    """Say whose money pays ``amount`` on a day: the chosen lines or, without, in proportion.

    Raises MoreThanLeft saying how much there is, what binds a chosen donation, LineExceedsDonation
    or LinesDoNotAddUp.
    """
    check_amount(amount)
    if lines is not None:
        return check_lines(sources, amount, on, lines)
    free = sources.free(on)
    left = Cents(sum(free.values()))
    if amount > left:
        raise _more_than_left(sources, left, amount, on)
    return share(free, amount)


def _more_than_left(sources: Sources, left: Cents, requested: Cents, on: date) -> MoreThanLeft:
    bound = Cents(sum(sources.pot.left(on).values()) - left)
    kind = MoreThanFree if bound else MoreThanLeft
    return kind(
        left=left,
        bound=bound,
        on=on,
        requested=requested,
        project=sources.project,
        n_place=sources.place.label,
    )


def check_lines(
    sources: Sources, amount: Cents, on: date, lines: Sequence[Line]
) -> dict[int, Cents]:
    """Return chosen lines by donation; raise unless each may be taken and they come to ``amount``.

    Lines of zero are left out: a form has a line for each donation.
    """
    left = sources.pot.left(on)
    parts: dict[int, Cents] = {}
    for line in lines:
        reference = sources.references[line.donation_id]
        if line.amount < 0:
            raise AmountNotPositive
        if line.amount == 0:
            continue
        if line.donation_id in parts:
            raise SameDonationTwice(reference=reference)
        if line.donation_id in sources.bound:
            raise sources.bound[line.donation_id]
        there = left.get(line.donation_id, ZERO)
        if line.amount > there:
            raise LineExceedsDonation(
                reference=reference,
                left=there,
                on=on,
                requested=line.amount,
                n_place=sources.place.label,
            )
        parts[line.donation_id] = line.amount
    total = Cents(sum(parts.values()))
    if total != amount:
        raise LinesDoNotAddUp(total=total, amount=amount)
    return dict(sorted(parts.items()))


def plan(
    waiting: Sequence[Waiting],
    sources: Sources,
    not_before: date,
    chosen: Mapping[int, Sequence[Line]],
) -> list[Posting]:
    """Post what waits, in the order given, as far as there is money; the rest goes on waiting.

    Each part is dated the later of its expenditure's acceptance and ``not_before``, or the later
    day on which the money came. ``chosen`` lines (by expenditure) replace the shares of the first
    day, and must come to all that can be posted then.
    """
    postings = []
    pot = sources.pot.without(sources.bound)
    current = Sources(
        place=sources.place,
        project=sources.project,
        pot=pot,
        references=sources.references,
        bound=sources.bound,
    )
    for it in waiting:
        rest = it.amount
        lines = chosen.get(it.expenditure_id)
        for on in pot.days(max(it.accepted_on, not_before)):
            left = pot.left(on)
            amount = Cents(min(rest, sum(left.values())))
            if lines is not None:
                parts, lines = check_lines(current, amount, on, lines), None
            else:
                parts = share(left, amount) if amount else {}
            if parts:
                pot.take(on, parts)
                postings.append(Posting(expenditure_id=it.expenditure_id, on=on, parts=parts))
                rest = Cents(rest - amount)
            if not rest:
                break
    return postings
