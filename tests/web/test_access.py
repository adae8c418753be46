"""Who may do what: declared at every address, one table, held before every view."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from fundtracker.db import Database
from fundtracker.users.models import DONOR_ROLES, STAFF_ROLES, Role
from fundtracker.web import access
from fundtracker.web.access import REFUSED, RIGHTS, Permission, permission_of
from tests.repository import ROOT
from tests.web.conftest import Reader
from tests.web.pages import building

FORMS = {
    "/funds/sucre/donations/new": Permission.RECORD_DONATION,
    "/funds/sucre/donors/new": Permission.RECORD_DONATION,
    "/donations/SUCRE-0001/steps/new": Permission.RECORD_DONATION,
    "/donations/SUCRE-0001/receipts/new": Permission.RECEIVE_MONEY,
    "/funds/sucre/allocations/new": Permission.ALLOCATE,
    "/funds/sucre/decisions/new": Permission.RECORD_DECISION,
    "/funds/new": Permission.MANAGE_FUND,
    "/funds/sucre/projects/new": Permission.MANAGE_PROJECT,
    "/funds/sucre/agreements/new": Permission.MANAGE_PROJECT,
    "/funds/sucre/spend": Permission.PAY,
    "/funds/sucre/fees/withdraw": Permission.PAY,
    "/funds/sucre/documents/new": Permission.MANAGE_FUND,
    "/funds/sucre/edit": Permission.MANAGE_FUND,
    "/funds/sucre/fees/new": Permission.MANAGE_FUND,
    "/funds/sucre/phases": Permission.MANAGE_FUND,
    "/funds/sucre/state": Permission.MANAGE_FUND,
    "/funds/sucre/periods": Permission.CLOSE_PERIOD,
    "/collectivities/new": Permission.RECORD_DONATION,
    "/collectivities/by-hand": Permission.RECORD_DONATION,
    "/collectivities/1/edit": Permission.RECORD_DONATION,
    "/collectivities/1/successions/new": Permission.RECORD_DONATION,
    "/collectivities/1/contacts/new": Permission.RECORD_DONATION,
    "/partners/new": Permission.MANAGE_PROJECT,
    "/users/new": Permission.MANAGE_USERS,
    "/users/new-auditor": Permission.MANAGE_USERS,
}


def test_every_address_declares_its_permission_or_is_never_served(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    silent = {it for it in endpoints if permission_of(app, it) is None}
    assert silent == REFUSED & endpoints


def test_only_the_public_pages_signing_in_and_style_are_public(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    public = {it for it in endpoints if permission_of(app, it) is Permission.PUBLIC}
    assert {it for it in public if not it.startswith(("public.", "by_mail."))} == {
        "static",
        "home.home",
        "oidc.begin",
        "oidc.come_back",
        "passkeys.ask",
        "passkeys.enter",
        "second.ask",
        "security.login",
        "security.logout",
        "portal.shared",
        "portal.shared_report",
        "portal.shared_photo",
    }


def test_donors_open_none_of_the_staffs_pages_and_the_staff_none_of_theirs(app: Flask) -> None:
    ours, theirs = Permission.OWN_ACCOUNT, Permission.PUBLIC
    for endpoint in {rule.endpoint for rule in app.url_map.iter_rules()} - REFUSED:
        permission = permission_of(app, endpoint)
        roles = {role for role in Role if permission in RIGHTS[role]}
        if permission in {ours, theirs}:
            continue
        assert roles, endpoint
        if permission is Permission.READ_FUND:
            assert roles == {*STAFF_ROLES, Role.AUDITOR}
            continue
        assert roles <= (set(DONOR_ROLES) if endpoint.startswith("portal.") else set(STAFF_ROLES))


def test_what_says_nothing_is_refused_even_to_an_administrator(admin: Reader) -> None:
    admin.get("/verify", status=403)
    admin.get("/fs-static/css/main.css", status=403)


def test_reading_pages_never_take_a_form(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        reading = {Permission.READ, Permission.READ_FUND, Permission.OWN_GIFTS}
        if permission_of(app, rule.endpoint) in reading:
            assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS"}, rule


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_the_forms_of_its_rights_and_no_other(
    role: Role, signed_in: Callable[[Role], Reader], fresh_database: Database
) -> None:
    with building(fresh_database) as world:
        world.gift(world.fund(code="sucre"))
    reader = signed_in(role)
    for address, permission in FORMS.items():
        reader.get(address, status=200 if permission in RIGHTS[role] else 403)


@pytest.mark.parametrize("address", FORMS)
def test_a_form_sent_without_the_right_is_refused(
    address: str, signed_in: Callable[[Role], Reader], fresh_database: Database
) -> None:
    with building(fresh_database) as world:
        world.gift(world.fund(code="sucre"))
    reader = signed_in(Role.READER)
    answer = reader.client.post(address, data={"csrf_token": reader.token()})
    assert answer.status_code == 403


def test_every_role_has_its_rights_and_only_an_administrator_has_all() -> None:
    assert set(RIGHTS) == set(Role)
    of_staff = {it for role in STAFF_ROLES for it in RIGHTS[role]}
    assert [role for role in Role if RIGHTS[role] == of_staff] == [Role.ADMIN]
    assert of_staff | RIGHTS[Role.LEAD] == set(Permission)


def test_the_table_of_the_documentation_is_the_one_of_the_code() -> None:
    assert access.table() in (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
