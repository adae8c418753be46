"""Doing what donors chose with what is left of a fund, many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from fundtracker import clock
from fundtracker.donations.errors import NothingChosen
from fundtracker.donations.settle import SettleLeftovers, settle
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import format_amount, lazy_gettext, ngettext
from fundtracker.i18n import gettext as _
from fundtracker.ledger.errors import DatedInTheFuture, InsufficientBalance, PeriodLocked
from fundtracker.money import Cents
from fundtracker.position.leftovers_page import to_settle
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.asked import identity
from fundtracker.web.fields import ChoiceField, DateField, LineField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page
from fundtracker.web.staff.leftovers import offer_decisions

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.donations.settle import Settled
    from fundtracker.errors import Refusal

_BLAME: dict[type[Refusal], str] = {
    DatedInTheFuture: "on",
    PeriodLocked: "on",
    InsufficientBalance: "on",
    NothingChosen: "",
}


class SettleForm(Form):
    """When, and by which decision; whose is beside each line."""

    on = DateField(lazy_gettext("Date"))
    decision = ChoiceField(lazy_gettext("Decision"), coerce=int)
    bank_reference = LineField(lazy_gettext("Reference of the bank"), required=False)


@form_page("/funds/<code>/leftovers/settle", Permission.GIVE_BACK)
def settle_leftovers(code: str) -> tuple[str, int] | Response:
    """Refund or carry over what is left, as donors chose."""
    session = reading.session()
    fund_id = get_fund(session, code).id
    form = SettleForm(data={"on": clock.today()})
    offer_decisions(session, form.decision, fund_id)
    chosen = _chosen() if request.method == "POST" else None
    if form.is_sent():
        wanted = SettleLeftovers(
            fund_id=fund_id,
            choice_ids=chosen or (),
            on=form.on.data,
            decision_id=form.decision.data,
            bank_reference=form.bank_reference.data or "",
        )
        done = form.record(lambda session, by: settle(session, wanted, by=by), _BLAME)
        if done is not None:
            say(_told(done))
            return redirect(url_for(".leftovers", code=code), code=303)
    session = reading.session()
    lines = to_settle(session, fund_id)
    html = render_template(
        "staff/settle_form.html",
        form=form,
        fund=get_fund(session, code),
        lines=lines,
        chosen=chosen,
        total=Cents(sum(it.unallocated for it in lines)),
    )
    return html, form.status


def _told(done: Settled) -> str:
    """Say what was done; a second click did nothing more."""
    if not done.count:
        return _("These donations are settled already.")
    return ngettext(
        "%(num)s donation is settled: %(amount)s.",
        "%(num)s donations are settled: %(amount)s.",
        done.count,
        amount=format_amount(done.amount),
    )


def _chosen() -> tuple[int, ...]:
    """Return the choices that were ticked."""
    found = (identity(it) for it in request.form.getlist("choice"))
    return tuple(it for it in found if it is not None)
