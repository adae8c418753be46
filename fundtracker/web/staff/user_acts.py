"""What is done to somebody who signs in: disabled, erased, invited again, given a new password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from fundtracker.documents.erase import erase_person
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.users import manage, second
from fundtracker.users.erase import EraseUser
from fundtracker.web import people, reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import LineField
from fundtracker.web.forms import Form
from fundtracker.web.own_data import handed_out
from fundtracker.web.passwords import PASSWORD_FAULTS, Twice
from fundtracker.web.said import say
from fundtracker.web.security_log import note
from fundtracker.web.staff.blueprint import form_page, page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.acts.service import Signature
    from fundtracker.errors import Refusal
    from fundtracker.users.models import User

_LARGEST = 2**62


class ButtonForm(Form):
    """One button, and nothing to fill in."""


class EraseForm(Form):
    """The button that erases somebody, and why."""

    reason = LineField(lazy_gettext("Why"), required=False, limit=300)


class PasswordForm(Twice):
    """A new password for somebody."""


@form_page("/users/<int:user_id>/active", Permission.MANAGE_USERS)
def user_active(user_id: int) -> tuple[str, int] | Response:
    """Disable somebody, whose sessions end at once, or enable them again."""
    found = _found(user_id)
    to_active = request.form.get("active") == "1" if request.method == "POST" else not found.active
    wanted = manage.SetActive(user_id=found.id, is_active=to_active)
    return _ask(
        ButtonForm(),
        found.id,
        lambda session, by: manage.set_active(session, wanted, by=by).id,
        said=_("User enabled again.") if to_active else _("User disabled."),
        template="staff/user_active.html",
        to_active=to_active,
    )


@form_page("/users/<int:user_id>/erase", Permission.MANAGE_USERS)
def user_erase(user_id: int) -> tuple[str, int] | Response:
    """Erase somebody: the acts stay, under a number."""
    found = _found(user_id)
    form = EraseForm()
    wanted = EraseUser(user_id=found.id, reason=form.reason.data or "")
    return _ask(
        form,
        found.id,
        lambda session, by: erase_person(session, wanted, by=by).id,
        said=_("Erased: what was done stays, under a number."),
        template="staff/user_erase.html",
    )


@page("/users/<int:user_id>/data.json", Permission.MANAGE_USERS)
def user_data(user_id: int) -> Response:
    """Hand out all that is kept of somebody who asks for it."""
    found = _found(user_id)
    note("personal_data", of="user")
    return handed_out(reading.session(), found)


@form_page("/users/<int:user_id>/invitation", Permission.MANAGE_USERS)
def user_invitation(user_id: int) -> tuple[str, int] | Response:
    """Send somebody who never came another link."""
    found = _found(user_id)
    of = people.whose(reading.session(), found)
    return _ask(
        ButtonForm(),
        found.id,
        lambda session, by: people.invited_again(session, found.id, of=of, by=by),
        said=_("Invited again: the mail is on its way, and the older link is dead."),
        template="staff/user_invitation.html",
        is_back=True,
    )


@form_page("/users/<int:user_id>/second-factor", Permission.MANAGE_USERS)
def user_second_factor(user_id: int) -> tuple[str, int] | Response:
    """Take the second factor of somebody away who lost the phone and the recovery codes."""
    found = _found(user_id)
    wanted = second.RemoveSecondFactor(user_id=found.id)
    return _ask(
        ButtonForm(),
        found.id,
        lambda session, by: second.remove(session, wanted, by=by).id,
        said=_("Second factor taken away: tell them to set up another."),
        template="staff/user_second_factor.html",
        is_back=True,
    )


@form_page("/users/<int:user_id>/password", Permission.MANAGE_USERS)
def user_password(user_id: int) -> tuple[str, int] | Response:
    """Set somebody's password."""
    found = _found(user_id)
    form = PasswordForm()
    wanted = manage.SetPassword(user_id=found.id)
    return _ask(
        form,
        found.id,
        lambda session, by: (
            manage.set_password(session, wanted, password=form.password.data or "", by=by).id
        ),
        said=_("Password set: sessions with the old one have ended."),
        template="staff/user_password.html",
        blame=PASSWORD_FAULTS,
    )


def _found(user_id: int) -> User:
    return manage.get_user(reading.session(), min(user_id, _LARGEST))


def _ask(
    form: Form,
    user_id: int,
    act: Callable[[Session, Signature], int],
    *,
    said: str,
    template: str,
    is_back: bool = False,
    blame: Mapping[type[Refusal], str] | None = None,
    **context: object,
) -> tuple[str, int] | Response:
    """Do one thing to somebody and lead to the list, or back to them; or show what asks for it."""
    is_ready = form.is_sent() and (not isinstance(form, Twice) or form.is_same())
    if is_ready and form.record(act, blame) is not None:
        say(said)
        to = url_for(".user", user_id=user_id) if is_back else url_for(".users")
        return redirect(to, code=303)
    # Read again: ``record`` ended what was read before.
    shown = manage.get_user(reading.session(), user_id)
    return render_template(template, form=form, user=shown, **context), form.status
