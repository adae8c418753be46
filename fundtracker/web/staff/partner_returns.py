"""What a partner gives back, and what is given up of what it was paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker import clock
from fundtracker.donations.errors import AmountNotPositive
from fundtracker.funds.errors import DecisionNeeded
from fundtracker.funds.queries import decisions_of
from fundtracker.i18n import format_date, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.ledger.errors import DatedInTheFuture, InsufficientBalance, PeriodLocked
from fundtracker.ledger.places import Place
from fundtracker.money import ZERO
from fundtracker.spending.errors import LineExceedsDonation, LinesDoNotAddUp, MoreThanLeft
from fundtracker.spending.positions import agreement_position
from fundtracker.spending.refund import RefundByPartner, refund_by_partner
from fundtracker.spending.write_off import WriteOff, write_off
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, DateField, LineField, MoneyField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff import spending_records, whose_money
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal
    from fundtracker.web.staff.split import SplitLine

_BLAME: dict[type[Refusal], str] = {
    MoreThanLeft: "amount",
    LinesDoNotAddUp: "amount",
    LineExceedsDonation: "amount",
    AmountNotPositive: "amount",
    DatedInTheFuture: "on",
    PeriodLocked: "on",
    InsufficientBalance: "on",
    DecisionNeeded: "decision",
}


class RefundForm(Form):
    """Money that came back from a partner."""

    project = ChoiceField(lazy_gettext("Project"), coerce=int)
    amount = MoneyField(lazy_gettext("Amount given back"))
    on = DateField(lazy_gettext("Value date at the bank"))
    bank_reference = LineField(lazy_gettext("Reference of the bank"), required=False)
    reason = ProseField(lazy_gettext("Why"), limit=1000)


class WriteOffForm(Form):
    """What is given up, by a decision."""

    project = ChoiceField(lazy_gettext("Project"), coerce=int)
    amount = MoneyField(lazy_gettext("Amount given up"))
    on = DateField(lazy_gettext("Date"))
    decision = ChoiceField(lazy_gettext("Decision"), coerce=int)
    reason = ProseField(lazy_gettext("Why"), limit=1000)


def _lines(session: Session, form: RefundForm | WriteOffForm, agreement_id: int) -> list[SplitLine]:
    if not form.project.data:
        return []
    return whose_money.shown(
        session,
        form,
        Place.ADVANCED,
        form.project.data,
        agreement_id,
        form.amount.data or ZERO,
        form.on.data or clock.today(),
        is_use=False,
    )


@form_page("/funds/<code>/agreements/<int:agreement_id>/refund", Permission.PAY)
def partner_refund(code: str, agreement_id: int) -> tuple[str, int] | Response:
    """Record what a partner gave back."""
    session = reading.session()
    named = spending_records.agreement(session, code, agreement_id)
    alone = named.projects[0].id if len(named.projects) == 1 else None
    form = RefundForm(data={"on": clock.today(), "project": alone})
    form.project.offer((it.id, it.title) for it in named.projects)
    if form.is_sent() and whose_money.is_final(form):
        wanted = RefundByPartner(
            agreement_id=agreement_id,
            project_id=form.project.data,
            amount=form.amount.data,
            received_on=form.on.data,
            bank_reference=form.bank_reference.data or "",
            reason=form.reason.data or "",
            lines=whose_money.lines(),
        )
        number = form.record(lambda session, by: refund_by_partner(session, wanted, by=by), _BLAME)
        if number is not None:
            undo = url_for(".reverse_entry", code=code, number=number, undo=1)
            say(
                _("The partner’s refund is recorded: entry No %(number)s.", number=number),
                undo=undo,
            )
            return redirect(url_for(".agreement", code=code, agreement_id=agreement_id), code=303)
    lines = _lines(session, form, agreement_id)
    named = spending_records.agreement(session, code, agreement_id)
    html = render_template(
        "staff/partner_refund_form.html",
        form=form,
        named=named,
        fund=named.fund,
        lines=lines,
        position=agreement_position(session, agreement_id),
    )
    return html, form.status


@form_page("/funds/<code>/agreements/<int:agreement_id>/write-off", Permission.JUSTIFY)
def give_up(code: str, agreement_id: int) -> tuple[str, int] | Response:
    """Give up what a partner was paid and neither justified nor gave back."""
    session = reading.session()
    named = spending_records.agreement(session, code, agreement_id)
    alone = named.projects[0].id if len(named.projects) == 1 else None
    form = WriteOffForm(data={"on": clock.today(), "project": alone})
    form.project.offer((it.id, it.title) for it in named.projects)
    form.decision.offer(
        (it.id, f"{it.reference}, {format_date(it.decided_on)} · {it.subject}"[:120])
        for it in decisions_of(session, named.fund.id)
    )
    if form.is_sent() and whose_money.is_final(form):
        wanted = WriteOff(
            agreement_id=agreement_id,
            project_id=form.project.data,
            amount=form.amount.data,
            on=form.on.data,
            decision_id=form.decision.data,
            reason=form.reason.data or "",
            lines=whose_money.lines(),
        )
        number = form.record(lambda session, by: write_off(session, wanted, by=by), _BLAME)
        if number is not None:
            undo = url_for(".reverse_entry", code=code, number=number, undo=1)
            say(_("Given up: entry No %(number)s.", number=number), undo=undo)
            return redirect(url_for(".agreement", code=code, agreement_id=agreement_id), code=303)
    lines = _lines(session, form, agreement_id)
    named = spending_records.agreement(session, code, agreement_id)
    html = render_template(
        "staff/write_off_form.html",
        form=form,
        named=named,
        fund=named.fund,
        lines=lines,
        position=agreement_position(session, agreement_id),
    )
    return html, form.status
