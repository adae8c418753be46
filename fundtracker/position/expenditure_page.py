"""The page of an expenditure: its papers, its entries, and whose money each took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation
from fundtracker.files.models import StoredFile
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Account, Entry, Transfer
from fundtracker.money import ZERO, Cents
from fundtracker.parties.models import Collectivity, Partner
from fundtracker.position.balances import summed
from fundtracker.projects.models import Project
from fundtracker.spending.errors import NoSuchExpenditure
from fundtracker.spending.models import (
    Expenditure,
    ExpenditureEntry,
    ExpenditureWithdrawal,
    PartnerAgreement,
    SupportingDocument,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """An entry that posts a part of the expenditure, in cents."""

    number: int
    on: date
    amount: Cents
    reversed_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """A donation whose money paid, and how much of it, in cents; reversed entries left out."""

    reference: str
    donor: str
    collectivity_id: int | None
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """A document that justifies the expenditure."""

    sha256: str
    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenditurePage:
    """An expenditure with all that stands behind it."""

    expenditure: Expenditure
    fund: Fund
    project: Project
    agreement: PartnerAgreement | None
    partner: Partner | None
    is_withdrawn: bool
    papers: tuple[PaperLine, ...]
    entries: tuple[Posted, ...]
    payers: tuple[Payer, ...]

    @property
    def posted(self) -> Cents:
        """What of it is in the books, in cents."""
        return Cents(sum(it.amount for it in self.entries if it.reversed_by is None))

    @property
    def waiting(self) -> Cents:
        """What was accepted and waits for the next payment, in cents."""
        return ZERO if self.is_withdrawn else Cents(self.expenditure.amount - self.posted)


def expenditure_page(session: Session, code: str, expenditure_id: int) -> ExpenditurePage:
    """Return an expenditure of a fund, in five statements; raise NoSuchExpenditure."""
    row = session.execute(
        select(Expenditure, Fund, Project, PartnerAgreement, Partner)
        .join(Project, Project.id == Expenditure.project_id)
        .join(Fund, Fund.id == Project.fund_id)
        .outerjoin(PartnerAgreement, PartnerAgreement.id == Expenditure.agreement_id)
        .outerjoin(Partner, Partner.id == PartnerAgreement.partner_id)
        .where(Fund.code == code, Expenditure.id == expenditure_id)
    ).one_or_none()
    if row is None:
        raise NoSuchExpenditure
    expenditure, fund, project, agreement, partner = row
    return ExpenditurePage(
        expenditure=expenditure,
        fund=fund,
        project=project,
        agreement=agreement,
        partner=partner,
        is_withdrawn=session.get(ExpenditureWithdrawal, expenditure.id) is not None,
        papers=_papers(session, expenditure.id),
        entries=_entries(session, expenditure.id),
        payers=_payers(session, expenditure.id),
    )


def _papers(session: Session, expenditure_id: int) -> tuple[PaperLine, ...]:
    rows = session.execute(
        select(StoredFile.sha256, StoredFile.name, SupportingDocument.label)
        .join(SupportingDocument, SupportingDocument.sha256 == StoredFile.sha256)
        .where(SupportingDocument.expenditure_id == expenditure_id)
        .order_by(StoredFile.name)
    )
    return tuple(PaperLine(sha256=it.sha256, name=it.name, label=it.label) for it in rows)


def _entries(session: Session, expenditure_id: int) -> tuple[Posted, ...]:
    back = aliased(Entry)
    rows = session.execute(
        select(Entry.number, Entry.effective_on, summed(Transfer.amount), func.min(back.number))
        .join(
            ExpenditureEntry,
            (ExpenditureEntry.book_id == Entry.book_id) & (ExpenditureEntry.number == Entry.number),
        )
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .outerjoin(back, (back.book_id == Entry.book_id) & (back.reverses_number == Entry.number))
        .where(ExpenditureEntry.expenditure_id == expenditure_id)
        .group_by(Entry.book_id, Entry.number, Entry.effective_on)
        .order_by(Entry.number)
    )
    return tuple(
        Posted(number=number, on=on, amount=Cents(amount), reversed_by=reversed_by)
        for number, on, amount, reversed_by in rows
    )


def _payers(session: Session, expenditure_id: int) -> tuple[Payer, ...]:
    back = aliased(Entry)
    rows = session.execute(
        select(
            Donation.reference, Donation.kind, Collectivity.name, Collectivity.id,
            summed(Transfer.amount),
        )
        .join(Account, Account.donation_id == Donation.id)
        .join(Transfer, Transfer.debit_account_id == Account.id)
        .join(
            ExpenditureEntry,
            (ExpenditureEntry.book_id == Transfer.book_id)
            & (ExpenditureEntry.number == Transfer.number),
        )
        .outerjoin(
            back,
            (back.book_id == Transfer.book_id) & (back.reverses_number == Transfer.number),
        )
        .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
        .where(ExpenditureEntry.expenditure_id == expenditure_id, back.number.is_(None))
        .group_by(
            Donation.id, Donation.reference, Donation.kind, Collectivity.name, Collectivity.id
        )
        .order_by(summed(Transfer.amount).desc(), Donation.reference)
    )  # fmt: skip
    return tuple(
        Payer(
            reference=reference,
            donor=name or DonationKind(kind).label,
            collectivity_id=collectivity_id,
            amount=Cents(amount),
        )
        for reference, kind, name, collectivity_id, amount in rows
    )
