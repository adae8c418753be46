"""Bad input at every field: a sentence beside it, the right status, nothing written, typed kept."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from io import BytesIO

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import func, select

from fundtracker.acts.models import Act
from fundtracker.db import Database
from fundtracker.donations.models import Receipt
from fundtracker.funds.states import FundState
from fundtracker.ledger.models import Entry
from fundtracker.users.models import Role
from tests.web.conftest import PASSWORD, Reader, hidden_fields
from tests.web.pages import building, gift_of, text_of
from tests.world import euros

FUND = "/funds/sucre"
RECEIVE = "/donations/SUCRE-0001/receipts/new"
STEP = "/donations/SUCRE-0001/steps/new"
DONATION = f"{FUND}/donations/new?collectivity=1"
DECISION = f"{FUND}/decisions/new"
DONOR = f"{FUND}/donors/new"
ALLOCATION = f"{FUND}/allocations/new"

# What each form takes as it is; every case below spoils one field of it.
GOOD: dict[str, dict[str, str]] = {
    RECEIVE: {"amount": "10", "received_on": "1/6/2016", "payer": "Trésor", "memo": "vu"},
    STEP: {"kind": "voted", "amount": "10", "dated_on": "1/6/2016", "reference": "D-1"},
    DONATION: {
        "step": "promised", "amount": "10", "dated_on": "1/6/2016", "reference": "D-1",
        "budget": "general", "earmark": "", "note": "vu",
    },
    DECISION: {
        "body": "committee", "decided_on": "1/6/2016", "reference": "R-1", "subject": "Écoles",
        "approved": "10",
    },
    DONOR: {"name": "CCAS", "kind": "ccas", "siren": "", "country": "FR"},
    ALLOCATION: {
        "project": "1", "decision": "1", "amount": "10", "on": "1/10/2016", "memo": "vu",
        "method": "proportional", "line-2": "10",
    },
}  # fmt: skip

AMOUNTS = (
    "0", "0,00", "-5", "−5", "12,345", "1.234", "1.234,56", "1,234.56", "NaN", "inf", "1e9", "0x10",
    "١٢٣", "１２", "½", "1 23 456", "100000000,01", "9" * 5000, "<b>1</b>", "1\u202e2", "1\x00",
)  # fmt: skip
DATES = (
    "31/02/2016", "29/02/2023", "32/01/2016", "00000000", "1/6/16000", "1/1", "demain", "x",
    "٠١/٠٦/٢٠١٦", "2199-01-01", "1/6/2016\x00", "9" * 5000,
)  # fmt: skip
TEXTS = (
    "n" * 10_000, "a\x00b", "a\x07b", "a\x1bb", "a\u202eb", "a\u200fb", "a\u061cb", "a\u2066b",
    "a\u2028b", "a\ufeffb", "a\U000e0041b", "a\ue000b",
)  # fmt: skip
CHOICES = ("nope", "99", "9" * 5000, "<b>", "1 ", "\x00")

FIELDS: list[tuple[str, str, tuple[str, ...]]] = [
    (RECEIVE, "amount", ("", " ", *AMOUNTS)),
    (RECEIVE, "received_on", ("", *DATES)),
    (RECEIVE, "payer", TEXTS),
    (RECEIVE, "memo", TEXTS),
    (STEP, "kind", ("", *CHOICES)),
    (STEP, "amount", ("", *AMOUNTS)),
    (STEP, "dated_on", ("", *DATES)),
    (STEP, "reference", TEXTS),
    (STEP, "replaces_id", CHOICES),
    (DONATION, "step", CHOICES),
    (DONATION, "amount", ("", *AMOUNTS)),
    (DONATION, "dated_on", ("", *DATES)),
    (DONATION, "budget", ("", *CHOICES)),
    (DONATION, "earmark", CHOICES),
    (DONATION, "note", TEXTS),
    (DECISION, "body", ("", *CHOICES)),
    (DECISION, "decided_on", ("", *DATES)),
    (DECISION, "reference", ("", *TEXTS)),
    (DECISION, "subject", ("", *TEXTS)),
    (DECISION, "approved", AMOUNTS),
    (DONOR, "name", ("", "  ", *TEXTS)),
    (DONOR, "kind", ("", *CHOICES)),
    (DONOR, "siren", ("12345", "123456789", "abc", "٧٣٢٨٢٩٣٢٠", "7328293200")),
    (DONOR, "country", ("", "F", "FRA", "12", "<>", "ZZ", "ﬀ", "EU")),
    (ALLOCATION, "project", ("", *CHOICES)),
    (ALLOCATION, "decision", ("", *CHOICES)),
    (ALLOCATION, "amount", ("", "11", *AMOUNTS)),
    (ALLOCATION, "on", ("", "1/6/2015", *DATES)),
    (ALLOCATION, "method", ("", *CHOICES)),
    (ALLOCATION, "line-2", ("", "11", "5000", *AMOUNTS)),
    (ALLOCATION, "memo", TEXTS),
]


@pytest.fixture
def built(fresh_database: Database) -> None:
    """A fund with a gift of Nancy, a gift of 1,000 € received, a project and a decision."""
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        gift_of(world, fund, "Nancy")
        world.paid_gift(fund, euros(1000))
        world.project(fund)
        world.decision(fund)


def _written(database: Database) -> tuple[int, int]:
    with database.session() as session:
        acts = session.execute(select(func.count()).select_from(Act)).scalar_one()
        entries = session.execute(select(func.count()).select_from(Entry)).scalar_one()
    return acts, entries


@pytest.mark.parametrize("form", GOOD, ids=lambda it: it.split("?")[0].split("/")[-2])
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_written(
    built: None, admin: Reader, fresh_database: Database, form: str
) -> None:
    hidden = hidden_fields(admin.get(form))
    before = _written(fresh_database)
    for name, values in [(name, values) for it, name, values in FIELDS if it == form]:
        for value in values:
            answer = admin.client.post(form, data={**hidden, **GOOD[form], name: value})
            case = f"{name}={value[:20]!r}"
            assert answer.status_code == 422, case
            page = answer.get_data(as_text=True)
            assert 'class="summary-errors"' in page, case
            assert 'aria-invalid="true"' in page, case
            others = [it for other, it in GOOD[form].items() if other != name and it]
            assert all(it in page for it in others), case
            assert _is_kept(page, name, value), case
    assert _written(fresh_database) == before
    # The form itself was right: with its field mended it is taken.
    answer = admin.client.post(form, data={**hidden, **GOOD[form]})
    assert answer.status_code == 303, text_of(answer.get_data(as_text=True))
    assert _written(fresh_database) > before


def _is_kept(page: str, name: str, typed: str) -> bool:
    """Tell whether a field still shows what was typed; a list shows what it offers."""
    if re.search(rf'<select[^>]*name="{name}"', page) or 'name="method"' in page == name:
        return True
    return not typed.strip() or str(html.escape(typed[:20])) in page


def test_a_date_after_today_is_refused_on_every_paper(
    built: None, signed_in: Callable[[Role], Reader]
) -> None:
    with time_machine.travel("2016-12-01T10:00:00Z", tick=False):
        admin = signed_in(Role.ADMIN)
        for form, name in (
            (RECEIVE, "received_on"), (STEP, "dated_on"), (DONATION, "dated_on"),
            (DECISION, "decided_on"), (ALLOCATION, "on"),
        ):  # fmt: skip
            answer = admin.send(form, **{**GOOD[form], name: "2/12/2016"})
            assert answer.status_code == 422, form
            assert 'aria-invalid="true"' in answer.get_data(as_text=True), form


def test_a_closed_fund_takes_no_donation_and_says_so(
    admin: Reader, fresh_database: Database
) -> None:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        gift_of(world, fund, "Nancy")
        fund.state = FundState.CLOSED
    before = _written(fresh_database)
    for form in (DONATION, RECEIVE, ALLOCATION):
        assert "sera refusé" in text_of(admin.get(form)), "said before anything is typed"
    for form in (DONATION, RECEIVE):
        answer = admin.send(form, **GOOD[form])
        assert answer.status_code == 422
        assert "est clos" in text_of(answer.get_data(as_text=True))
    assert _written(fresh_database) == before


def test_a_second_click_that_allocates_all_that_is_left_counts_once(
    built: None, admin: Reader, fresh_database: Database
) -> None:
    for address, lines in (
        (ALLOCATION, {"amount": "600", "line-2": "600"}),
        (f"{ALLOCATION}?donation=SUCRE-0002", {"amount": "400", "line-2": "400"}),
    ):
        data = {**hidden_fields(admin.get(address)), **GOOD[ALLOCATION], **lines}
        _acts, entries = _written(fresh_database)
        first, second = (admin.client.post(address, data=data) for _click in range(2))
        assert first.status_code == 303, text_of(first.get_data(as_text=True))
        assert second.status_code == 303, text_of(second.get_data(as_text=True))
        assert first.location == second.location
        assert _written(fresh_database)[1] == entries + 1


NUMBERS = ("9" * 5000, str(2**63), "-1", "0", "x", "²", "%00")


def test_numbers_that_name_nothing_never_fail(built: None, admin: Reader) -> None:
    search = f"{FUND}/donations/new?q=nancy"
    token = hidden_fields(admin.get(search))["csrf_token"]
    for number in NUMBERS:
        for address in (
            f"{FUND}/journal?page=", f"{FUND}/journal?project=", f"{FUND}/donations?page=",
            f"{FUND}/decisions?page=", f"{FUND}/projects/1?donors=", f"{ALLOCATION}?project=",
        ):  # fmt: skip
            status = admin.client.get(address + number).status_code
            assert status in {200, 400, 404}, address + number[:20]
        for address in (
            f"{FUND}/projects/", f"{FUND}/entries/", "/collectivities/", f"{DONATION[:-1]}",
            "/donations/", "/funds/",
        ):  # fmt: skip
            status = admin.client.get(address + number).status_code
            assert status in {400, 404}, address + number[:20]
        answer = admin.client.post(search, data={"csrf_token": token, "entry": number})
        assert answer.status_code == 404, number[:20]


def test_a_form_sent_after_signing_out_is_kept_and_sent_again(
    built: None, admin: Reader, fresh_database: Database
) -> None:
    typed = {**hidden_fields(admin.get(RECEIVE)), **GOOD[RECEIVE], "payer": "<b>Trésor</b>"}
    admin.client.post("/sign-out", data={"csrf_token": admin.token()})
    origin = {"Origin": "http://localhost"}
    answer = admin.client.post(RECEIVE, data=typed, headers=origin)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    kept = hidden_fields(page)
    assert html.unescape(kept["payer"]) == "<b>Trésor</b>"
    assert "<b>Trésor" not in page
    admin.send("/sign-in", email="admin@example.org", password=PASSWORD)
    again = {**kept, "payer": "Trésor", "csrf_token": admin.token()}
    assert admin.client.post(RECEIVE, data=again).status_code == 303
    with fresh_database.session() as session:
        assert session.scalars(select(Receipt.payer)).all()[-1] == "Trésor"


def test_a_form_of_somebody_whose_sessions_ended_elsewhere_is_kept_too(
    app: object, built: None, signed_in: Callable[[Role], Reader]
) -> None:
    reader = signed_in(Role.ACCOUNTANT)
    typed = {**hidden_fields(reader.get(RECEIVE)), **GOOD[RECEIVE]}
    elsewhere = Reader(reader.client.application.test_client())
    elsewhere.send("/sign-in", email="accountant@example.org", password=PASSWORD)
    elsewhere.client.post("/sign-out", data={"csrf_token": elsewhere.token()})
    answer = reader.client.post(RECEIVE, data=typed, headers={"Origin": "http://localhost"})
    assert answer.status_code == 400
    assert hidden_fields(answer.get_data(as_text=True))["payer"] == "Trésor"


def test_what_another_site_sends_is_never_offered_to_be_confirmed(
    built: None, admin: Reader
) -> None:
    for origin in ({}, {"Origin": "null"}, {"Origin": "https://evil.example"}):
        answer = admin.client.post(RECEIVE, data=GOOD[RECEIVE], headers=origin)
        assert answer.status_code == 400
        assert "Trésor" not in answer.get_data(as_text=True)


def test_a_wrong_method_is_told_which_there_are(admin: Reader) -> None:
    answer = admin.client.post("/collectivities", data={"csrf_token": admin.token()})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_markup_goes_through_pages_and_the_report_as_it_was_typed(
    admin: Reader, fresh_database: Database
) -> None:
    hostile = (
        '<b>&amp;</b> <font size="99">x <a href="javascript:1">y <img src="/etc/passwd"/> {{7}}'
    )
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        fund.name = hostile
        project = world.project(fund)
        project.title = hostile
        given = gift_of(world, fund, hostile)
        world.receive(given, euros(100))
        world.allocate(project, (given, euros(50)))
    for address in (
        "/funds", FUND, f"{FUND}/donations", f"{FUND}/projects", f"{FUND}/projects/1", ALLOCATION,
        f"{FUND}/journal", f"{FUND}/entries/1", "/collectivities", "/collectivities/1",
        "/donations/SUCRE-0001", RECEIVE,
    ):  # fmt: skip
        page = admin.get(address)
        assert "<font" not in page, address
        assert "<img" not in page, address
        assert "&lt;font" in page, address
    answer = admin.client.get(f"{FUND}/donors/1/report.pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")
    document = PdfReader(BytesIO(answer.data))
    assert not any(
        "/URI" in str(it.get_object()) for page in document.pages for it in page.annotations or []
    )
    assert "<font" in "".join(page.extract_text() for page in document.pages)
