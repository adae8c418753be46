"""The projects of a donor's report: what each did with everybody's money, and with the donor's."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, and_, bindparam, case, exists, select
from sqlalchemy.orm import aliased

from fundtracker.documents.donor_report.content import (
    AllocationLine,
    DecisionReference,
    PaymentLine,
    ProjectSheet,
    SpendingLine,
)
from fundtracker.documents.gathered import LAST_CHANGE, cofunding_of, n_donors_of
from fundtracker.documents.indicators import indicators_of
from fundtracker.documents.milestones import milestones_of
from fundtracker.funds.states import Origin
from fundtracker.ledger.models import Account, Transfer
from fundtracker.ledger.places import Place, Purpose
from fundtracker.money import Cents
from fundtracker.parties.models import Partner
from fundtracker.position.amounts import Amounts
from fundtracker.position.balances import summed
from fundtracker.position.vouchers import PROVEN
from fundtracker.projects.models import (
    Cofunding,
    Indicator,
    Milestone,
    Project,
    ProjectStatusChange,
)
from fundtracker.spending.headings import heading_label
from fundtracker.spending.models import Disbursement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from fundtracker.position.trace_lines import TraceLine
    from fundtracker.position.traces import ProjectTrace, Trace

_debit = aliased(Account)
_credit = aliased(Account)

_IN_PROJECT = frozenset(place for place in Place if place.has_project)
_partner, _host = aliased(Partner), aliased(Partner)
_NUMBERS: BindParameter[int] = bindparam("numbers", expanding=True)


def _has(model: type[Cofunding | Indicator | Milestone]) -> ColumnElement[bool]:
    return exists().where(model.project_id == Project.id)


_PROJECTS = (
    select(
        Project,
        _partner.name,
        _host.name,
        ProjectStatusChange,
        _has(Cofunding).label("cofunding"),
        _has(Indicator).label("indicators"),
        _has(Milestone).label("milestones"),
    )
    .outerjoin(_partner, _partner.id == Project.partner_id)
    .outerjoin(_host, _host.id == Project.beneficiary_id)
    .outerjoin(ProjectStatusChange, ProjectStatusChange.id == LAST_CHANGE)
    .where(Project.id.in_(bindparam("projects", expanding=True)))
)
_PAID = frozenset({Place.ADVANCED, Place.JUSTIFIED, Place.LOST})


def allocations(traced: Trace, *, is_fictitious: bool) -> tuple[AllocationLine, ...]:
    """Return what came to projects from the traced gifts, and what went back."""
    lines = []
    for it in (line.line for line in traced.lines):
        amount = it.into(_IN_PROJECT, traced.donations)
        if amount and it.project_id is not None:
            lines.append(
                AllocationLine(
                    project_id=it.project_id,
                    dated_on=it.on,
                    amount=amount,
                    purpose=it.purpose,
                    decision=_decision(it),
                    origin=_origin(is_fictitious=is_fictitious),
                )
            )
    return tuple(lines)


def sheets(
    session: Session,
    whole: Mapping[int, Amounts],
    traced: Trace,
    as_of: date,
    *,
    is_fictitious: bool,
) -> tuple[ProjectSheet, ...]:
    """Return a sheet for each project of the trace; ``whole`` is everybody's money, by project."""
    ids = [it.project_id for it in traced.projects]
    known = _Known(session, ids, as_of, traced)
    return tuple(
        known.sheet(it, whole.get(it.project_id, Amounts()), traced, is_fictitious=is_fictitious)
        for it in traced.projects
    )


