"""Money that is nobody's gift: interest, a payer to be identified, CUF's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.record import RecordDonation, record_donation
from fundtracker.funds.errors import FundClosed
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from werkzeug import Response

# Money carried in comes by the carry-over itself, in both books at once.
KINDS = (DonationKind.TO_IDENTIFY, DonationKind.INCOME, DonationKind.OWN)


class OtherMoneyForm(Form):
    """Where the money comes from."""

    kind = ChoiceField(lazy_gettext("Kind of money"), coerce=DonationKind)
    note = ProseField(lazy_gettext("Note"), limit=2000)


@form_page("/funds/<code>/other-money/new", Permission.RECORD_DONATION)
def new_other_money(code: str) -> tuple[str, int] | Response:
    """Open a line for money that is nobody's gift; its payment is recorded next."""
    fund = get_fund(reading.session(), code)
    fund_id = fund.id
    form = OtherMoneyForm(data={"kind": DonationKind.TO_IDENTIFY})
    form.kind.offer_members(KINDS)
    if form.is_sent():
        wanted = RecordDonation(fund_id=fund_id, kind=form.kind.data, note=form.note.data or "")
        made = form.record(
            lambda session, by: record_donation(session, wanted, by=by).reference,
            {FundClosed: "kind"},
        )
        if made is not None:
            say(_("Recorded under %(reference)s: now its payment.", reference=made))
            return redirect(url_for(".receive", reference=made), code=303)
    context = {"form": form, "fund": get_fund(reading.session(), code)}
    return render_template("staff/other_money_form.html", **context), form.status
