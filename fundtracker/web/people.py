"""The people of a collectivity who sign in: inviting them, and ending their access.

The same pages for the staff and for the lead of a donor's team; each says whose people they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, request

from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.outbox import service as outbox
from fundtracker.parties import queries as parties
from fundtracker.parties.queries import get_collectivity
from fundtracker.users import invite, manage
from fundtracker.users.errors import EmailTaken, InvalidEmail
from fundtracker.users.models import DONOR_ROLES, Role
from fundtracker.users.service import AddUser
from fundtracker.web import letters, reading
from fundtracker.web.fields import ChoiceField, LineField
from fundtracker.web.forms import Form
from fundtracker.web.said import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from werkzeug import Response

    from config import Settings
    from fundtracker.acts.service import Signature
    from fundtracker.errors import Refusal
    from fundtracker.users.models import User

# Whose people the staff are.
STAFF = parties.NAME

BLAME: dict[type[Refusal], str] = {InvalidEmail: "email", EmailTaken: "email"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Whose people: a collectivity, and where its list of them is."""

    collectivity_id: int
    name: str
    crumbs: Sequence[tuple[str, str]]
    back: str


class InviteForm(Form):
    """Somebody to be invited."""

    name = LineField(lazy_gettext("Name"), limit=150)
    email = LineField(lazy_gettext("E-mail address"), limit=254)
    role = ChoiceField(lazy_gettext("Role"), coerce=Role)


class PersonForm(Form):
    """The buttons about somebody: to invite again, to end the access, to give it again."""


def has_mail() -> bool:
    """Tell whether somebody invited would be told so."""
    settings: Settings = current_app.extensions["settings"]
    return settings.has_mail


def invited(session: Session, wanted: AddUser, *, of: str, by: Signature) -> int:
    """Invite somebody, and queue the letter that says so; return the user's id."""
    found = invite.invite(session, wanted, by=by)
    if found.link is not None:
        letters.invitation(session, found.user, found.link, of=of)
    return found.user.id


def invited_again(session: Session, user_id: int, *, of: str, by: Signature) -> int:
    """Send somebody who never came another link; return the user's id."""
    found = invite.invite_again(session, invite.InviteAgain(user_id=user_id), by=by)
    if found.link is not None:
        letters.invitation(session, found.user, found.link, of=of)
    return found.user.id


def invite_page(team: Team) -> tuple[str, int] | Response:
    """Invite somebody of a collectivity."""
    form = InviteForm(data={"role": Role.AGENT})
    form.role.offer_members(DONOR_ROLES)
    if form.is_sent():
        wanted = AddUser(
            email=form.email.data or "",
            name=form.name.data or "",
            role=form.role.data,
            collectivity_id=team.collectivity_id,
        )
        done = form.record(lambda session, by: invited(session, wanted, of=team.name, by=by), BLAME)
        if done is not None:
            say(_("Invited: the mail is on its way."))
            return redirect(team.back, code=303)
    html = render_template("people/invite.html", form=form, team=team, can_write=has_mail())
    return html, form.status


def person_page(team: Team, user_id: int) -> tuple[str, int] | Response:
    """Show somebody of a collectivity: invite again, end the access or give it again."""
    manage.get_member(reading.session(), team.collectivity_id, user_id)
    form = PersonForm()
    what = request.form.get("what", "")
    if form.is_sent() and what in _DONE:
        done = form.record(lambda session, by: _do(session, what, user_id, team, by))
        if done is not None:
            say(_DONE_WORDS[what]())
            return redirect(team.back, code=303)
    user = manage.get_member(reading.session(), team.collectivity_id, user_id)
    html = render_template(
        "people/person.html",
        form=form,
        team=team,
        user=user,
        can_write=has_mail(),
        mails=outbox.last_to(reading.session(), user.email),
    )
    return html, form.status


_DONE = ("again", "end", "give")
_DONE_WORDS = {
    "again": lambda: _("Invited again: the mail is on its way, and the older link is dead."),
    "end": lambda: _("Access ended, at once."),
    "give": lambda: _("Access given again."),
}


def _do(session: Session, what: str, user_id: int, team: Team, by: Signature) -> int:
    # Asked again under the lock: somebody may have been moved meanwhile.
    manage.get_member(session, team.collectivity_id, user_id)
    if what == "again":
        return invited_again(session, user_id, of=team.name, by=by)
    wanted = manage.SetActive(user_id=user_id, is_active=what == "give")
    return manage.set_active(session, wanted, by=by).id


def state_of(user: User) -> str:
    """Say in a word how far somebody is: invited, signing in, or out."""
    if not user.active:
        return "ended"
    return "in" if user.signed_in_at else "invited"


def whose(session: Session, user: User) -> str:
    """Name whose people a user is of."""
    if user.collectivity_id is None:
        return STAFF
    return get_collectivity(session, user.collectivity_id).name
