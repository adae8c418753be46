"""Adding and editing the people who sign in, and auditors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from sqlalchemy import select

from fundtracker.acts import revisions
from fundtracker.acts.service import Subject
from fundtracker.funds.models import Fund
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.outbox import service as outbox
from fundtracker.position.timeline import timeline
from fundtracker.users import manage, second
from fundtracker.users import service as users_service
from fundtracker.users.auditors import named_funds
from fundtracker.users.erase import is_erased
from fundtracker.users.errors import (
    EmailTaken,
    EndsTooEarly,
    InvalidEmail,
    LastAdministrator,
    NoFundToAudit,
    NotOneself,
)
from fundtracker.users.models import DONOR_ROLES, STAFF_ROLES, Role
from fundtracker.users.passkeys import n_passkeys
from fundtracker.web import people, reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ChoiceField, DateField, LineField, SeveralField
from fundtracker.web.passwords import PASSWORD_FAULTS, Twice
from fundtracker.web.said import say
from fundtracker.web.security_log import note
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal

_LARGEST = 2**62

_BLAME: dict[type[Refusal], str] = {
    InvalidEmail: "email",
    EmailTaken: "email",
    **PASSWORD_FAULTS,
    NotOneself: "role",
    NoFundToAudit: "funds",
    EndsTooEarly: "expires_on",
    LastAdministrator: "role",
}


class UserForm(Twice):
    """Somebody who is to sign in."""

    name = LineField(lazy_gettext("Name"), limit=150)
    email = LineField(lazy_gettext("E-mail address"), limit=254)
    role = ChoiceField(lazy_gettext("Role"), coerce=Role)


class EditUserForm(EditForm):
    """A user as it is, to be edited."""

    name = LineField(lazy_gettext("Name"), limit=150)
    role = ChoiceField(lazy_gettext("Role"), coerce=Role)


class _Audit:
    """What an auditor reads, and until when."""

    funds = SeveralField(lazy_gettext("Funds"))
    expires_on = DateField(lazy_gettext("Until"))


class AuditorForm(_Audit, Twice):
    """An auditor who is to sign in."""

    name = LineField(lazy_gettext("Name"), limit=150)
    email = LineField(lazy_gettext("E-mail address"), limit=254)


class EditAuditorForm(_Audit, EditForm):
    """An auditor as it is, to be edited."""

    name = LineField(lazy_gettext("Name"), limit=150)


@form_page("/users/new", Permission.MANAGE_USERS)
def new_user() -> tuple[str, int] | Response:
    """Add somebody who signs in."""
    form = UserForm()
    form.role.offer_members(STAFF_ROLES)
    if form.is_sent() and form.is_same():
        wanted = users_service.AddUser(
            email=form.email.data or "", name=form.name.data or "", role=form.role.data
        )
        if _add(form, wanted):
            return redirect(url_for(".users"), code=303)
    html = render_template(
        "staff/user_form.html", form=form, user=None, can_write=people.has_mail()
    )
    return html, form.status


@form_page("/users/new-auditor", Permission.MANAGE_USERS)
def new_auditor() -> tuple[str, int] | Response:
    """Add somebody who reads named funds until a day, and writes nothing."""
    form = AuditorForm()
    form.funds.offer(_offered(reading.session()))
    if form.is_sent() and form.is_same():
        wanted = users_service.AddUser(
            email=form.email.data or "",
            name=form.name.data or "",
            role=Role.AUDITOR,
            expires_on=form.expires_on.data,
            fund_ids=tuple(form.funds.data or ()),
        )
        if _add(form, wanted):
            return redirect(url_for(".users"), code=303)
    html = render_template(
        "staff/user_form.html", form=form, user=None, can_write=people.has_mail()
    )
    return html, form.status


def _add(form: UserForm | AuditorForm, wanted: users_service.AddUser) -> bool:
    """Invite somebody, or add them with the password that was typed; tell whether it was done."""
    password = form.password.data or ""
    invites = not password and people.has_mail()
    made = form.record(
        lambda session, by: (
            people.invited(session, wanted, of=people.STAFF, by=by)
            if invites
            else users_service.create_user(session, wanted, password=password, by=by).id
        ),
        _BLAME,
    )
    if made is None:
        return False
    say(
        _("Invited: the mail is on its way.")
        if invites
        else _("User added. Tell them their password by another way than e-mail.")
    )
    return True


def _offered(session: Session) -> list[tuple[int, str]]:
    rows = session.execute(select(Fund.id, Fund.name).order_by(Fund.opened_on.desc(), Fund.id))
    return [(fund_id, name) for fund_id, name in rows]


@form_page("/users/<int:user_id>", Permission.MANAGE_USERS)
def user(user_id: int) -> tuple[str, int] | Response:
    """Show somebody who signs in, and edit name and role."""
    session = reading.session()
    user_id = min(user_id, _LARGEST)
    form = _recorded(session, user_id, is_recorded=False)
    if form.is_sent():
        wanted = _edited(form, user_id)
        done = form.record(lambda session, by: manage.edit_user(session, wanted, by=by).id, _BLAME)
        if done is not None:
            say(_("User edited."))
            return redirect(url_for(".users"), code=303)
    if form.is_outdated:
        recorded: EditForm = _recorded(session, user_id, is_recorded=True)
        EditForm.compare(form, recorded)
    shown = manage.get_user(session, user_id)
    html = render_template(
        "staff/user_form.html",
        form=form,
        user=shown,
        can_write=people.has_mail(),
        mails=outbox.last_to(session, shown.email),
        has_second=second.has_one(session, user_id) or n_passkeys(session, user_id) > 0,
        is_erased=is_erased(shown),
        deeds=timeline(session, [Subject(kind="user", record_id=user_id)], limit=50),
    )
    note("personal_data", of="user")
    return html, form.status


def _edited(form: EditUserForm | EditAuditorForm, user_id: int) -> manage.EditUser:
    """Read what the form says of a user."""
    if isinstance(form, EditUserForm):
        return manage.EditUser(
            user_id=user_id,
            version=form.seen_version,
            name=form.name.data or "",
            role=form.role.data,
        )
    return manage.EditUser(
        user_id=user_id,
        version=form.seen_version,
        name=form.name.data or "",
        role=Role.AUDITOR,
        expires_on=form.expires_on.data,
        fund_ids=tuple(form.funds.data or ()),
    )


def _recorded(
    session: Session, user_id: int, *, is_recorded: bool
) -> EditUserForm | EditAuditorForm:
    found = manage.get_user(session, user_id)
    version = revisions.version_of(session, Subject(kind="user", record_id=user_id))
    if found.role is Role.AUDITOR:
        auditor = EditAuditorForm(
            version=version,
            is_recorded=is_recorded,
            data={
                "name": found.name,
                "expires_on": found.expires_on,
                "funds": named_funds(session, user_id),
            },
        )
        auditor.funds.offer(_offered(session))
        return auditor
    form = EditUserForm(
        version=version,
        is_recorded=is_recorded,
        data={"name": found.name, "role": found.role},
    )
    form.role.offer_members(DONOR_ROLES if found.role.is_donor else STAFF_ROLES)
    return form
