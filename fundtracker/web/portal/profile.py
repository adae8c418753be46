"""What is known of the donor, and what it lets be published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.parties.edit import SetConsent, set_consent
from fundtracker.web import describing
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField
from fundtracker.web.forms import Form
from fundtracker.web.portal.blueprint import form_page, own_page
from fundtracker.web.said import say

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.web.portal.own import Own


class ConsentForm(Form):
    """Whether the donor's amounts may be published."""

    publishes = ChoiceField(lazy_gettext("May our amounts be published?"), coerce=str)


@own_page("/profile")
def profile(own: Own) -> str:
    """Show what is known of the donor."""
    return render_template(
        "portal/profile.html",
        collectivity=own.collectivity,
        aliases=own.aliases(),
        successions=own.successions(),
    )


@own_page("/profile/logo.jpg")
def logo(own: Own) -> Response:
    """Show the donor's logo."""
    return own.logo()


@form_page("/profile/describe", Permission.LEAD_TEAM, files=True)
def describe(own: Own) -> tuple[str, int] | Response:
    """Say where letters go, and what stands on reports."""
    form = own.describe_form()
    if form.is_sent():
        if describing.recorded(form, own.collectivity.id):
            say(_("Recorded: letters and reports bear it from now on."))
            return redirect(url_for(".profile"), code=303)
        if form.is_outdated:
            form.compare(own.describe_form(is_recorded=True))
    html = render_template(
        "people/describe.html",
        form=form,
        collectivity=own.collectivity,
        crumbs=[(_("Our collectivity"), url_for(".profile"))],
        back=url_for(".profile"),
    )
    return html, form.status


@form_page("/profile/consent", Permission.LEAD_TEAM)
def consent(own: Own) -> tuple[str, int] | Response:
    """Say whether the donor's amounts may be published beside its name."""
    present = {True: "yes", False: "no", None: ""}[own.collectivity.publishes_amounts]
    form = ConsentForm(data={"publishes": present})
    form.publishes.offer(
        [
            ("yes", _("yes: our name and our amounts")),
            ("no", _("no: our name alone")),
        ]
    )
    if form.is_sent():
        wanted = SetConsent(
            collectivity_id=own.collectivity.id, publishes_amounts=form.publishes.data == "yes"
        )
        done = form.record(lambda session, by: set_consent(session, wanted, by=by).id)
        if done is not None:
            say(_("Recorded: public pages follow it from now on."))
            return redirect(url_for(".profile"), code=303)
    html = render_template("portal/consent.html", form=form, collectivity=own.collectivity)
    return html, form.status
