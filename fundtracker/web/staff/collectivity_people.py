"""The people of a collectivity who sign in, for the staff that invites them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from fundtracker.i18n import gettext as _
from fundtracker.parties.queries import get_collectivity
from fundtracker.web import people, reading
from fundtracker.web.access import Permission
from fundtracker.web.staff.blueprint import form_page
from fundtracker.web.staff.contacts import LARGEST

if TYPE_CHECKING:
    from werkzeug import Response


@form_page("/collectivities/<int:collectivity_id>/people/new", Permission.INVITE_DONORS)
def invite_of_collectivity(collectivity_id: int) -> tuple[str, int] | Response:
    """Invite somebody of a collectivity."""
    return people.invite_page(_team(collectivity_id))


@form_page("/collectivities/<int:collectivity_id>/people/<int:user_id>", Permission.INVITE_DONORS)
def person_of_collectivity(collectivity_id: int, user_id: int) -> tuple[str, int] | Response:
    """Show somebody of a collectivity; invite again, end the access or give it again."""
    return people.person_page(_team(collectivity_id), min(user_id, LARGEST))


def _team(collectivity_id: int) -> people.Team:
    found = get_collectivity(reading.session(), min(collectivity_id, LARGEST))
    back = url_for(".collectivity", collectivity_id=found.id)
    return people.Team(
        collectivity_id=found.id,
        name=found.name,
        crumbs=[(_("Collectivities"), url_for(".collectivities")), (found.name, back)],
        back=f"{back}#people",
    )
