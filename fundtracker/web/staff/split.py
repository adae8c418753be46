"""Whose money moves: a split over donations, proposed, changed line by line, and read again.

Allocations, payments, expenditures, refunds of partners and write-offs all show it, by
``macros/split.html``; the lines are fields of the page beside those of its form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from fundtracker.allocations.rules import Line
from fundtracker.i18n import format_amount, gettext
from fundtracker.i18n import gettext as _
from fundtracker.money import ZERO, Cents, InvalidAmount, parse_amount
from fundtracker.web.asked import identity
from fundtracker.web.fields import AMOUNT_FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fundtracker.spending.sources import ProposedLine
    from fundtracker.web.fields import MoneyField
    from fundtracker.web.forms import Form

# More lines than anybody changes by hand; beyond, the split is recorded as proposed.
EDITABLE = 400

_LONGEST = 60


@dataclass(slots=True, kw_only=True)
class SplitLine:
    """A donation of the split: what it has left, what it gives, why it may not; in cents."""

    donation_id: int
    reference: str
    donor: str | None
    left: Cents
    typed: str
    amount: Cents = ZERO
    error: str | None = None
    obstacle: str | None = None

    @property
    def name(self) -> str:
        """The name of the field of the line."""
        return f"line-{self.donation_id}"


def of_proposed(proposed: Iterable[ProposedLine]) -> list[SplitLine]:
    """Return the lines of a proposal as they are first shown."""
    return [
        SplitLine(
            donation_id=it.donation_id,
            reference=it.reference,
            donor=it.donor,
            left=it.left,
            amount=it.proposed,
            typed=as_typed(it.proposed),
            obstacle=it.obstacle,
        )
        for it in proposed
    ]


def as_typed(amount: Cents) -> str:
    """Write the amount of a line as somebody would type it; nothing for zero."""
    return format_amount(amount).replace("€", "").strip() if amount else ""


def was_split() -> bool:
    """Tell whether the form that was sent already had lines."""
    return any(name.startswith("line-") for name in request.form)


def read_typed(lines: Iterable[SplitLine]) -> None:
    """Read into the lines what was typed; each says what is wrong with it."""
    for line in lines:
        line.typed = request.form.get(line.name, "")[:_LONGEST]
        line.amount = ZERO
        if not line.typed.strip():
            continue
        try:
            line.amount = parse_amount(line.typed, allow_zero=True)
        except InvalidAmount as invalid:
            line.error = gettext(AMOUNT_FAULTS[invalid.fault])
        else:
            if line.amount > line.left:
                line.error = _("Only %(left)s is left.", left=format_amount(line.left))


def posted() -> tuple[Line, ...]:
    """Return the lines as they were sent, without those that cannot be read."""
    lines = []
    for name, text in request.form.items():
        donation_id = identity(name.removeprefix("line-")) if name.startswith("line-") else None
        try:
            amount = parse_amount(text[:_LONGEST], allow_zero=True)
        except InvalidAmount:
            continue
        if donation_id is not None and amount:
            lines.append(Line(donation_id=donation_id, amount=amount))
    return tuple(lines)


def is_readable() -> bool:
    """Tell whether every line that was sent is an amount, or empty."""
    for name, text in request.form.items():
        if name.startswith("line-") and text.strip():
            try:
                parse_amount(text[:_LONGEST], allow_zero=True)
            except InvalidAmount:
                return False
    return True


def lines_of(lines: Iterable[SplitLine]) -> tuple[Line, ...]:
    """Return the lines that give something."""
    return tuple(
        Line(donation_id=line.donation_id, amount=line.amount) for line in lines if line.amount
    )


def check_total(form: Form, field: MoneyField, lines: Sequence[SplitLine]) -> bool:
    """Tell whether the lines are right and make the amount of ``field``; the form says what not."""
    if any(line.error for line in lines):
        form.form_errors = [*form.form_errors, _("Check the lines of the split.")]
        form.status = 422
        return False
    return check_sum(form, field, lines)


def check_sum(form: Form, field: MoneyField, lines: Sequence[SplitLine | Line]) -> bool:
    """Tell whether the lines make the amount of ``field``; the form says what they make."""
    total = Cents(sum(line.amount for line in lines))
    if total == field.data:
        return True
    field.errors = [
        _(
            "The lines make %(total)s, the amount says %(amount)s: change either.",
            total=format_amount(total),
            amount=format_amount(field.data),
        )
    ]
    form.status = 422
    return False
