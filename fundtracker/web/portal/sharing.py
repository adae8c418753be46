"""Links by which the donor shows its page of a fund to somebody without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker import clock
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.users import shares
from fundtracker.users.errors import ShareTooLong
from fundtracker.web.access import Permission
from fundtracker.web.fields import DateField, LineField
from fundtracker.web.forms import Form
from fundtracker.web.portal.blueprint import form_page
from fundtracker.web.portal.tokens import token_of
from fundtracker.web.said import say
from fundtracker.web.urls import absolute

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.users.models import ShareLink
    from fundtracker.web.portal.own import Own

_USUAL = timedelta(days=90)


class ShareForm(Form):
    """A new link."""

    label = LineField(lazy_gettext("For whom"), limit=150)
    expires_on = DateField(lazy_gettext("Until"))


class WithdrawForm(Form):
    """The button that withdraws a link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A link as its list shows it; no address where it opens nothing any more."""

    link: ShareLink
    address: str | None


@form_page("/funds/<code>/share", Permission.SHARE_GIFTS)
def share(own: Own, code: str) -> tuple[str, int] | Response:
    """List the links to the donor's page of a fund, and make one."""
    fund = own.fund(code).fund
    form = ShareForm(data={"expires_on": clock.today() + _USUAL})
    if form.is_sent():
        wanted = shares.SharePage(
            collectivity_id=own.collectivity.id,
            fund_id=fund.id,
            label=form.label.data or "",
            expires_on=form.expires_on.data,
        )
        made = form.record(
            lambda session, by: shares.share_page(session, wanted, by=by).id,
            {ShareTooLong: "expires_on"},
        )
        if made is not None:
            say(_("Link made: copy its address from the list."))
            return redirect(url_for(".share", code=fund.code), code=303)
    lines = [Line(link=it, address=_address(it)) for it in own.links(fund)]
    html = render_template("portal/share.html", form=form, fund=fund, lines=lines)
    return html, form.status


@form_page("/funds/<code>/share/<int:share_id>/withdraw", Permission.SHARE_GIFTS)
def withdraw_share(own: Own, code: str, share_id: int) -> tuple[str, int] | Response:
    """Withdraw a link: whoever has it sees nothing any more."""
    fund = own.fund(code).fund
    link = own.link(fund, share_id)
    form = WithdrawForm()
    if form.is_sent():
        wanted = shares.WithdrawShare(collectivity_id=own.collectivity.id, share_id=link.id)
        done = form.record(lambda session, by: shares.withdraw_share(session, wanted, by=by).id)
        if done is not None:
            say(_("Link withdrawn: it opens nothing any more."))
            return redirect(url_for(".share", code=fund.code), code=303)
    html = render_template("portal/share_withdraw.html", form=form, fund=fund, link=link)
    return html, form.status


def _address(link: ShareLink) -> str | None:
    if link.withdrawn_at is not None or link.expires_on < clock.today():
        return None
    return absolute(url_for(".shared", token=token_of(link)))
