"""The partner agreements of a fund: what each was signed for, and how far its money is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, cast, func, select

from fundtracker.acts.kinds import ActKind
from fundtracker.acts.models import Act, ActSubject
from fundtracker.ledger.models import Account, Entry, Transfer
from fundtracker.ledger.places import Place
from fundtracker.money import ZERO, Cents
from fundtracker.parties.models import Partner
from fundtracker.position.balances import summed
from fundtracker.projects.models import Project
from fundtracker.spending.models import (
    AgreementProject,
    Disbursement,
    Instalment,
    PartnerAgreement,
)
from fundtracker.spending.positions import waiting
from fundtracker.spending.queries import stands

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class NextInstalment:
    """The first instalment that is not wholly paid, in cents."""

    rank: int
    left: Cents
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow:
    """An agreement of the list, in cents; a partner's refunds count as not paid."""

    agreement: PartnerAgreement
    partner: str
    projects: tuple[str, ...]
    advanced: Cents
    justified: Cents
    lost: Cents
    waiting: Cents
    next: NextInstalment | None

    @property
    def paid(self) -> Cents:
        """What the partner was paid and did not give back."""
        return Cents(self.advanced + self.justified + self.lost)

    @property
    def left_to_pay(self) -> Cents:
        """What may still be paid."""
        return Cents(self.agreement.amount - self.paid)


def agreement_rows(session: Session, fund_id: int) -> list[AgreementRow]:
    """List the agreements of a fund with where each stands, in six statements."""
    found = session.execute(
        select(PartnerAgreement, Partner.name)
        .join(Partner, Partner.id == PartnerAgreement.partner_id)
        .where(PartnerAgreement.fund_id == fund_id)
        .order_by(PartnerAgreement.signed_on, PartnerAgreement.id)
    ).all()
    ids = [agreement.id for agreement, _partner in found]
    if not ids:
        return []
    places, lost = places_of(session, ids), lost_of(session, ids)
    projects, nexts = _projects(session, ids), _nexts(session, ids)
    rest: dict[int, int] = defaultdict(int)
    for it in waiting(session, fund_id=fund_id):
        rest[it.agreement_id] += it.waiting
    return [
        AgreementRow(
            agreement=agreement,
            partner=partner,
            projects=tuple(projects[agreement.id]),
            advanced=places.get((agreement.id, Place.ADVANCED), ZERO),
            justified=places.get((agreement.id, Place.JUSTIFIED), ZERO),
            lost=lost.get(agreement.id, ZERO),
            waiting=Cents(rest[agreement.id]),
            next=nexts.get(agreement.id),
        )
        for agreement, partner in found
    ]


def places_of(session: Session, ids: Collection[int]) -> dict[tuple[int, Place], Cents]:
    """Sum what stands in each place under each of some agreements, in cents."""
    rows = session.execute(
        select(
            Account.agreement_id,
            Account.place,
            summed(Account.debits_posted - Account.credits_posted),
        )
        .where(Account.agreement_id.in_(ids))
        .group_by(Account.agreement_id, Account.place)
    )
    return {(agreement, place): Cents(amount) for agreement, place, amount in rows if agreement}


def lost_of(session: Session, ids: Collection[int]) -> dict[int, Cents]:
    """Sum the write-offs of agreements that stand: their accounts name no agreement."""
    rows = session.execute(
        select(ActSubject.record_id, summed(Transfer.amount))
        .join(Act, Act.id == ActSubject.act_id)
        .join(Entry, Entry.act_id == Act.id)
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .where(
            ActSubject.kind == "partner_agreement",
            ActSubject.record_id.in_(ids),
            Act.kind == ActKind.WRITE_OFF,
            stands(Entry.book_id, Entry.number),
        )
        .group_by(ActSubject.record_id)
    )
    return {agreement: Cents(amount) for agreement, amount in rows}


def _projects(session: Session, ids: Collection[int]) -> dict[int, list[str]]:
    rows = session.execute(
        select(AgreementProject.agreement_id, Project.title)
        .join(Project, Project.id == AgreementProject.project_id)
        .where(AgreementProject.agreement_id.in_(ids))
        .order_by(Project.title)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for agreement, title in rows:
        found[agreement].append(title)
    return found


def instalments_left(*where: ColumnElement[bool]) -> Select[int, int, date | None, int]:
    """Return the statement of the instalments that are not wholly paid, in order.

    Each as the agreement's id, its rank, the day it is due and what is ``left``, in cents;
    ``where`` are conditions on Instalment.
    """
    paid = (
        select(Disbursement.instalment_id, func.sum(Transfer.amount).label("amount"))
        .join(
            Transfer,
            (Transfer.book_id == Disbursement.book_id) & (Transfer.number == Disbursement.number),
        )
        .where(
            Disbursement.instalment_id.in_(select(Instalment.id).where(*where)),
            stands(Disbursement.book_id, Disbursement.number),
        )
        .group_by(Disbursement.instalment_id)
        .subquery()
    )
    left = Instalment.amount - cast(func.coalesce(paid.c.amount, 0), BigInteger)
    return (
        select(Instalment.agreement_id, Instalment.rank, Instalment.due_on, left.label("left"))
        .outerjoin(paid, paid.c.instalment_id == Instalment.id)
        .where(left > 0, *where)
        .order_by(Instalment.agreement_id, Instalment.rank)
    )


def _nexts(session: Session, ids: Collection[int]) -> dict[int, NextInstalment]:
    found: dict[int, NextInstalment] = {}
    for agreement_id, rank, due_on, left in session.execute(
        instalments_left(Instalment.agreement_id.in_(ids))
    ):
        it = NextInstalment(rank=rank, left=Cents(left), due_on=due_on)
        found.setdefault(agreement_id, it)
    return found
