"""Issued documents: numbered without a gap, kept as handed out, replaced and withdrawn openly."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.acts.service import Signature
from fundtracker.committee.meetings import Convene, Said, convene, meetings_of
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.db import Database
from fundtracker.documents import queries
from fundtracker.documents.drafting import draft
from fundtracker.documents.errors import (
    NoSuchDocument,
    NothingReceived,
    SaysTheSame,
    WithdrawnAlready,
)
from fundtracker.documents.issue import IssueDocument, WithdrawDocument, issue, withdraw
from fundtracker.documents.kinds import DocumentKind, Subject
from fundtracker.documents.models import DocumentNumber, IssuedDocument
from fundtracker.documents.queries import DocumentState
from fundtracker.documents.requests import Wanted
from fundtracker.donations.kinds import StepKind
from fundtracker.donations.models import Donation, Receipt
from fundtracker.donations.record import RecordStep, record_step
from fundtracker.files.store import FileStore
from fundtracker.funds.models import Decision
from fundtracker.projects.models import Project
from fundtracker.transaction import transaction
from tests.minutes import write_down
from tests.spending_world import PAID, site
from tests.world import RECEIVED, World, by, euros

SITE = "https://fonds.example.org"


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def gift(session: Session) -> Donation:
    """A gift whose money went down to a voucher."""
    here = site(World(session), euros(700), euros(300))
    here.disburse(euros(400), on=PAID)
    here.accept(euros(250))
    gift = here.gifts[0]
    # More is bound than came: a payment may be asked for.
    record_step(
        session,
        RecordStep(
            donation_id=gift.id,
            kind=StepKind.AGREED,
            amount=euros(1000),
            dated_on=PAID,
            reference="Convention 12",
        ),
        by=by(),
    )
    return gift


def wanted_of(session: Session, gift: Donation, kind: DocumentKind, **fields: object) -> Wanted:
    about, end_of_year = kind.about, RECEIVED.replace(month=12, day=31)
    values: dict[str, object] = {
        "kind": kind,
        "as_of": end_of_year if about.is_of_a_year else clock.today(),
        "locale": "fr",
    }
    if about.is_of_a_donor:
        values["collectivity_id"] = gift.collectivity_id
    if not about.is_over_funds:
        values["fund_id"] = gift.fund_id
    if about in {Subject.DONATION, Subject.DONATION_YEAR, Subject.RECEIPT}:
        values["donation_id"] = gift.id
    if about is Subject.RECEIPT:
        values["receipt_id"] = session.scalars(
            select(Receipt.id).where(Receipt.donation_id == gift.id)
        ).first()
    if about is Subject.PROJECT:
        values["project_id"] = session.scalars(
            select(Project.id).where(Project.fund_id == gift.fund_id)
        ).first()
    if about is Subject.DECISION:
        values["decision_id"] = session.scalars(
            select(Decision.id).where(Decision.fund_id == gift.fund_id)
        ).first()
    if about is Subject.MEETING:
        values["meeting_id"] = _meeting(session, gift.fund_id)
    return Wanted(**{**values, **fields})  # type: ignore[arg-type]


def _meeting(session: Session, fund_id: int) -> int:
    found = meetings_of(session, fund_id)
    if found:
        return found[0].id
    said = Said(held_on=clock.today(), place="Paris", agenda="Affectations")
    meeting = convene(session, Convene(fund_id=fund_id, said=said), by=by())
    return write_down(World(session), meeting).id


def _issue(
    session: Session, store: FileStore, wanted: Wanted, signature: Signature | None = None
) -> IssuedDocument:
    return issue(session, store, IssueDocument(wanted=wanted), site=SITE, by=signature or by())


@pytest.mark.parametrize("kind", list(DocumentKind))
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_kind_is_issued_in_both_languages_and_kept(
    session: Session, store: FileStore, gift: Donation, kind: DocumentKind, locale: str
) -> None:
    document = _issue(session, store, wanted_of(session, gift, kind, locale=locale))
    year = clock.today().year
    assert document.shown_number == f"{kind.prefix}-{year}-0001"
    content = store.get(document.file_sha256)
    assert content.startswith(b"%PDF")
    assert document.content_hash
    said = json.loads(document.content)
    assert said["imprint"]["code"] == document.code
    assert said["imprint"]["address"] == f"{SITE}/check/{document.code}"


def test_numbers_have_no_gap_and_are_counted_by_kind(
    session: Session, store: FileStore, gift: Donation
) -> None:
    other = session.scalars(select(Donation).where(Donation.id != gift.id)).first()
    assert other is not None
    kind = DocumentKind.TRACEABILITY
    first = _issue(session, store, wanted_of(session, gift, kind))
    with pytest.raises(NothingReceived), session.begin_nested():
        _issue(session, store, wanted_of(session, gift, DocumentKind.RECEIPT_CERTIFICATE,
                                       receipt_id=99_999))  # fmt: skip
    second = _issue(session, store, wanted_of(session, other, kind))
    certificate = _issue(session, store, wanted_of(session, gift, DocumentKind.RECEIPT_CERTIFICATE))
    assert (first.number, second.number, certificate.number) == (1, 2, 1)


def test_the_same_content_gives_the_same_bytes(session: Session, gift: Donation) -> None:
    for kind in DocumentKind:
        wanted = wanted_of(session, gift, kind)
        assert draft(session, wanted).file == draft(session, wanted).file


def test_what_says_nothing_new_is_not_issued_again(
    session: Session, store: FileStore, gift: Donation
) -> None:
    wanted = wanted_of(session, gift, DocumentKind.TRACEABILITY)
    _issue(session, store, wanted)
    with pytest.raises(SaysTheSame):
        _issue(session, store, wanted)


def test_a_later_version_replaces_and_the_first_file_stays_as_it_was(
    session: Session, store: FileStore, gift: Donation
) -> None:
    wanted = wanted_of(session, gift, DocumentKind.TRACEABILITY)
    first = _issue(session, store, wanted)
    before = store.get(first.file_sha256)
    World(session).receive(gift, euros(50))
    second = _issue(session, store, wanted)
    assert (second.number, second.version) == (first.number, 2)
    assert second.code != first.code
    assert store.get(first.file_sha256) == before
    old, new = queries.by_code(session, first.code), queries.by_code(session, second.code)
    assert (old.state, old.replaced_by) == (DocumentState.REPLACED, 2)
    assert (new.state, new.replaced_by) == (DocumentState.VALID, None)


def test_a_withdrawn_document_says_why_and_may_be_issued_anew(
    session: Session, store: FileStore, gift: Donation
) -> None:
    wanted = wanted_of(session, gift, DocumentKind.TRACEABILITY)
    document = _issue(session, store, wanted)
    request = WithdrawDocument(document_id=document.id, reason="Erreur de destinataire")
    withdraw(session, request, by=by())
    line = queries.get_document(session, document.id)
    assert line.state is DocumentState.WITHDRAWN
    assert line.withdrawal is not None
    assert line.withdrawal.reason == "Erreur de destinataire"
    with pytest.raises(WithdrawnAlready):
        withdraw(session, request, by=by())
    assert _issue(session, store, wanted).version == 2


def test_no_certificate_is_issued_of_money_that_was_taken_back(
    session: Session, store: FileStore
) -> None:
    world = World(session)
    fund = world.fund()
    gift = world.gift(fund)
    receipt = world.receive(gift, euros(100))
    wanted = wanted_of(session, gift, DocumentKind.RECEIPT_CERTIFICATE)
    _issue(session, store, wanted)
    request = Reverse(fund_id=fund.id, numbers=(receipt.number,), on=clock.today(), reason="Erreur")
    reverse(session, request, by=by())
    for kind in (DocumentKind.RECEIPT_CERTIFICATE, DocumentKind.YEAR_STATEMENT):
        with pytest.raises(NothingReceived):
            _issue(session, store, wanted_of(session, gift, kind, receipt_id=wanted.receipt_id
                   if kind is DocumentKind.RECEIPT_CERTIFICATE else None))  # fmt: skip


def test_a_yearly_statement_has_every_receipt_of_the_year_two_on_one_day_both(
    session: Session,
) -> None:
    world = World(session)
    gift = world.gift(world.fund(rate_bp=500))
    for amount, day in ((100, RECEIVED), (40, RECEIVED), (7, RECEIVED.replace(year=2017))):
        world.receive(gift, euros(amount), on=day)
    content = draft(session, wanted_of(session, gift, DocumentKind.YEAR_STATEMENT)).content
    assert [it.amount for it in content.lines] == [euros(100), euros(40)]
    assert content.total == euros(140)


def test_a_code_is_read_as_it_is_typed(session: Session, store: FileStore, gift: Donation) -> None:
    document = _issue(session, store, wanted_of(session, gift, DocumentKind.TRACEABILITY))
    code = document.code.replace("0", "o").replace("1", "l").lower()
    typed = f" {code[:4]}-{code[4:8]} {code[8:]} "
    assert queries.by_code(session, typed).document.id == document.id
    assert queries.by_file(session, document.file_sha256).document.id == document.id
    for wrong in ("", "x", "0" * 12, "é" * 40):
        with pytest.raises(NoSuchDocument):
            queries.by_code(session, wrong)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE issued_document SET content = 'x'",
        "UPDATE issued_document SET file_sha256 = file_sha256",
        "DELETE FROM issued_document",
        "DELETE FROM document_number",
    ],
)
def test_what_was_issued_is_never_changed(
    session: Session, store: FileStore, gift: Donation, statement: str
) -> None:
    _issue(session, store, wanted_of(session, gift, DocumentKind.TRACEABILITY))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.connection().exec_driver_sql(statement)


def test_many_at_once_are_numbered_one_by_one(fresh_database: Database, store: FileStore) -> None:
    with fresh_database.session() as reading, transaction(reading) as session:
        world = World(session)
        fund = world.fund()
        gifts = [world.paid_gift(fund, euros(10)) for _ in range(12)]
        wanted = [wanted_of(session, it, DocumentKind.TRACEABILITY) for it in gifts]

    def once(it: Wanted) -> int:
        with fresh_database.session() as reading, transaction(reading) as session:
            return _issue(session, store, it).number

    with ThreadPoolExecutor(6) as pool:
        numbers = sorted(pool.map(once, wanted))
    assert numbers == list(range(1, 13))
    with fresh_database.session() as session:
        assert session.scalars(select(DocumentNumber.last)).one() == 12


def test_a_second_click_issues_once(session: Session, store: FileStore, gift: Donation) -> None:
    signature = Signature()
    wanted = wanted_of(session, gift, DocumentKind.TRACEABILITY)
    first = _issue(session, store, wanted, signature)
    assert _issue(session, store, wanted, signature).id == first.id
