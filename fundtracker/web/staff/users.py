"""The people who sign in, and who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from sqlalchemy import func, select

from fundtracker.acts import revisions
from fundtracker.acts.models import Act
from fundtracker.acts.service import Subject
from fundtracker.documents.send import forget_recipient
from fundtracker.funds.models import Fund
from fundtracker.i18n import N_, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.outbox import service as outbox
from fundtracker.parties.models import Collectivity
from fundtracker.position.timeline import timeline
from fundtracker.users import manage, second
from fundtracker.users import service as users_service
from fundtracker.users.auditors import named_funds
from fundtracker.users.erase import EraseUser, erase_user, is_erased
from fundtracker.users.errors import (
    EmailTaken,
    EndsTooEarly,
    InvalidEmail,
    LastAdministrator,
    NoFundToAudit,
    NotOneself,
)
from fundtracker.users.models import DONOR_ROLES, STAFF_ROLES, Role, User
from fundtracker.users.passkeys import n_passkeys
from fundtracker.web import lists, people, reading
from fundtracker.web.access import RIGHTS, Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ChoiceField, DateField, LineField, SeveralField
from fundtracker.web.forms import Form
from fundtracker.web.lists import Column, Kind
from fundtracker.web.own_data import handed_out
from fundtracker.web.passwords import PASSWORD_FAULTS, Twice
from fundtracker.web.said import say
from fundtracker.web.security_log import note
from fundtracker.web.staff.blueprint import form_page, page

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.acts.service import Signature
    from fundtracker.errors import Refusal

_LARGEST = 2**62
_STAFF_OF = "Cités Unies France"

_BLAME: dict[type[Refusal], str] = {
    InvalidEmail: "email",
    EmailTaken: "email",
    **PASSWORD_FAULTS,
    NotOneself: "role",
    NoFundToAudit: "funds",
    EndsTooEarly: "expires_on",
    LastAdministrator: "role",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLine:
    """Somebody who signs in, and when they last did something."""

    user: User
    collectivity: str | None
    last_act: datetime | None

    @property
    def signed_in_day(self) -> date | None:
        """The day on which they last signed in; None: they never came."""
        return self.user.signed_in_at.date() if self.user.signed_in_at else None

    @property
    def last_day(self) -> date | None:
        """The day of the last act."""
        return self.last_act.date() if self.last_act else None


_COLUMNS: list[Column[UserLine]] = [
    Column("name", N_("Name"), lambda it: it.user.name, is_drawn=True),
    Column("email", N_("E-mail address"), lambda it: it.user.email),
    Column("role", N_("Role"), lambda it: it.user.role.label),
    Column("collectivity", N_("Collectivity"), lambda it: it.collectivity),
    Column(
        "active", N_("May sign in"), lambda it: _("yes") if it.user.active else _("no"),
        is_drawn=True,
    ),
    Column("until", N_("Until"), lambda it: it.user.expires_on, Kind.DATE, is_usual=False),
    Column("since", N_("Since"), lambda it: it.user.created_at.date(), Kind.DATE),
    Column("signed_in", N_("Last signed in"), lambda it: it.signed_in_day, Kind.DATE),
    Column("last", N_("Last act"), lambda it: it.last_day, Kind.DATE),
]  # fmt: skip


@page("/users", Permission.MANAGE_USERS)
def users() -> str | Response:
    """Show everybody who signs in, or did."""
    session = reading.session()
    wanted = lists.wanted(_COLUMNS, order="name")
    note("personal_data", of="users")
    last = select(Act.actor_id, func.max(Act.at).label("at")).group_by(Act.actor_id).subquery()
    rows = session.execute(
        select(User, Collectivity.name, last.c.at)
        .outerjoin(Collectivity, Collectivity.id == User.collectivity_id)
        .outerjoin(last, last.c.actor_id == User.id)
        .order_by(User.name)
    )
    lines = lists.in_order(
        [UserLine(user=it, collectivity=name, last_act=at) for it, name, at in rows], wanted
    )
    if wanted.file:
        return lists.answer(wanted, lines, title=_("Users"))
    return render_template("staff/users.html", shown=lists.show(wanted, lines), n_all=len(lines))


class UserForm(Twice):
    """Somebody who is to sign in."""

    name = LineField(lazy_gettext("Name"), limit=150)
    email = LineField(lazy_gettext("E-mail address"), limit=254)
    role = ChoiceField(lazy_gettext("Role"), coerce=Role)


class PasswordForm(Twice):
    """A new password for somebody."""


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
            people.invited(session, wanted, of=_STAFF_OF, by=by)
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


class ActiveForm(Form):
    """The button that disables or enables somebody."""


@form_page("/users/<int:user_id>/active", Permission.MANAGE_USERS)
def user_active(user_id: int) -> tuple[str, int] | Response:
    """Disable somebody, whose sessions end at once, or enable them again."""
    session = reading.session()
    user_id = min(user_id, _LARGEST)
    found = manage.get_user(session, user_id)
    to_active = request.form.get("active") == "1" if request.method == "POST" else not found.active
    form = ActiveForm()
    if form.is_sent():
        wanted = manage.SetActive(user_id=user_id, is_active=to_active)
        done = form.record(lambda session, by: manage.set_active(session, wanted, by=by).id)
        if done is not None:
            say(_("User enabled again.") if to_active else _("User disabled."))
            return redirect(url_for(".users"), code=303)
    context = {"form": form, "user": manage.get_user(session, user_id), "to_active": to_active}
    return render_template("staff/user_active.html", **context), form.status


class EraseForm(Form):
    """The button that erases somebody, and why."""

    reason = LineField(lazy_gettext("Why"), required=False, limit=300)


@form_page("/users/<int:user_id>/erase", Permission.MANAGE_USERS)
def user_erase(user_id: int) -> tuple[str, int] | Response:
    """Erase somebody: the acts stay, under a number."""
    session = reading.session()
    user_id = min(user_id, _LARGEST)
    manage.get_user(session, user_id)
    form = EraseForm()
    if form.is_sent():
        wanted = EraseUser(user_id=user_id, reason=form.reason.data or "")
        if form.record(lambda session, by: _erase(session, wanted, by)):
            say(_("Erased: what was done stays, under a number."))
            return redirect(url_for(".users"), code=303)
    context = {"form": form, "user": manage.get_user(session, user_id)}
    return render_template("staff/user_erase.html", **context), form.status


def _erase(session: Session, wanted: EraseUser, by: Signature) -> int:
    email = manage.get_user(session, wanted.user_id).email
    user = erase_user(session, wanted, by=by)
    forget_recipient(session, email, user.email)
    return user.id


@page("/users/<int:user_id>/data.json", Permission.MANAGE_USERS)
def user_data(user_id: int) -> Response:
    """Hand out all that is kept of somebody who asks for it."""
    session = reading.session()
    found = manage.get_user(session, min(user_id, _LARGEST))
    note("personal_data", of="user")
    return handed_out(session, found)


class AgainForm(Form):
    """The button that invites somebody again."""


@form_page("/users/<int:user_id>/invitation", Permission.MANAGE_USERS)
def user_invitation(user_id: int) -> tuple[str, int] | Response:
    """Send somebody who never came another link."""
    session = reading.session()
    user_id = min(user_id, _LARGEST)
    manage.get_user(session, user_id)
    form = AgainForm()
    if form.is_sent():
        of = _whose(session, user_id)
        done = form.record(lambda session, by: people.invited_again(session, user_id, of=of, by=by))
        if done is not None:
            say(_("Invited again: the mail is on its way, and the older link is dead."))
            return redirect(url_for(".user", user_id=user_id), code=303)
    context = {"form": form, "user": manage.get_user(session, user_id)}
    return render_template("staff/user_invitation.html", **context), form.status


class WithoutSecondForm(Form):
    """The button that takes somebody's second factor away."""


