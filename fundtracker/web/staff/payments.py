"""Payments to partners: their list, paying an instalment, taking a payment back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from wtforms import BooleanField

from fundtracker import clock
from fundtracker.funds.models import Fund
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import N_, format_amount, format_date, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.ledger.errors import DatedInTheFuture, InsufficientBalance, PeriodLocked
from fundtracker.ledger.places import Place
from fundtracker.money import ZERO, Cents
from fundtracker.position.payments_page import PAGE, PaymentRow, payment_list
from fundtracker.spending.disburse import Disburse, disburse
from fundtracker.spending.errors import (
    AgreementExceeded,
    InvalidCurrency,
    LineExceedsDonation,
    LinesDoNotAddUp,
    LocalAmountIncomplete,
    MoreThanLeft,
    NoSuchPayment,
)
from fundtracker.spending.models import Disbursement, PartnerAgreement
from fundtracker.spending.positions import agreement_position
from fundtracker.spending.queries import instalments_of
from fundtracker.spending.reject import RejectPayment, reject_payment
from fundtracker.web import asked, lists, reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, DateField, LineField, MoneyField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.lists import Column, Kind
from fundtracker.web.said import say
from fundtracker.web.staff import spending_records, whose_money
from fundtracker.web.staff.blueprint import form_page, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug import Response

    from fundtracker.errors import Refusal
    from fundtracker.spending.queries import InstalmentState
    from fundtracker.web.staff.spending_records import NamedAgreement

_COLUMNS: list[Column[PaymentRow]] = [
    Column("date", N_("Date"), lambda it: it.paid_on, Kind.DATE, is_drawn=True),
    Column("partner", N_("Partner"), lambda it: it.partner),
    Column("project", N_("Project"), lambda it: it.project),
    Column("agreement", N_("Agreement"), lambda it: it.agreement, is_usual=False),
    Column("instalment", N_("Instalment"), lambda it: it.instalment, Kind.COUNT, is_usual=False),
    Column("amount", N_("Amount"), lambda it: it.amount, Kind.AMOUNT, is_drawn=True),
    Column(
        "local", N_("In local currency"), lambda it: local_text(it.disbursement), is_sortable=False
    ),
    Column("donations", N_("Donations"), lambda it: it.n_donations, Kind.COUNT, is_usual=False),
    Column("bank", N_("Bank reference"), lambda it: it.disbursement.bank_reference or None),
    Column(
        "reversed", N_("Reversed by entry"), lambda it: it.reversed_by, Kind.COUNT,
        is_usual=False, is_sortable=False,
    ),
]  # fmt: skip

_BLAME: dict[type[Refusal], str] = {
    AgreementExceeded: "amount",
    MoreThanLeft: "amount",
    LinesDoNotAddUp: "amount",
    LineExceedsDonation: "amount",
    LocalAmountIncomplete: "local_amount",
    InvalidCurrency: "currency",
    DatedInTheFuture: "paid_on",
    PeriodLocked: "paid_on",
    InsufficientBalance: "paid_on",
}


def local_text(disbursement: Disbursement) -> str | None:
    """Write what the partner's bank gave, with its currency; None where it was euros."""
    if disbursement.local_amount is None:
        return None
    amount = format_amount(disbursement.local_amount).replace("€", "").strip()
    return f"{amount}\u00a0{disbursement.currency}"


