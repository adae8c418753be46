"""The page of an expenditure: its papers, its entries, and whose money each took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from fundtracker.acts.models import ActSubject
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

_back = aliased(Entry)


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
    # The expenditures that a correction put in its place, or that it was put in place of.
    replaced_by: int | None
    replaces: int | None
    papers: tuple[PaperLine, ...]
    entries: tuple[Posted, ...]
    payers: tuple[Payer, ...]

    @property
    def is_own(self) -> bool:
        """Whether CUF itself spent it."""
        return self.agreement is None

    @property
    def posted(self) -> Cents:
        """What of it is in the books, in cents."""
        return Cents(sum(it.amount for it in self.entries if it.reversed_by is None))

    @property
    def waiting(self) -> Cents:
        """What was accepted and waits for the next payment, in cents."""
        return ZERO if self.is_withdrawn else Cents(self.expenditure.amount - self.posted)


def expenditure_page(session: Session, code: str, expenditure_id: int) -> ExpenditurePage:
    """Return an expenditure of a fund, in six statements; raise NoSuchExpenditure."""
    row = session.execute(
        select(Expenditure, Fund, Project, PartnerAgreement, Partner, ExpenditureWithdrawal)
        .join(Project, Project.id == Expenditure.project_id)
        .join(Fund, Fund.id == Project.fund_id)
        .outerjoin(PartnerAgreement, PartnerAgreement.id == Expenditure.agreement_id)
        .outerjoin(Partner, Partner.id == PartnerAgreement.partner_id)
        .outerjoin(ExpenditureWithdrawal, ExpenditureWithdrawal.expenditure_id == Expenditure.id)
        .where(Fund.code == code, Expenditure.id == expenditure_id)
    ).one_or_none()
    if row is None:
        raise NoSuchExpenditure
    expenditure, fund, project, agreement, partner, found = row
    withdrawal: ExpenditureWithdrawal | None = found
    return ExpenditurePage(
        expenditure=expenditure,
        fund=fund,
        project=project,
        agreement=agreement,
        partner=partner,
        is_withdrawn=withdrawal is not None,
        replaced_by=_replaced_by(session, withdrawal) if withdrawal is not None else None,
        replaces=_replaces(session, expenditure),
        papers=_papers(session, expenditure.id),
        entries=_entries(session, expenditure.id),
        payers=_payers(session, expenditure.id),
    )


def _replaced_by(session: Session, withdrawal: ExpenditureWithdrawal) -> int | None:
    """Find the result of the act that withdrew an expenditure, where that is another one."""
    return session.scalar(
        select(ActSubject.record_id).where(
            ActSubject.act_id == withdrawal.act_id,
            ActSubject.line == 1,
            ActSubject.kind == "expenditure",
            ActSubject.record_id != withdrawal.expenditure_id,
        )
    )


def _replaces(session: Session, expenditure: Expenditure) -> int | None:
    """Find the expenditure that the act which recorded this one withdrew."""
    return session.scalar(
        select(ActSubject.record_id)
        .join(
            ExpenditureWithdrawal,
            (ExpenditureWithdrawal.expenditure_id == ActSubject.record_id)
            & (ExpenditureWithdrawal.act_id == ActSubject.act_id),
        )
        .where(ActSubject.act_id == expenditure.act_id, ActSubject.kind == "expenditure")
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
    rows = session.execute(
        select(Entry.number, Entry.effective_on, summed(Transfer.amount), func.min(_back.number))
        .join(
            ExpenditureEntry,
            (ExpenditureEntry.book_id == Entry.book_id) & (ExpenditureEntry.number == Entry.number),
        )
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .outerjoin(
            _back, (_back.book_id == Entry.book_id) & (_back.reverses_number == Entry.number)
        )
        .where(ExpenditureEntry.expenditure_id == expenditure_id)
        .group_by(Entry.book_id, Entry.number, Entry.effective_on)
        .order_by(Entry.number)
    )
    return tuple(
        Posted(number=number, on=on, amount=Cents(amount), reversed_by=reversed_by)
        for number, on, amount, reversed_by in rows
    )


def _payers(session: Session, expenditure_id: int) -> tuple[Payer, ...]:
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
            _back,
            (_back.book_id == Transfer.book_id) & (_back.reverses_number == Transfer.number),
        )
        .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
        .where(ExpenditureEntry.expenditure_id == expenditure_id, _back.number.is_(None))
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
