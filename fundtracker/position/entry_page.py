"""The page of an entry: its transfers, the record it belongs to, and whose money it moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from fundtracker.acts.models import Act
from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import CarryOver, Donation, Receipt
from fundtracker.files.models import StoredFile
from fundtracker.funds.models import Decision, Fund
from fundtracker.ledger.errors import NoSuchEntry
from fundtracker.ledger.models import Account, Book, Entry, EntryFile, EntryMemo, Transfer
from fundtracker.ledger.places import Place, Purpose
from fundtracker.money import Cents
from fundtracker.parties.models import Collectivity, Partner
from fundtracker.position.balances import shaped, summed
from fundtracker.projects.models import Project
from fundtracker.spending.models import (
    Disbursement,
    Expenditure,
    ExpenditureEntry,
    Instalment,
    PartnerAgreement,
    SupportingDocument,
)
from fundtracker.users.models import User

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

PAGE = 100

# Where an entry's money may have been before: what each purpose of the trace brought it into.
_ARRIVALS = {
    Purpose.RECEIPT: Place.UNALLOCATED,
    Purpose.CARRY_OVER: Place.UNALLOCATED,
    Purpose.ALLOCATION: Place.HELD,
    Purpose.DISBURSEMENT: Place.ADVANCED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLine:
    """One transfer of an entry, in cents: whose money, from where to where, for what."""

    line: int
    amount: Cents
    source: Place
    target: Place
    donor: str | None
    kind: DonationKind
    reference: str
    other_reference: str | None
    project_id: int | None
    project: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An earlier entry by which a donation's money came as far as this one took it from."""

    number: int
    purpose: Purpose
    effective_on: date
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A donation whose money an entry moved, in cents, and how that money came there."""

    donation_id: int
    reference: str
    kind: DonationKind
    collectivity_id: int | None
    donor: str | None
    amount: Cents
    arrivals: tuple[Arrival, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment to a partner, with the agreement and the instalment that it is of."""

    disbursement: Disbursement
    agreement: PartnerAgreement
    partner: Partner
    rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """What was spent and accepted, with its documents."""

    expenditure: Expenditure
    partner: str | None
    documents: tuple[tuple[str, StoredFile], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The other side of a carry-over: the entry in the other fund's book."""

    code: str
    fund: str
    number: int
    consent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """All that is known of an entry; ``total`` and the counts are of all its transfers."""

    entry: Entry
    act: Act
    actor: str | None
    confirmed_by: str | None
    decision: Decision | None
    memo: str | None
    reversed_by: int | None
    last_number: int
    total: Cents
    n_lines: int
    lines: tuple[TransferLine, ...]
    n_owners: int
    owners: tuple[Owner, ...]
    siblings: tuple[tuple[int, Purpose], ...]
    files: tuple[StoredFile, ...]
    receipt: Receipt | None
    payment: Payment | None
    voucher: Voucher | None
    carried: Carried | None

    @property
    def has_memo_erased(self) -> bool:
        """Whether a memo was there and only its hash is left."""
        return self.entry.memo_hash is not None and self.memo is None


def entry_page(session: Session, fund: Fund, number: int, *, page: int = 1) -> EntryPage:
    """Return the page of an entry, ``page`` of its transfers, in at most nine statements.

    Raises NoSuchEntry.
    """
    actor, second, back = aliased(User), aliased(User), aliased(Entry)
    found = session.execute(
        select(Entry, Act, actor.name, second.name, Decision, EntryMemo.memo, back.number, Book)
        .join(Act, Act.id == Entry.act_id)
        .join(Book, Book.id == Entry.book_id)
        .outerjoin(actor, actor.id == Act.actor_id)
        .outerjoin(second, second.id == Act.confirmed_by_id)
        .outerjoin(Decision, Decision.id == Act.decision_id)
        .outerjoin(
            EntryMemo, (EntryMemo.book_id == Entry.book_id) & (EntryMemo.number == Entry.number)
        )
        .outerjoin(back, (back.book_id == Entry.book_id) & (back.reverses_number == Entry.number))
        .where(Entry.book_id == fund.book_id, Entry.number == number)
    ).one_or_none()
    if found is None:
        raise NoSuchEntry(n_number=number)
    entry, act, who, confirmed_by, decision, memo, reversed_by, book = found
    owners, n_owners, total, n_lines = _owners(session, entry)
    # A reversal has no record of its own: what it takes back has.
    named = entry.reverses_number or entry.number
    return EntryPage(
        entry=entry,
        act=act,
        actor=who,
        confirmed_by=confirmed_by,
        decision=decision,
        memo=memo,
        reversed_by=reversed_by,
        last_number=book.last_number,
        total=total,
        n_lines=n_lines,
        lines=_lines(session, entry, page),
        n_owners=n_owners,
        owners=owners,
        siblings=_siblings(session, entry),
        files=_files(session, entry),
        receipt=_receipt(session, entry, named),
        payment=_payment(session, entry, named),
        voucher=_voucher(session, entry, named),
        carried=_carried(session, entry, named),
    )


def _lines(session: Session, entry: Entry, page: int) -> tuple[TransferLine, ...]:
    debit, credit = aliased(Account), aliased(Account)
    theirs = aliased(Donation)
    rows = session.execute(
        select(Transfer, debit, credit, Donation, theirs.reference, Collectivity.name, Project)
        .join(debit, debit.id == Transfer.debit_account_id)
        .join(credit, credit.id == Transfer.credit_account_id)
        .join(Donation, Donation.id == credit.donation_id)
        .join(theirs, theirs.id == debit.donation_id)
        .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
        .outerjoin(Project, Project.id == func.coalesce(debit.project_id, credit.project_id))
        .where(Transfer.book_id == entry.book_id, Transfer.number == entry.number)
        .order_by(Transfer.line)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return tuple(
        TransferLine(
            line=transfer.line,
            amount=transfer.amount,
            source=source.place,
            target=target.place,
            donor=donor,
            kind=donation.kind,
            reference=donation.reference,
            other_reference=other if other != donation.reference else None,
            project_id=project.id if project else None,
            project=project.title if project else None,
        )
        for transfer, target, source, donation, other, donor, project in rows
    )


def _owners(session: Session, entry: Entry) -> tuple[tuple[Owner, ...], int, Cents, int]:
    """List whose money the entry moved, the largest part first; count and sum all of it."""
    whole = summed(Transfer.amount)
    rows = session.execute(
        select(
            Donation,
            Collectivity.name,
            whole.label("amount"),
            func.count().over(),
            func.sum(whole).over(),
            func.sum(func.count()).over(),
        )
        .join(Account, Account.id == Transfer.credit_account_id)
        .join(Donation, Donation.id == Account.donation_id)
        .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
        .where(Transfer.book_id == entry.book_id, Transfer.number == entry.number)
        .group_by(Donation.id, Collectivity.name)
        .order_by(whole.desc(), Donation.id)
        .limit(PAGE)
    ).all()
    arrivals = _arrivals(session, entry, [donation.id for donation, *_ in rows])
    _donation, _name, _amount, n_all, total, n_lines = rows[0]
    owners = tuple(
        Owner(
            donation_id=donation.id,
            reference=donation.reference,
            kind=donation.kind,
            collectivity_id=donation.collectivity_id,
            donor=name,
            amount=Cents(amount),
            arrivals=tuple(arrivals.get(donation.id, ())),
        )
        for donation, name, amount, *_ in rows
    )
    return owners, n_all, Cents(int(total)), int(n_lines)


def _arrivals(
    session: Session, entry: Entry, donation_ids: Collection[int]
) -> dict[int, list[Arrival]]:
    """Trace the money up: receipts, then allocations and payments for the entry's projects."""
    here = (
        select(Account.project_id)
        .join(
            Transfer,
            or_(Transfer.debit_account_id == Account.id, Transfer.credit_account_id == Account.id),
        )
        .where(
            Transfer.book_id == entry.book_id,
            Transfer.number == entry.number,
            Account.project_id.is_not(None),
        )
    )
    back = aliased(Entry)
    stands = (
        ~select(back.number)
        .where(back.book_id == Entry.book_id, back.reverses_number == Entry.number)
        .exists()
    )
    came = or_(
        *(
            and_(Entry.purpose == purpose, Account.place == place)
            for purpose, place in _ARRIVALS.items()
        )
    )
    rows = session.execute(
        select(
            Account.donation_id, Entry.number, Entry.purpose, Entry.effective_on,
            summed(Transfer.amount),
        )
        .join(Transfer, Transfer.debit_account_id == Account.id)
        .join(Entry, (Entry.book_id == Transfer.book_id) & (Entry.number == Transfer.number))
        .where(
            shaped(Account.donation_id.in_(donation_ids)),
            or_(Account.project_id.is_(None), Account.project_id.in_(here)),
            Entry.number < entry.number,
            Entry.reverses_number.is_(None),
            came,
            stands,
        )
        .group_by(Account.donation_id, Entry.number, Entry.purpose, Entry.effective_on)
        .order_by(Entry.number)
    )  # fmt: skip
    found: dict[int, list[Arrival]] = {}
    for donation_id, number, purpose, effective_on, amount in rows:
        arrival = Arrival(
            number=number, purpose=purpose, effective_on=effective_on, amount=Cents(amount)
        )
        found.setdefault(donation_id, []).append(arrival)
    return found


def _siblings(session: Session, entry: Entry) -> tuple[tuple[int, Purpose], ...]:
    """List the other entries of the same act in this book."""
    rows = session.execute(
        select(Entry.number, Entry.purpose)
        .where(
            Entry.act_id == entry.act_id,
            Entry.book_id == entry.book_id,
            Entry.number != entry.number,
        )
        .order_by(Entry.number)
        .limit(PAGE)
    )
    return tuple((number, purpose) for number, purpose in rows)


def _files(session: Session, entry: Entry) -> tuple[StoredFile, ...]:
    return tuple(
        session.scalars(
            select(StoredFile)
            .join(EntryFile, EntryFile.sha256 == StoredFile.sha256)
            .where(EntryFile.book_id == entry.book_id, EntryFile.number == entry.number)
            .order_by(StoredFile.name)
        )
    )


def _receipt(session: Session, entry: Entry, number: int) -> Receipt | None:
    if entry.purpose is not Purpose.RECEIPT:
        return None
    return session.scalar(
        select(Receipt).where(Receipt.book_id == entry.book_id, Receipt.number == number)
    )


def _payment(session: Session, entry: Entry, number: int) -> Payment | None:
    if entry.purpose is not Purpose.DISBURSEMENT:
        return None
    row = session.execute(
        select(Disbursement, PartnerAgreement, Partner, Instalment.rank)
        .join(PartnerAgreement, PartnerAgreement.id == Disbursement.agreement_id)
        .join(Partner, Partner.id == PartnerAgreement.partner_id)
        .outerjoin(Instalment, Instalment.id == Disbursement.instalment_id)
        .where(Disbursement.book_id == entry.book_id, Disbursement.number == number)
    ).one_or_none()
    if row is None:
        return None
    disbursement, agreement, partner, rank = row
    return Payment(disbursement=disbursement, agreement=agreement, partner=partner, rank=rank)


def _voucher(session: Session, entry: Entry, number: int) -> Voucher | None:
    if entry.purpose not in {Purpose.EXPENDITURE, Purpose.DIRECT_EXPENDITURE}:
        return None
    rows = session.execute(
        select(Expenditure, Partner.name, SupportingDocument.label, StoredFile)
        .join(ExpenditureEntry, ExpenditureEntry.expenditure_id == Expenditure.id)
        .outerjoin(PartnerAgreement, PartnerAgreement.id == Expenditure.agreement_id)
        .outerjoin(Partner, Partner.id == PartnerAgreement.partner_id)
        .outerjoin(SupportingDocument, SupportingDocument.expenditure_id == Expenditure.id)
        .outerjoin(StoredFile, StoredFile.sha256 == SupportingDocument.sha256)
        .where(ExpenditureEntry.book_id == entry.book_id, ExpenditureEntry.number == number)
        .order_by(StoredFile.name)
    ).all()
    if not rows:
        return None
    expenditure, partner, *_ = rows[0]
    return Voucher(expenditure=expenditure, partner=partner, documents=_documents(rows))


def _documents(
    rows: Sequence[tuple[Expenditure, str | None, str | None, StoredFile | None]],
) -> tuple[tuple[str, StoredFile], ...]:
    return tuple((label or "", file) for *_, label, file in rows if file is not None)


def _carried(session: Session, entry: Entry, number: int) -> Carried | None:
    if entry.purpose is not Purpose.CARRY_OVER:
        return None
    leaves = and_(CarryOver.from_book_id == entry.book_id, CarryOver.from_number == number)
    comes = and_(CarryOver.to_book_id == entry.book_id, CarryOver.to_number == number)
    other_book = case((leaves, CarryOver.to_book_id), else_=CarryOver.from_book_id)
    other_number = case((leaves, CarryOver.to_number), else_=CarryOver.from_number)
    row = session.execute(
        select(Fund.code, Fund.name, other_number, CarryOver.consent)
        .join(CarryOver, Fund.book_id == other_book)
        .where(or_(leaves, comes))
    ).one_or_none()
    return Carried(code=row[0], fund=row[1], number=row[2], consent=row[3]) if row else None
