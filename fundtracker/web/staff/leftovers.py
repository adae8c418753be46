"""What is left of a fund: each donor's choice, refunds, and carry-overs to another fund."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from sqlalchemy import select

from fundtracker import clock
from fundtracker.donations.errors import (
    AmountNotPositive,
    ChosenInTheFuture,
    ConsentMissing,
    FundToNeeded,
    MoreThanUnallocated,
    SameFund,
)
from fundtracker.donations.give_back import CarryOverTo, Refund, carry_over, refund
from fundtracker.donations.kinds import Leftover
from fundtracker.donations.leftover import ChooseLeftover, choose_leftover
from fundtracker.donations.queries import balances_of
from fundtracker.funds.errors import FundClosed
from fundtracker.funds.models import Fund
from fundtracker.funds.queries import decisions_of, get_fund, left_in
from fundtracker.i18n import N_, format_date, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.ledger.errors import DatedInTheFuture, InsufficientBalance, PeriodLocked
from fundtracker.ledger.places import Place
from fundtracker.position.leftovers_page import PAGE, LeftoverRow, leftover_list
from fundtracker.web import lists, reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, DateField, LineField, MoneyField
from fundtracker.web.forms import Form
from fundtracker.web.lists import Column, Kind
from fundtracker.web.said import say
from fundtracker.web.staff import records
from fundtracker.web.staff.blueprint import form_page, page
from fundtracker.web.uploads import FilesField

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal

_COLUMNS: list[Column[LeftoverRow]] = [
    Column("donor", N_("Donor"), lambda it: it.donor, is_drawn=True),
    Column("unallocated", N_("Unallocated"), lambda it: it.unallocated, Kind.AMOUNT),
    Column("held", N_("To be paid"), lambda it: it.held, Kind.AMOUNT),
    Column("advanced", N_("Paid, to be justified"), lambda it: it.advanced, Kind.AMOUNT),
    Column(
        "choice", N_("Donor’s choice"), lambda it: it.choice.choice.label if it.choice else None,
        is_drawn=True, is_sortable=False,
    ),
    Column("returned", N_("Refunded"), lambda it: it.returned, Kind.AMOUNT),
    Column("carried", N_("Carried over"), lambda it: it.carried, Kind.AMOUNT),
]  # fmt: skip

_BLAME: dict[type[Refusal], str] = {
    MoreThanUnallocated: "amount",
    AmountNotPositive: "amount",
    DatedInTheFuture: "on",
    PeriodLocked: "on",
    InsufficientBalance: "on",
    SameFund: "to_fund",
    FundToNeeded: "to_fund",
    FundClosed: "to_fund",
    ConsentMissing: "consent",
    ChosenInTheFuture: "dated_on",
}


@page("/funds/<code>/leftovers")
def leftovers(code: str) -> str | Response:
    """Show what is left of each donation, and what its donor wants done with it."""
    session = reading.session()
    fund = get_fund(session, code)
    wanted = lists.wanted(_COLUMNS, order="donor")
    found = leftover_list(
        session,
        fund.id,
        order=wanted.order,
        is_descending=wanted.is_descending,
        page=wanted.page,
        is_all=wanted.is_all,
    )
    pages = max(1, -(-found.n_all // PAGE))
    if wanted.file:
        title = f"{_('Leftovers')} {fund.code}"
        return lists.answer(wanted, found.rows, title=title, totals=found.totals)
    return render_template(
        "staff/leftovers.html",
        fund=fund,
        left=left_in(session, fund),
        shown=lists.show(wanted, found.rows, totals=found.totals, pages=pages),
        may_settle=any(it.is_to_settle for it in found.rows),
    )


class ChoiceForm(Form):
    """What a donor wants done with what is left."""

    choice = ChoiceField(lazy_gettext("The donor’s choice"), coerce=Leftover)
    to_fund = ChoiceField(lazy_gettext("Fund that it goes to"), coerce=int, required=False)
    dated_on = DateField(lazy_gettext("Date of the donor’s letter"))
    reference = LineField(lazy_gettext("Reference"), required=False, limit=150)
    file = FilesField(lazy_gettext("The letter itself"))


def _offer_funds(session: Session, field: ChoiceField, fund_id: int) -> None:
    field.offer(
        (it.id, it.name)
        for it in session.scalars(select(Fund).order_by(Fund.opened_on.desc()))
        if it.id != fund_id and it.state.allows_money
    )


@form_page("/donations/<reference>/leftover", Permission.RECORD_DONATION, files=True)
def choose_for_leftover(reference: str) -> tuple[str, int] | Response:
    """Record what a donor wants done with what is left of its gift."""
    session = reading.session()
    named = records.donation(session, reference)
    donation_id, code = named.donation.id, named.fund.code
    form = ChoiceForm(data={"dated_on": clock.today()})
    form.choice.offer_members(Leftover)
    _offer_funds(session, form.to_fund, named.fund.id)
    if form.is_sent():
        wanted = ChooseLeftover(
            donation_id=donation_id,
            choice=form.choice.data,
            dated_on=form.dated_on.data,
            to_fund_id=form.to_fund.data,
            reference=form.reference.data or "",
            file_sha256=form.file.first,
        )
        done = form.record(lambda session, by: choose_leftover(session, wanted, by=by).id, _BLAME)
        if done is not None:
            say(_("The donor’s choice is recorded."))
            return redirect(url_for(".leftovers", code=code), code=303)
    context = {"form": form, "named": records.donation(session, reference)}
    return render_template("staff/leftover_choice.html", **context), form.status


class RefundForm(Form):
    """Money paid back to its donor."""

    amount = MoneyField(lazy_gettext("Amount refunded"))
    on = DateField(lazy_gettext("Value date at the bank"))
    decision = ChoiceField(lazy_gettext("Decision"), coerce=int)
    bank_reference = LineField(lazy_gettext("Reference of the bank"), required=False)


def offer_decisions(session: Session, field: ChoiceField, fund_id: int) -> None:
    """Offer the decisions of a fund, the latest first."""
    field.offer(
        (it.id, f"{it.reference}, {format_date(it.decided_on)} · {it.subject}"[:120])
        for it in decisions_of(session, fund_id)
    )


@form_page("/donations/<reference>/refund", Permission.GIVE_BACK)
def refund_donor(reference: str) -> tuple[str, int] | Response:
    """Pay back to its donor what is left of a donation."""
    session = reading.session()
    named = records.donation(session, reference)
    donation_id, code = named.donation.id, named.fund.code
    left = balances_of(session, donation_id)[Place.UNALLOCATED]
    form = RefundForm(data={"amount": left or None, "on": clock.today()})
    offer_decisions(session, form.decision, named.fund.id)
    if form.is_sent():
        wanted = Refund(
            donation_id=donation_id,
            amount=form.amount.data,
            on=form.on.data,
            decision_id=form.decision.data,
            bank_reference=form.bank_reference.data or "",
        )
        number = form.record(lambda session, by: refund(session, wanted, by=by), _BLAME)
        if number is not None:
            undo = url_for(".reverse_entry", code=code, number=number, undo=1)
            say(_("Refunded: entry No %(number)s.", number=number), undo=undo)
            return redirect(url_for(".leftovers", code=code), code=303)
    context = {"form": form, "named": records.donation(session, reference), "left": left}
    return render_template("staff/refund_form.html", **context), form.status


class CarryOverForm(Form):
    """Money moved to another fund with the donor's consent."""

    to_fund = ChoiceField(lazy_gettext("Fund that it goes to"), coerce=int)
    amount = MoneyField(lazy_gettext("Amount carried over"))
    on = DateField(lazy_gettext("Date"))
    decision = ChoiceField(lazy_gettext("Decision"), coerce=int)
    consent = LineField(lazy_gettext("The donor’s consent: date and reference"), limit=300)


