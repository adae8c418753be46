"""The people who sign in, and who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template
from sqlalchemy import func, select

from fundtracker.acts.models import Act
from fundtracker.i18n import N_
from fundtracker.i18n import gettext as _
from fundtracker.parties.models import Collectivity
from fundtracker.users.models import Role, User
from fundtracker.web import lists, reading
from fundtracker.web.access import RIGHTS, Permission
from fundtracker.web.lists import Column, Kind
from fundtracker.web.security_log import note
from fundtracker.web.staff.blueprint import page

if TYPE_CHECKING:
    from datetime import date, datetime

    from werkzeug import Response


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
    Column("collectivity", N_("Collectivity"), lambda it: it.collectivity, absent="–"),
    Column(
        "active", N_("May sign in"), lambda it: _("yes") if it.user.active else _("no"),
        is_drawn=True,
    ),
    Column(
        "until", N_("Until"), lambda it: it.user.expires_on, Kind.DATE,
        is_usual=False, absent="–",
    ),
    Column("since", N_("Since"), lambda it: it.user.created_at.date(), Kind.DATE),
    Column("signed_in", N_("Last signed in"), lambda it: it.signed_in_day, Kind.DATE, absent="–"),
    Column("last", N_("Last act"), lambda it: it.last_day, Kind.DATE, absent="–"),
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


@page("/rights")
def rights() -> str:
    """Show who may do what, in words."""
    return render_template(
        "staff/rights.html", permissions=list(Permission), roles=list(Role), rights=RIGHTS
    )
