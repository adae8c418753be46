"""Substitution: correcting whose money paid, by a decision, without touching other donors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker import clock
from fundtracker.acts.errors import ReasonMissing
from fundtracker.allocations.errors import (
    AllocationExceedsDonation,
    AmountNotPositive,
    SubstitutionExceeds,
    SubstitutionWithItself,
)
from fundtracker.allocations.substitute import Substitute, substitute
from fundtracker.donations.errors import DonationFrozen, OutsideEarmark, WrongBudget
from fundtracker.funds.queries import decisions_of
from fundtracker.i18n import format_amount, format_date, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.ledger.errors import DatedInTheFuture, InsufficientBalance, PeriodLocked
from fundtracker.ledger.places import SUBSTITUTABLE, Place
from fundtracker.position.project_page import project_facts
from fundtracker.position.substitution_page import candidates, owners
from fundtracker.web import asked, reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, DateField, MoneyField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.errors import Refusal
    from fundtracker.position.substitution_page import Candidate, Owned

_LARGEST = 2**62

_BLAME: dict[type[Refusal], str] = {
    SubstitutionExceeds: "amount",
    AmountNotPositive: "amount",
    SubstitutionWithItself: "by_donation",
    AllocationExceedsDonation: "by_donation",
    DonationFrozen: "by_donation",
    WrongBudget: "by_donation",
    OutsideEarmark: "by_donation",
    ReasonMissing: "reason",
    DatedInTheFuture: "on",
    PeriodLocked: "on",
    InsufficientBalance: "on",
}


class SubstituteForm(Form):
    """Which money is replaced, by whose, by which decision, and why."""

    replaced = ChoiceField(lazy_gettext("Money to replace"))
    by_donation = ChoiceField(lazy_gettext("Donation that stands in"), coerce=int)
    amount = MoneyField(lazy_gettext("Amount"))
    on = DateField(lazy_gettext("Date"))
    decision = ChoiceField(lazy_gettext("Decision"), coerce=int)
    reason = ProseField(lazy_gettext("Why"), limit=1000, required=True)


@form_page("/funds/<code>/projects/<int:project_id>/substitute", Permission.ALLOCATE)
def substitute_money(code: str, project_id: int) -> tuple[str, int] | Response:
    """Let one donation stand where another stood in a project."""
    session = reading.session()
    facts = project_facts(session, code, min(project_id, _LARGEST))
    owned = owners(session, project_id)
    free = candidates(session, facts.fund.id)
    form = _form(owned, free)
    form.decision.offer(
        (it.id, f"{it.reference}, {format_date(it.decided_on)} · {it.subject}"[:120])
        for it in decisions_of(session, facts.fund.id)
    )
    if form.is_sent():
        number = _record(form, project_id)
        if number is not None:
            undo = url_for(".reverse_entry", code=code, number=number, undo=1)
            say(_("Substituted: entry No %(number)s.", number=number), undo=undo)
            return redirect(url_for(".entry", code=code, number=number), code=303)
    html = render_template(
        "staff/substitute_form.html",
        form=form,
        facts=project_facts(session, code, project_id),
        can_be_done=bool(owned) and bool(free),
    )
    return html, form.status


def _form(owned: list[Owned], free: list[Candidate]) -> SubstituteForm:
    form = SubstituteForm(data={"on": clock.today()})
    form.replaced.offer(
        (
            it.key,
            _(
                "%(donor)s, %(reference)s: %(amount)s (%(place)s)",
                donor=it.donor,
                reference=it.reference,
                amount=format_amount(it.amount),
                place=it.place.label,
            ),
        )
        for it in owned
    )
    form.by_donation.offer(
        (
            it.donation_id,
            _(
                "%(donor)s, %(reference)s: %(amount)s unallocated",
                donor=it.donor,
                reference=it.reference,
                amount=format_amount(it.left),
            ),
        )
        for it in free
    )
    return form


def _record(form: SubstituteForm, project_id: int) -> int | None:
    place, donation_id, agreement_id = _address(form.replaced.data)
    wanted = Substitute(
        project_id=project_id,
        place=place,
        donation_id=donation_id,
        agreement_id=agreement_id,
        by_donation_id=form.by_donation.data,
        amount=form.amount.data,
        on=form.on.data,
        decision_id=form.decision.data,
        reason=form.reason.data or "",
    )
    return form.record(lambda session, by: substitute(session, wanted, by=by), _BLAME)


def _address(key: str) -> tuple[Place, int, int | None]:
    """Read the key of an owner's account: place, donation, agreement."""
    place, donation, agreement = key.split("-")
    assert Place(place) in SUBSTITUTABLE
    return Place(place), asked.identity(donation) or 0, asked.identity(agreement)
