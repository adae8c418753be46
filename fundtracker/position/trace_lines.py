"""The lines of a trace: transfers with all that is known of them, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from fundtracker.acts.models import Act
from fundtracker.donations.models import Donation, Receipt
from fundtracker.funds.models import Decision
from fundtracker.ledger.models import Account, Entry, EntryMemo, Transfer
from fundtracker.money import ZERO, Cents
from fundtracker.parties.models import Collectivity, Partner
from fundtracker.projects.models import Project
from fundtracker.spending.models import PartnerAgreement

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, Subquery
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from fundtracker.funds.states import DecisionBody, Origin
    from fundtracker.ledger.places import Place, Purpose
    from fundtracker.projects.kinds import ActionType, ProjectStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReference:
    """Who decided, when, under which reference."""

    decision_id: int
    body: DecisionBody
    decided_on: date
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One end of a movement: a place, and whose money is there."""

    place: Place
    donation_id: int
    reference: str
    collectivity_id: int | None
    donor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceLine:
    """A transfer, in cents: from where to where, for what, by which act and decision.

    Its ends belong to two donations where money was exchanged between them (a substitution).
    """

    book_id: int
    number: int
    line: int
    on: date
    recorded_at: datetime
    purpose: Purpose
    amount: Cents
    start: End
    end: End
    project_id: int | None
    project: str | None
    action_type: ActionType | None
    project_status: ProjectStatus | None
    agreement_id: int | None
    agreement: str | None
    partner: str | None
    act_id: int
    act_kind: str
    reason: str
    decision: DecisionReference | None
    memo: str
    piece_reference: str | None
    piece_on: date | None
    reverses: int | None
    reversed_by: int | None
    # Who says that it was received, of a demonstration's receipts.
    origin: Origin | None

    @property
    def is_reversal(self) -> bool:
        """Whether it takes an earlier entry back."""
        return self.reverses is not None

    def into(self, places: Collection[Place], donations: Collection[int]) -> Cents:
        """Return what it adds to ``places`` of ``donations``, below zero where it takes away."""
        came = self.end.place in places and self.end.donation_id in donations
        went = self.start.place in places and self.start.donation_id in donations
        return Cents(self.amount * (came - went)) if came != went else ZERO


_debit, _credit = aliased(Account), aliased(Account)
_back = aliased(Entry)


def lines(
    session: Session, statement: Select[*tuple[Any, ...]], values: Mapping[str, object]
) -> list[TraceLine]:
    """Return the lines that a statement of ``lines_of`` finds, with the values it asks for."""
    return [_line(row) for row in session.execute(statement, values)]


def lines_of(which: Subquery) -> Select[*tuple[Any, ...]]:
    """Return the statement of the transfers whose keys are in ``which``, in the order of a trace.

    By value date, number and line. The columns of ``which`` are ``book_id``, ``number`` and
    ``line``. What lines are made of is joined; what is only named is looked up, row by row: every
    table joined doubles what PostgreSQL thinks about before it begins, and seventeen took longer to
    plan than to read.
    """
    project_id = func.coalesce(_debit.project_id, _credit.project_id)
    agreement_id = func.coalesce(_debit.agreement_id, _credit.agreement_id)
    return (
        select(
            Transfer.line,
            Transfer.amount,
            Entry.book_id,
            Entry.number,
            Entry.effective_on,
            Entry.recorded_at,
            Entry.purpose,
            Entry.act_id,
            Entry.piece_reference,
            Entry.piece_on,
            Entry.reverses_number,
            _looked_up(
                EntryMemo.memo,
                and_(EntryMemo.book_id == Entry.book_id, EntryMemo.number == Entry.number),
            ).label("memo"),
            _looked_up(
                _back.number,
                and_(_back.book_id == Entry.book_id, _back.reverses_number == Entry.number),
            ).label("reversed_by"),
            _looked_up(
                Receipt.origin,
                and_(Receipt.book_id == Entry.book_id, Receipt.number == Entry.number),
            ).label("origin"),
            Act.kind.label("act_kind"),
            Act.reason,
            Decision.id.label("decision_id"),
            Decision.body,
            Decision.decided_on,
            Decision.reference,
            project_id.label("project_id"),
            Project.title,
            Project.action_type,
            Project.status,
            agreement_id.label("agreement_id"),
            _looked_up(PartnerAgreement.reference, PartnerAgreement.id == agreement_id).label(
                "agreement"
            ),
            _looked_up(
                Partner.name,
                and_(
                    PartnerAgreement.id == agreement_id, Partner.id == PartnerAgreement.partner_id
                ),
            ).label("partner"),
            *_end(_credit, "from"),
            *_end(_debit, "to"),
        )
        .select_from(which)
        .join(
            Transfer,
            and_(
                Transfer.book_id == which.c.book_id,
                Transfer.number == which.c.number,
                Transfer.line == which.c.line,
            ),
        )
        .join(Entry, and_(Entry.book_id == Transfer.book_id, Entry.number == Transfer.number))
        .join(Act, Act.id == Entry.act_id)
        .join(_debit, _debit.id == Transfer.debit_account_id)
        .join(_credit, _credit.id == Transfer.credit_account_id)
        .outerjoin(Decision, Decision.id == Act.decision_id)
        .outerjoin(Project, Project.id == project_id)
        .order_by(Entry.effective_on, Entry.number, Transfer.line)
    )


def _end(account: type[Account], name: str) -> list[ColumnElement[Any]]:
    """Return the columns of an ``End``, each after its ``name``."""
    donation, donor = Donation.id == account.donation_id, Collectivity.id == account.collectivity_id
    return [
        account.place.label(f"{name}_place"),
        account.donation_id.label(f"{name}_id"),
        _looked_up(Donation.reference, donation).label(f"{name}_reference"),
        account.collectivity_id.label(f"{name}_collectivity"),
        _looked_up(Collectivity.name, donor).label(f"{name}_name"),
    ]


def _looked_up(wanted: InstrumentedAttribute[Any], where: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(wanted).where(where).correlate(Entry, _debit, _credit).scalar_subquery()


def _line(row: Row[*tuple[Any, ...]]) -> TraceLine:
    return TraceLine(
        book_id=row.book_id,
        number=row.number,
        line=row.line,
        on=row.effective_on,
        recorded_at=row.recorded_at,
        purpose=row.purpose,
        amount=row.amount,
        start=End(
            place=row.from_place,
            donation_id=row.from_id,
            reference=row.from_reference,
            collectivity_id=row.from_collectivity,
            donor=row.from_name,
        ),
        end=End(
            place=row.to_place,
            donation_id=row.to_id,
            reference=row.to_reference,
            collectivity_id=row.to_collectivity,
            donor=row.to_name,
        ),
        project_id=row.project_id,
        project=row.title,
        action_type=row.action_type,
        project_status=row.status,
        agreement_id=row.agreement_id,
        agreement=row.agreement,
        partner=row.partner,
        act_id=row.act_id,
        act_kind=row.act_kind,
        reason=row.reason,
        decision=_decision(row),
        memo=row.memo or "",
        piece_reference=row.piece_reference,
        piece_on=row.piece_on,
        reverses=row.reverses_number,
        reversed_by=row.reversed_by,
        origin=row.origin,
    )


def _decision(row: Row[*tuple[Any, ...]]) -> DecisionReference | None:
    if row.decision_id is None:
        return None
    return DecisionReference(
        decision_id=row.decision_id,
        body=row.body,
        decided_on=row.decided_on,
        reference=row.reference,
    )
