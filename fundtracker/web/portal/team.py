"""The people of the donor's team: the lead invites them, and ends their access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, url_for

from fundtracker.i18n import gettext as _
from fundtracker.web import people
from fundtracker.web.access import Permission
from fundtracker.web.portal.blueprint import form_page, own_page

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.web.portal.own import Own


@own_page("/team")
def team(own: Own) -> str:
    """Show who of the collectivity signs in here."""
    return render_template(
        "portal/team.html",
        collectivity=own.collectivity,
        members=own.members(),
        state_of=people.state_of,
    )


@form_page("/team/new", Permission.LEAD_TEAM)
def invite(own: Own) -> tuple[str, int] | Response:
    """Invite somebody into the team."""
    return people.invite_page(_team(own))


@form_page("/team/<int:user_id>", Permission.LEAD_TEAM)
def member(own: Own, user_id: int) -> tuple[str, int] | Response:
    """Show somebody of the team; invite again, end the access or give it again."""
    return people.person_page(_team(own), own.member(user_id).id)


def _team(own: Own) -> people.Team:
    back = url_for(".team")
    return people.Team(
        collectivity_id=own.collectivity.id,
        name=own.collectivity.name,
        crumbs=[(_("Our team"), back)],
        back=back,
    )