@form_page("/donations/<reference>/carry-over", Permission.GIVE_BACK)
def carry_donation_over(reference: str) -> tuple[str, int] | Response:
    """Move what is left of a donation to another fund: an entry in either book, in one act."""
    session = reading.session()
    named = records.donation(session, reference)
    donation_id, code = named.donation.id, named.fund.code
    left = balances_of(session, donation_id)[Place.UNALLOCATED]
    form = CarryOverForm(data={"amount": left or None, "on": clock.today()})
    offer_decisions(session, form.decision, named.fund.id)
    _offer_funds(session, form.to_fund, named.fund.id)
    if form.is_sent():
        wanted = CarryOverTo(
            donation_id=donation_id,
            to_fund_id=form.to_fund.data,
            amount=form.amount.data,
            on=form.on.data,
            decision_id=form.decision.data,
            consent=form.consent.data or "",
        )
        number = form.record(
            lambda session, by: carry_over(session, wanted, by=by).from_number, _BLAME
        )
        if number is not None:
            undo = url_for(".reverse_entry", code=code, number=number, undo=1)
            say(_("Carried over: entry No %(number)s.", number=number), undo=undo)
            return redirect(url_for(".leftovers", code=code), code=303)
    context = {"form": form, "named": records.donation(session, reference), "left": left}
    return render_template("staff/carry_over_form.html", **context), form.status