@form_page("/users/<int:user_id>/second-factor", Permission.MANAGE_USERS)
def user_second_factor(user_id: int) -> tuple[str, int] | Response:
    """Take the second factor of somebody away who lost the phone and the recovery codes."""
    session = reading.session()
    user_id = min(user_id, _LARGEST)
    manage.get_user(session, user_id)
    form = WithoutSecondForm()
    if form.is_sent():
        wanted = second.RemoveSecondFactor(user_id=user_id)
        done = form.record(lambda session, by: second.remove(session, wanted, by=by).id)
        if done is not None:
            say(_("Second factor taken away: tell them to set up another."))
            return redirect(url_for(".user", user_id=user_id), code=303)
    context = {"form": form, "user": manage.get_user(session, user_id)}
    return render_template("staff/user_second_factor.html", **context), form.status


def _whose(session: Session, user_id: int) -> str:
    """Name whose people a user is of."""
    name = session.scalar(
        select(Collectivity.name)
        .join(User, User.collectivity_id == Collectivity.id)
        .where(User.id == user_id)
    )
    return name or _STAFF_OF


@form_page("/users/<int:user_id>/password", Permission.MANAGE_USERS)
def user_password(user_id: int) -> tuple[str, int] | Response:
    """Set somebody's password."""
    session = reading.session()
    user_id = min(user_id, _LARGEST)
    manage.get_user(session, user_id)
    form = PasswordForm()
    if form.is_sent() and form.is_same():
        wanted = manage.SetPassword(user_id=user_id)
        done = form.record(
            lambda session, by: (
                manage.set_password(session, wanted, password=form.password.data or "", by=by).id
            ),
            _BLAME,
        )
        if done is not None:
            say(_("Password set: sessions with the old one have ended."))
            return redirect(url_for(".users"), code=303)
    context = {"form": form, "user": manage.get_user(session, user_id)}
    return render_template("staff/user_password.html", **context), form.status


@page("/rights")
def rights() -> str:
    """Show who may do what, in words."""
    return render_template(
        "staff/rights.html", permissions=list(Permission), roles=list(Role), rights=RIGHTS
    )
