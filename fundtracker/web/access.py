"""Who may do what: one table, and a gate that every request passes.

Each view says which permission it needs, public ones too; an endpoint that says nothing is
refused. ``docs/access.md`` shows the table.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user, logout_user

from fundtracker import clock
from fundtracker.acts.kinds import ActKind
from fundtracker.i18n import N_, gettext
from fundtracker.ledger.places import Purpose
from fundtracker.users.models import Role
from fundtracker.web import auditing
from fundtracker.web.entering import AT_LEISURE, FRESH, is_proved, lacks_second
from fundtracker.web.errors import SignedOut
from fundtracker.web.said import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug import Response

View = TypeVar("View", bound="Callable[..., Any]")

_PERMISSION = "needed_permission"


class Permission(StrEnum):
    """What somebody may do here."""

    PUBLIC = "public"
    READ_FUND = "read_fund"
    READ = "read"
    OWN_ACCOUNT = "own_account"
    OWN_GIFTS = "own_gifts"
    SHARE_GIFTS = "share_gifts"
    LEAD_TEAM = "lead_team"
    RECORD_DONATION = "record_donation"
    RECEIVE_MONEY = "receive_money"
    RECORD_DECISION = "record_decision"
    ALLOCATE = "allocate"
    MANAGE_FUND = "manage_fund"
    MANAGE_PROJECT = "manage_project"
    PAY = "pay"
    JUSTIFY = "justify"
    GIVE_BACK = "give_back"
    CORRECT = "correct"
    CLOSE_PERIOD = "close_period"
    MANAGE_USERS = "manage_users"
    MANAGE_ORGANISATION = "manage_organisation"
    INVITE_DONORS = "invite_donors"
    ISSUE_DOCUMENTS = "issue_documents"
    CONFIRM = "confirm"

    @property
    def label(self) -> str:
        """The permission in words, in the language of the moment."""
        return gettext(_LABELS[self])


_LABELS = {
    Permission.PUBLIC: N_("open to everybody: public pages, signing in, the style of pages"),
    Permission.READ_FUND: N_(
        "see a fund: donations, projects, journal, files (auditors: those named)"
    ),
    Permission.READ: N_("see collectivities, partners, and what concerns several funds"),
    Permission.OWN_ACCOUNT: N_("change one’s own password"),
    Permission.OWN_GIFTS: N_("see the own collectivity’s money, its projects and documents"),
    Permission.SHARE_GIFTS: N_("show the own collectivity’s pages to others by a link"),
    Permission.LEAD_TEAM: N_("say who of the own collectivity signs in, and what is published"),
    Permission.RECORD_DONATION: N_("record collectivities, partners, donations and their steps"),
    Permission.RECEIVE_MONEY: N_("record money received"),
    Permission.RECORD_DECISION: N_("record decisions"),
    Permission.ALLOCATE: N_("allocate donations to projects, take allocations back, substitute"),
    Permission.MANAGE_FUND: N_("open funds; set their facts, fees, phases, states and documents"),
    Permission.MANAGE_PROJECT: N_("record projects, their status and budget, and agreements"),
    Permission.PAY: N_("record payments to partners, their refunds, and what CUF pays itself"),
    Permission.JUSTIFY: N_("accept the expenditures of partners, and give up what is lost"),
    Permission.GIVE_BACK: N_("refund donors, carry money over to another fund"),
    Permission.CORRECT: N_("correct and reverse what was posted"),
    Permission.CLOSE_PERIOD: N_("close accounting periods"),
    Permission.MANAGE_USERS: N_("add, change and disable users"),
    Permission.MANAGE_ORGANISATION: N_("say what documents state of the organisation"),
    Permission.INVITE_DONORS: N_("invite people of collectivities, and end their access"),
    Permission.ISSUE_DOCUMENTS: N_("issue numbered documents, and withdraw them"),
    Permission.CONFIRM: N_("confirm what others propose, each within the own rights"),
}

_EVERYBODY = frozenset({Permission.PUBLIC, Permission.OWN_ACCOUNT})
_DONOR = frozenset({Permission.OWN_GIFTS, Permission.SHARE_GIFTS, Permission.LEAD_TEAM})
_STAFF = _EVERYBODY | {Permission.READ_FUND, Permission.READ}

# The table of rights. Allocating and receiving are apart: who follows projects does not keep
# the bank, and the other way round; an administrator stands in for either.
RIGHTS: dict[Role, frozenset[Permission]] = {
    # A donor's pages are one collectivity's: nobody of the staff is of one.
    Role.ADMIN: frozenset(Permission) - _DONOR,
    Role.MANAGER: _STAFF
    | {
        Permission.RECORD_DONATION,
        Permission.RECORD_DECISION,
        Permission.ALLOCATE,
        Permission.MANAGE_FUND,
        Permission.MANAGE_PROJECT,
        Permission.JUSTIFY,
        Permission.CORRECT,
        Permission.INVITE_DONORS,
        Permission.ISSUE_DOCUMENTS,
        Permission.CONFIRM,
    },
    Role.ACCOUNTANT: _STAFF
    | {
        Permission.RECORD_DONATION,
        Permission.RECEIVE_MONEY,
        Permission.PAY,
        Permission.JUSTIFY,
        Permission.GIVE_BACK,
        Permission.CORRECT,
        Permission.CLOSE_PERIOD,
        Permission.ISSUE_DOCUMENTS,
        Permission.CONFIRM,
    },
    Role.READER: _STAFF,
    # Of the funds that were named, until the last day: ``auditing``.
    Role.AUDITOR: _EVERYBODY | {Permission.READ_FUND},
    Role.LEAD: _EVERYBODY | _DONOR,
    Role.AGENT: _EVERYBODY | (_DONOR - {Permission.LEAD_TEAM}),
}

# Who corrects an entry must also have the right to do what it did.
CORRECTING: dict[Purpose, Permission] = {
    Purpose.RECEIPT: Permission.RECEIVE_MONEY,
    Purpose.MANAGEMENT_FEE: Permission.RECEIVE_MONEY,
    Purpose.FEE_RETURN: Permission.RECEIVE_MONEY,
    Purpose.FEE_WITHDRAWAL: Permission.PAY,
    Purpose.ALLOCATION: Permission.ALLOCATE,
    Purpose.RELEASE: Permission.ALLOCATE,
    Purpose.SUBSTITUTION: Permission.ALLOCATE,
    Purpose.DISBURSEMENT: Permission.PAY,
    Purpose.PARTNER_REFUND: Permission.PAY,
    Purpose.EXPENDITURE: Permission.JUSTIFY,
    Purpose.DIRECT_EXPENDITURE: Permission.PAY,
    Purpose.WRITE_OFF: Permission.JUSTIFY,
    Purpose.REFUND: Permission.GIVE_BACK,
    Purpose.CARRY_OVER: Permission.GIVE_BACK,
}

# Who confirms an act must also have the right to do it.
CONFIRMING: dict[ActKind, Permission] = {
    ActKind.ALLOCATE: Permission.ALLOCATE,
    ActKind.DISBURSE: Permission.PAY,
    ActKind.REFUND: Permission.GIVE_BACK,
    ActKind.CARRY_OVER: Permission.GIVE_BACK,
    ActKind.REVERSE: Permission.CORRECT,
    ActKind.EDIT_FUND: Permission.MANAGE_FUND,
}

# Views that are not ours and cannot bear the decorator.
_OTHERS = {
    "static": Permission.PUBLIC,
    "security.login": Permission.PUBLIC,
    "security.logout": Permission.PUBLIC,
}

# Flask-Security's own pages that this product does not use: never served.
REFUSED = frozenset({"security.static", "security.verify"})


def needs(permission: Permission) -> Callable[[View], View]:
    """Declare which permission a view needs."""

    def declare(view: View) -> View:
        setattr(view, _PERMISSION, permission)
        return view

    return declare


def permission_of(app: Flask, endpoint: str) -> Permission | None:
    """Return the permission that an endpoint declares; None where it says nothing."""
    view = app.view_functions.get(endpoint)
    return _OTHERS.get(endpoint) or getattr(view, _PERMISSION, None)


def may(permission: Permission) -> bool:
    """Tell whether the person of this request has a permission."""
    if permission is Permission.PUBLIC:
        return True
    return bool(current_user.is_authenticated) and permission in RIGHTS[current_user.role]


def may_correct(purpose: Purpose) -> bool:
    """Tell whether the person of this request may correct an entry of a purpose."""
    return may(Permission.CORRECT) and may(CORRECTING[purpose])


def is_public(endpoint: str | None) -> bool:
    """Tell whether an endpoint is open to everybody; unknown addresses are."""
    return endpoint is None or permission_of(current_app, endpoint) is Permission.PUBLIC


def table() -> str:
    """Return the table of rights, as ``docs/access.md`` shows it."""
    head = ["Permission", *(role.value for role in Role)]
    lines = [head, ["---"] * len(head)]
    for permission in Permission:
        marks = ["yes" if permission in RIGHTS[role] else "–" for role in Role]
        lines.append([f"`{permission.value}`: {_LABELS[permission]}", *marks])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def init_app(app: Flask) -> None:
    """Check every request before its view, and let templates ask ``may``."""
    app.before_request(_check)
    app.context_processor(
        lambda: {"may": may, "may_correct": may_correct, "Permission": Permission}
    )


def _check() -> Response | None:
    if request.endpoint is None:
        return None
    if current_user.is_authenticated and current_user.has_expired(clock.today()):
        logout_user()
        say(gettext(_EXPIRED))
        return redirect(url_for("security.login"), code=303)
    permission = permission_of(current_app, request.endpoint)
    if permission is None:
        abort(403)
    if may(permission):
        if permission is Permission.READ_FUND and auditing.is_auditor():
            _check_within(request.endpoint)
        return _ask_more(permission)
    if current_user.is_authenticated:
        abort(403)
    if request.method == "POST":
        raise SignedOut
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=wanted), code=303)


_EXPIRED = N_("Your access has ended: ask whoever gave it to you.")


def _check_within(endpoint: str) -> None:
    if not auditing.is_within(endpoint, request.view_args or {}):
        abort(404)


# Done only by who has given a factor lately: a session left open must not pay, nor let others in.
PROVED_ANEW = frozenset(
    {
        Permission.PAY,
        Permission.GIVE_BACK,
        Permission.CONFIRM,
        Permission.MANAGE_USERS,
        Permission.INVITE_DONORS,
        Permission.LEAD_TEAM,
    }
)


# Pages of other permissions that a stolen session must not send either: bank details.
PROVED_PAGES = frozenset({"staff.edit_fund"})


def _ask_more(permission: Permission) -> Response | None:
    """Lead somebody who may to what is asked besides: a second factor, or a factor again."""
    if permission in {Permission.PUBLIC, Permission.OWN_ACCOUNT}:
        return None
    if lacks_second(needs_one=current_user.role.moves_money):
        return redirect(url_for("second.set_up"), code=303)
    is_reading = request.method == "GET"
    is_grave = permission in PROVED_ANEW or request.endpoint in PROVED_PAGES
    if is_grave and not is_proved(FRESH if is_reading else AT_LEISURE):
        if not is_reading:
            raise SignedOut
        return redirect(url_for("second.prove", next=request.full_path.rstrip("?")), code=303)
    return None
