"""The form of an allocation: how much, to which project, by which decision, and whose money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request
from sqlalchemy import select

from fundtracker.allocations import queries as allocations
from fundtracker.allocations.errors import NotEnoughFreeMoney
from fundtracker.allocations.rules import Line, Method, Source, propose
from fundtracker.donations.models import Donation
from fundtracker.donations.queries import target_of
from fundtracker.donations.restrictions import obstacle
from fundtracker.i18n import format_amount, gettext, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.money import ZERO, Cents, InvalidAmount, parse_amount
from fundtracker.parties.models import Collectivity
from fundtracker.web.fields import AMOUNT_FAULTS, ChoiceField, DateField, MoneyField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.staff.asked import identity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from fundtracker.projects.models import Project

# More lines than anybody changes by hand; beyond, the split is recorded as proposed.
EDITABLE = 400


class AllocationForm(Form):
    """What is allocated; the lines, one a donation, are fields of the page besides."""

    project = ChoiceField(lazy_gettext("Project"), coerce=int)
    decision = ChoiceField(lazy_gettext("Decision that it follows"), coerce=int)
    amount = MoneyField(lazy_gettext("Amount to allocate"))
    on = DateField(lazy_gettext("Date of the allocation"))
    method = ChoiceField(lazy_gettext("Proposed split"), coerce=Method)
    memo = ProseField(lazy_gettext("Note"), limit=1000)


@dataclass(slots=True, kw_only=True)
class SplitLine:
    """A donation of the split: what it has left, what it gives, why it may not."""

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


def sources_of(session: Session, fund_id: int, donation_id: int | None) -> list[Source]:
    """List what may give: every donation of the fund with money left, or one of them alone."""
    found = allocations.sources(session, fund_id)
    return [it for it in found if donation_id in {None, it.donation_id}]


def proposed(
    session: Session, sources: Sequence[Source], project: Project, form: AllocationForm
) -> list[SplitLine]:
    """Share the amount of the form; without enough free money the form says so."""
    target = target_of(project)
    try:
        lines = propose(sources, target, form.amount.data, form.method.data or Method.PROPORTIONAL)
    except NotEnoughFreeMoney as refusal:
        form.refuse("amount", refusal)
        lines = []
    amounts = {line.donation_id: line.amount for line in lines}
    return _split(session, sources, project, amounts)


def typed(session: Session, sources: Sequence[Source], project: Project | None) -> list[SplitLine]:
    """Read the lines as they were typed; each says what is wrong with it."""
    lines = _split(session, sources, project, {})
    for line in lines:
        line.typed = request.form.get(line.name, "")[:60]
        if not line.typed.strip():
            continue
        try:
            line.amount = parse_amount(line.typed, allow_zero=True)
        except InvalidAmount as invalid:
            line.error = gettext(AMOUNT_FAULTS[invalid.fault])
        else:
            if line.amount > line.left:
                line.error = _("Only %(left)s is left.", left=format_amount(line.left))
    return lines


def posted() -> tuple[Line, ...]:
    """Return the lines as they were sent, without those that cannot be read."""
    lines = []
    for name, text in request.form.items():
        donation_id = identity(name.removeprefix("line-")) if name.startswith("line-") else None
        try:
            amount = parse_amount(text[:60], allow_zero=True)
        except InvalidAmount:
            continue
        if donation_id is not None and amount:
            lines.append(Line(donation_id=donation_id, amount=amount))
    return tuple(lines)


def was_split() -> bool:
    """Tell whether the posted form already had lines."""
    return any(name.startswith("line-") for name in request.form)


def lines_of(lines: Sequence[SplitLine]) -> tuple[Line, ...]:
    """Return the lines that give something."""
    return tuple(
        Line(donation_id=line.donation_id, amount=line.amount) for line in lines if line.amount
    )


def check_total(form: AllocationForm, lines: Sequence[SplitLine]) -> bool:
    """Tell whether the lines are right and make the amount; the form says what is wrong."""
    if any(line.error for line in lines):
        form.form_errors = [*form.form_errors, _("Check the lines of the split.")]
    else:
        total = Cents(sum(line.amount for line in lines))
        if total == form.amount.data:
            return True
        form.amount.errors = [
            _(
                "The lines make %(total)s, the amount says %(amount)s: change either.",
                total=format_amount(total),
                amount=format_amount(form.amount.data),
            )
        ]
    form.status = 422
    return False


def _split(
    session: Session,
    sources: Sequence[Source],
    project: Project | None,
    amounts: Mapping[int, Cents],
) -> list[SplitLine]:
    donors = _donors(session, [it.donation_id for it in sources])
    target = target_of(project) if project is not None else None
    lines = []
    for it in sources:
        refusal = obstacle(it.restriction, target) if target is not None else None
        amount = amounts.get(it.donation_id, ZERO)
        lines.append(
            SplitLine(
                donation_id=it.donation_id,
                reference=it.restriction.donation_reference,
                donor=donors.get(it.donation_id),
                left=it.left,
                amount=amount,
                typed=format_amount(amount).replace("€", "").strip() if amount else "",
                obstacle=refusal.message() if refusal else None,
            )
        )
    return lines


def _donors(session: Session, donation_ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        select(Donation.id, Collectivity.name)
        .join(Collectivity, Collectivity.id == Donation.collectivity_id)
        .where(Donation.id.in_(donation_ids))
    )
    return dict(rows.all())
