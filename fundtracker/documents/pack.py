"""A donor's pack of a year: all its documents in one archive, issued ones as they were issued.

What was not issued is drawn as a working document; a list in the archive says which is which. The
same books, day and issued documents give the same bytes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from fundtracker.documents import queries, scdl
from fundtracker.documents.drafting import draft
from fundtracker.documents.errors import NothingGiven, NothingReceived, NothingUsed
from fundtracker.documents.kinds import DocumentKind, Subject, kinds_about
from fundtracker.documents.oda_sheet.table import to_csv
from fundtracker.documents.pack_files import PackFile, as_issued, photo_files, zipped
from fundtracker.documents.queries import DocumentState
from fundtracker.documents.requests import Wanted
from fundtracker.donations.models import Donation, Receipt
from fundtracker.funds.models import Fund
from fundtracker.i18n import format_date, use_locale
from fundtracker.i18n import gettext as _
from fundtracker.ledger.models import Account, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from fundtracker.documents.models import IssuedDocument
    from fundtracker.files.store import FileStore
    from fundtracker.i18n import Locale
    from fundtracker.parties.models import Collectivity

_back = aliased(Entry)


def pack(
    session: Session,
    store: FileStore,
    collectivity: Collectivity,
    as_of: date,
    *,
    locale: Locale,
    is_demonstration: bool = False,
) -> bytes:
    """Return the archive of the year of ``as_of``, up to that day."""
    with use_locale(locale):
        files = list(
            _files(session, store, collectivity, as_of, locale, is_demonstration=is_demonstration)
        )
        head = _(
            "%(donor)s: documents of %(year)s, position on %(day)s",
            donor=collectivity.name,
            year=as_of.year,
            day=format_date(as_of),
        )
        return zipped(head, files, as_of)


def _files(
    session: Session,
    store: FileStore,
    collectivity: Collectivity,
    as_of: date,
    locale: Locale,
    *,
    is_demonstration: bool,
) -> Iterator[PackFile]:
    issued = {
        it.document.subject: it.document
        for it in reversed(queries.of_collectivity(session, collectivity.id))
        if it.state is DocumentState.VALID
    }
    for name, wanted in _wanted(session, collectivity.id, as_of, locale):
        document = issued.get(wanted.subject)
        if document is not None and _tells_of(document, as_of):
            yield as_issued(store, name, document)
            continue
        try:
            drawn = draft(session, wanted, is_demonstration=is_demonstration)
        except (NothingGiven, NothingReceived, NothingUsed):
            continue
        words = f"{wanted.kind.label}, {_('Working document, not issued')}"
        yield PackFile(name=f"{name}.pdf", words=words, content=drawn.file)
        if wanted.kind is DocumentKind.ODA_SHEET:
            words = _("lines of the yearly ODA return")
            yield PackFile(name=f"{name}.csv", words=words, content=to_csv(drawn.content))
    words = _("grants as open data (SCDL)")
    content = scdl.to_csv(session, collectivity, as_of)
    yield PackFile(name=f"SCDL-{as_of.year}.csv", words=words, content=content)
    yield from _photos(session, collectivity.id, as_of)


def _tells_of(document: IssuedDocument, as_of: date) -> bool:
    """Tell whether an issued document is one of a year; a certificate always is."""
    is_certificate = document.kind is DocumentKind.RECEIPT_CERTIFICATE
    return is_certificate or document.as_of.year == as_of.year


def _wanted(
    session: Session, collectivity_id: int, as_of: date, locale: Locale
) -> Iterator[tuple[str, Wanted]]:
    """Name every document of a donor, fund by fund."""
    rows = session.execute(
        select(Donation, Fund)
        .join(Fund, Fund.id == Donation.fund_id)
        .where(Donation.collectivity_id == collectivity_id)
        .order_by(Fund.opened_on, Fund.id, Donation.id)
    ).all()
    whole = Wanted(
        kind=DocumentKind.YEAR_STATEMENT,
        collectivity_id=collectivity_id,
        as_of=as_of,
        locale=locale,
    )
    for kind in kinds_about(Subject.YEAR):
        yield f"{kind.prefix}-{as_of.year}", replace(whole, kind=kind)
    funds = {fund.id: fund for _donation, fund in rows}.values()
    if len(funds) > 1:
        for kind in kinds_about(Subject.DONOR):
            yield kind.prefix, replace(whole, kind=kind)
    for fund in funds:
        report = replace(whole, kind=DocumentKind.DONOR_REPORT, fund_id=fund.id)
        yield f"{fund.code}/{DocumentKind.DONOR_REPORT.prefix}", report
    for donation, fund in rows:
        sheet = replace(
            whole, kind=DocumentKind.TRACEABILITY, fund_id=fund.id, donation_id=donation.id
        )
        for kind in (DocumentKind.TRACEABILITY, *kinds_about(Subject.DONATION_YEAR)):
            yield f"{fund.code}/{kind.prefix}-{donation.reference}", replace(sheet, kind=kind)
        for receipt_id, number in _receipts(session, donation.id, as_of):
            certificate = replace(
                sheet, kind=DocumentKind.RECEIPT_CERTIFICATE, receipt_id=receipt_id
            )
            prefix = DocumentKind.RECEIPT_CERTIFICATE.prefix
            yield f"{fund.code}/{prefix}-{donation.reference}-{number}", certificate


def _receipts(session: Session, donation_id: int, as_of: date) -> list[tuple[int, int]]:
    taken_back = (
        select(_back.number)
        .where(_back.book_id == Entry.book_id, _back.reverses_number == Entry.number)
        .exists()
    )
    rows = session.execute(
        select(Receipt.id, Receipt.number)
        .join(Entry, (Entry.book_id == Receipt.book_id) & (Entry.number == Receipt.number))
        .where(
            Receipt.donation_id == donation_id,
            Entry.effective_on.between(date(as_of.year, 1, 1), as_of),
            ~taken_back,
        )
        .order_by(Receipt.number)
    )
    return [(receipt_id, number) for receipt_id, number in rows]


def _photos(session: Session, collectivity_id: int, as_of: date) -> Iterator[PackFile]:
    """Give the photographs of the news of a donor's projects, of the year."""
    rows = session.execute(
        select(Account.project_id, Fund)
        .join(Fund, Fund.book_id == Account.book_id)
        .where(Account.collectivity_id == collectivity_id, Account.project_id.is_not(None))
        .distinct()
        .order_by(Account.project_id)
    ).all()
    for fund in {fund.id: fund for _project_id, fund in rows}.values():
        ids = [it for it, its in rows if it is not None and its.id == fund.id]
        yield from photo_files(session, fund, as_of, since=date(as_of.year, 1, 1), project_ids=ids)