class _Known:
    """What the sheets need besides the trace, read for all projects at once."""

    def __init__(self, session: Session, ids: Collection[int], as_of: date, traced: Trace) -> None:
        rows = session.execute(_PROJECTS, {"projects": ids, "as_of": as_of}).all()
        self.projects = {row[0].id: row[:4] for row in rows}
        # Asked of those that have any: most projects have none of one of them.
        with_others = [row[0].id for row in rows if row.cofunding]
        measured = [row[0].id for row in rows if row.indicators]
        planned = [row[0].id for row in rows if row.milestones]
        self.cofunding = cofunding_of(session, with_others, as_of) if with_others else {}
        self.indicators = indicators_of(session, measured, as_of) if measured else {}
        self.milestones = milestones_of(session, planned, as_of) if planned else {}
        self.n_donors = n_donors_of(session, ids, as_of)
        self.entries, self.references = _entries(session, traced)

    def sheet(
        self, its: ProjectTrace, whole: Amounts, traced: Trace, *, is_fictitious: bool
    ) -> ProjectSheet:
        """Return the sheet of one project."""
        project, partner, host, found = self.projects[its.project_id]
        change: ProjectStatusChange | None = found
        return ProjectSheet(
            project_id=project.id,
            title=project.title,
            action_type=project.action_type,
            status=change.status if change else project.status,
            donor=its.amounts,
            whole=whole,
            n_donors=self.n_donors.get(project.id, 0),
            country=project.country,
            place=project.place,
            partner=partner or "",
            authority=host or "",
            status_since=change.since if change else None,
            status_reason=change.reason if change else "",
            description=project.description,
            results=project.results,
            payments=tuple(self._payments(its, traced, is_fictitious=is_fictitious)),
            spending=tuple(_spending(its, traced, is_fictitious=is_fictitious)),
            cofunding=tuple(self.cofunding.get(project.id, ())),
            indicators=self.indicators.get(project.id, ()),
            milestones=self.milestones.get(project.id, ()),
        )

    def _payments(
        self, its: ProjectTrace, traced: Trace, *, is_fictitious: bool
    ) -> Iterable[PaymentLine]:
        parts: dict[int, int] = defaultdict(int)
        first: dict[int, TraceLine] = {}
        for it in its.lines:
            amount = it.into(_PAID, traced.donations)
            if amount:
                parts[it.number] += amount
                first.setdefault(it.number, it)
        for number, part in parts.items():
            it = first[number]
            entire = self.entries.get((it.book_id, number, its.project_id), abs(part))
            yield PaymentLine(
                dated_on=it.on,
                payee=it.partner or "",
                amount=Cents(entire if part > 0 else -entire),
                donor_amount=Cents(part),
                reference=self.references.get((it.book_id, it.reverses or number))
                or it.piece_reference
                or "",
                origin=_origin(is_fictitious=is_fictitious),
            )


def _spending(its: ProjectTrace, traced: Trace, *, is_fictitious: bool) -> Iterable[SpendingLine]:
    for it in its.vouchers:
        yield SpendingLine(
            dated_on=it.accepted_on,
            label=heading_label(it.heading),
            supplier=it.supplier,
            amount=it.amount,
            donor_amount=it.share,
            reference=it.piece_reference,
            origin=_origin(is_fictitious=is_fictitious),
        )
    for line in its.lines:
        # Whose money paid was corrected afterwards: that has no voucher of its own.
        amount = line.into(PROVEN, traced.donations)
        if amount and line.purpose is Purpose.SUBSTITUTION:
            yield SpendingLine(
                dated_on=line.on,
                label=line.purpose.label,
                supplier="",
                amount=amount,
                donor_amount=amount,
                origin=_origin(is_fictitious=is_fictitious),
            )


def _origin(*, is_fictitious: bool) -> Origin | None:
    return Origin.FICTITIOUS if is_fictitious else None


def _decision(line: TraceLine) -> DecisionReference | None:
    if line.decision is None:
        return None
    return DecisionReference(
        body=line.decision.body,
        decided_on=line.decision.decided_on,
        reference=line.decision.reference,
    )


def _entries(
    session: Session, traced: Trace
) -> tuple[dict[tuple[int, int, int], int], dict[tuple[int, int], str]]:
    """Sum the traced entries by project, all donors' money; and say what the bank called them."""
    if not traced.lines:
        return {}, {}
    numbers = {it.line.number for it in traced.lines}
    values = {"book": traced.lines[0].line.book_id, "numbers": numbers}
    sums, references = {}, {}
    for book_id, number, project_id, reference, amount in session.execute(_of_entries(), values):
        sums[book_id, number, project_id] = amount
        references[book_id, number] = reference or ""
    return sums, references


@cache
def _of_entries() -> Select[int, int, int, str | None, int]:
    """Return the statement that sums entries of a book by project; built once."""
    project_id = case((_debit.project_id.is_not(None), _debit.project_id), else_=_credit.project_id)
    key = (Transfer.book_id, Transfer.number, project_id, Disbursement.bank_reference)
    paid = and_(Disbursement.book_id == Transfer.book_id, Disbursement.number == Transfer.number)
    return (
        select(*key, summed(Transfer.amount))
        .join(_debit, _debit.id == Transfer.debit_account_id)
        .join(_credit, _credit.id == Transfer.credit_account_id)
        .outerjoin(Disbursement, paid)
        .where(
            Transfer.book_id == bindparam("book"),
            Transfer.number.in_(_NUMBERS),
            project_id.is_not(None),
        )
        .group_by(*key)
    )