@page("/funds/<code>/payments")
def payments(code: str) -> str | Response:
    """Show the payments of a fund to its partners."""
    session = reading.session()
    fund = get_fund(session, code)
    wanted = lists.wanted(_COLUMNS, order="-date")
    found = payment_list(
        session,
        fund.id,
        order=wanted.order,
        is_descending=wanted.is_descending,
        page=wanted.page,
        is_all=wanted.is_all,
    )
    totals = {"amount": found.total}
    if wanted.file:
        title = f"{_('Payments')} {fund.code}"
        return lists.answer(wanted, found.rows, title=title, totals=totals)
    return render_template(
        "staff/payments.html",
        fund=fund,
        n_all=found.n_all,
        shown=lists.show(wanted, found.rows, totals=totals, pages=max(1, -(-found.n_all // PAGE))),
    )


class PaymentForm(Form):
    """What was paid, for which instalment, and what arrived."""

    project = ChoiceField(lazy_gettext("Project"), coerce=int)
    instalment = ChoiceField(
        lazy_gettext("Instalment"), coerce=int, required=False, blank=lazy_gettext("none of them")
    )
    is_due = BooleanField(
        lazy_gettext("What it waits for was given")  # type: ignore[arg-type] # a lazy text is one
    )
    amount = MoneyField(lazy_gettext("Amount paid"))
    paid_on = DateField(lazy_gettext("Value date at the bank"))
    bank_fee = MoneyField(lazy_gettext("Charge of CUF’s bank"), required=False)
    bank_reference = LineField(lazy_gettext("Reference of the bank"), required=False)
    currency = LineField(lazy_gettext("Local currency"), required=False, limit=3)
    local_amount = MoneyField(
        lazy_gettext("Amount that the partner’s bank gave"), required=False, is_local=True
    )
    memo = ProseField(lazy_gettext("Note"), limit=1000)


@form_page("/funds/<code>/agreements/<int:agreement_id>/pay", Permission.PAY)
def pay(code: str, agreement_id: int) -> tuple[str, int] | Response:
    """Pay a partner under its agreement."""
    session = reading.session()
    named = spending_records.agreement(session, code, agreement_id)
    instalments = instalments_of(session, agreement_id)
    form = _form(named, instalments)
    if form.is_sent() and whose_money.is_final(form):
        warned = form.heeds(_warnings(form, instalments))
        number = _record(form, agreement_id) if warned else None
        if number is not None:
            undo = url_for(".correct", code=code, number=number)
            say(_("Payment recorded: entry No %(number)s.", number=number), undo=undo)
            return redirect(url_for(".agreement", code=code, agreement_id=agreement_id), code=303)
    named = spending_records.agreement(session, code, agreement_id)
    lines = (
        whose_money.shown(
            session, form, Place.HELD, form.project.data, None, form.amount.data or ZERO,
            form.paid_on.data or clock.today(),
        )
        if form.project.data and (form.amount.data or form.amount.typed)
        else []
    )  # fmt: skip
    html = render_template(
        "staff/payment_form.html",
        form=form,
        named=named,
        fund=named.fund,
        lines=lines,
        instalments=instalments,
        position=agreement_position(session, agreement_id),
    )
    return html, form.status


def _form(named: NamedAgreement, instalments: Sequence[InstalmentState]) -> PaymentForm:
    chosen = asked.identity(request.args.get("instalment", ""))
    due = next((it for it in instalments if it.paid < it.amount), None)
    due = next((it for it in instalments if it.instalment_id == chosen), due)
    form = PaymentForm(
        data={
            "project": named.projects[0].id if len(named.projects) == 1 else None,
            "instalment": due.instalment_id if due else None,
            "amount": Cents(due.amount - due.paid) if due else None,
            "paid_on": clock.today(),
        }
    )
    form.project.offer((it.id, it.title) for it in named.projects)
    form.instalment.offer(
        (
            it.instalment_id,
            _("No %(rank)s, %(amount)s", rank=it.rank, amount=format_amount(it.amount))
            + (f", {format_date(it.due_on, 'short')}" if it.due_on else ""),
        )
        for it in instalments
    )
    return form


def _warnings(form: PaymentForm, instalments: Sequence[InstalmentState]) -> list[str]:
    chosen = next((it for it in instalments if it.instalment_id == form.instalment.data), None)
    if chosen is None:
        return []
    found = []
    left = Cents(chosen.amount - chosen.paid)
    if form.amount.data != left:
        found.append(
            _(
                "Of instalment No %(rank)s %(left)s is left to pay, not %(amount)s.",
                rank=chosen.rank,
                left=format_amount(left),
                amount=format_amount(form.amount.data),
            )
        )
    if chosen.condition and not form.is_due.data:
        found.append(
            _(
                "Instalment No %(rank)s waits for this: %(condition)s",
                rank=chosen.rank,
                condition=chosen.condition,
            )
        )
    return found


def _record(form: PaymentForm, agreement_id: int) -> int | None:
    wanted = Disburse(
        agreement_id=agreement_id,
        project_id=form.project.data,
        amount=form.amount.data,
        paid_on=form.paid_on.data,
        instalment_id=form.instalment.data,
        bank_reference=form.bank_reference.data or "",
        currency=(form.currency.data or "").upper() or None,
        local_amount=form.local_amount.data,
        lines=whose_money.lines(),
        memo=form.memo.data or "",
        bank_fee=form.bank_fee.data,
    )
    return form.record(lambda session, by: disburse(session, wanted, by=by).number, _BLAME)


class RejectForm(Form):
    """Why a payment counts as never made, and from which day."""

    on = DateField(lazy_gettext("Day on which the bank gave it back"))
    reason = LineField(lazy_gettext("Why"), limit=500)


@form_page("/funds/<code>/payments/<int:disbursement_id>/reject", Permission.CORRECT)
def reject(code: str, disbursement_id: int) -> tuple[str, int] | Response:
    """Take back a payment that never arrived, or was recorded by mistake."""
    session = reading.session()
    row = session.execute(
        select(Disbursement, PartnerAgreement)
        .join(PartnerAgreement, PartnerAgreement.id == Disbursement.agreement_id)
        .join(Fund, Fund.id == PartnerAgreement.fund_id)
        .where(Fund.code == code, Disbursement.id == min(disbursement_id, 2**62))
    ).one_or_none()
    if row is None:
        raise NoSuchPayment
    paid, agreement_id = row[0], row[1].id
    back = url_for(".agreement", code=code, agreement_id=agreement_id)
    form = RejectForm(data={"on": clock.today()})
    if form.is_sent():
        wanted = RejectPayment(
            disbursement_id=disbursement_id, on=form.on.data, reason=form.reason.data or ""
        )
        done = form.record(
            lambda session, by: reject_payment(session, wanted, by=by).id,
            {DatedInTheFuture: "on", PeriodLocked: "on"},
        )
        if done is not None:
            say(_("Payment taken back; what it had posted waits again."))
            return redirect(back, code=303)
    context = {"form": form, "fund": get_fund(session, code), "paid": paid, "back": back}
    return render_template("staff/payment_reject.html", **context), form.status
