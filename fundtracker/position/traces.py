"""Traces: down from donations to what their money became, up from an entry to its donors."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, union

from fundtracker.donations.errors import NoSuchDonation
from fundtracker.donations.models import Donation
from fundtracker.ledger.errors import NoSuchEntry
from fundtracker.ledger.models import Account, Transfer
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.position.amounts import Amounts
from fundtracker.position.balances import shaped
from fundtracker.position.trace_lines import TraceLine, lines, lines_of
from fundtracker.position.vouchers import Voucher, vouchers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from fundtracker.projects.kinds import ActionType, ProjectStatus


_KEYS = (Transfer.book_id, Transfer.number, Transfer.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A line of a trace, and where the traced money was after it."""

    line: TraceLine
    after: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectTrace:
    """What a project had of the traced money, the lines that say so, and its expenses."""

    project_id: int
    title: str
    action_type: ActionType | None
    status: ProjectStatus
    amounts: Amounts
    lines: tuple[TraceLine, ...]
    vouchers: tuple[Voucher, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Everything that became of some donations' money up to a day, oldest first."""

    as_of: date
    donations: tuple[int, ...]
    lines: tuple[Traced, ...]
    amounts: Amounts
    projects: tuple[ProjectTrace, ...]


def trace_of_donation(
    session: Session, donation_id: int, as_of: date, up_to_entry: int | None = None
) -> Trace:
    """Return the trace of one donation as of a day; raise NoSuchDonation."""
    if session.scalar(select(Donation.id).where(Donation.id == donation_id)) is None:
        raise NoSuchDonation
    return trace(session, [donation_id], as_of, up_to_entry)


def trace(
    session: Session,
    donations: Sequence[int],
    as_of: date,
    up_to_entry: int | None = None,
    *,
    with_papers: bool = True,
) -> Trace:
    """Return the common trace of donations of one fund, in three statements; two without papers.

    With ``up_to_entry``, as the book was known at that entry.
    """
    values = {"donations": donations, "as_of": as_of, "up_to_entry": up_to_entry}
    found = lines(session, _moved(at_entry=up_to_entry is not None), values)
    return Trace(
        as_of=as_of,
        donations=tuple(donations),
        lines=tuple(_running(found, donations)),
        amounts=_amounts(found, donations),
        projects=tuple(_projects(session, found, donations, with_papers=with_papers)),
    )


def vouchers_in(
    session: Session, donations: Sequence[int], project_id: int, as_of: date
) -> list[Voucher]:
    """Return the expenses of a project that donations justified, by day, in two statements.

    Without their papers: those who gave are not shown the papers of partners.
    """
    values = {"donations": donations, "as_of": as_of, "project": project_id}
    traced = lines(session, _moved(in_project=True), values)
    return vouchers(session, traced, donations, with_papers=False)


@cache
def _moved(*, at_entry: bool = False, in_project: bool = False) -> Select[*tuple[Any, ...]]:
    """Return the statement of what donations' money moved; built once, as it is a long one."""
    mine = select(Account.id).where(
        shaped(Account.donation_id.in_(bindparam("donations", expanding=True)))
    )
    if in_project:
        mine = mine.where(Account.project_id == bindparam("project"))
    known = Transfer.effective_on <= bindparam("as_of")
    if at_entry:
        known &= Transfer.number <= bindparam("up_to_entry")
    sides = (Transfer.debit_account_id, Transfer.credit_account_id)
    moved = union(*(select(*_KEYS).where(side.in_(mine), known) for side in sides))
    return lines_of(moved.subquery())


@cache
def _of_entry() -> Select[*tuple[Any, ...]]:
    which = select(*_KEYS).where(
        Transfer.book_id == bindparam("book"), Transfer.number == bindparam("number")
    )
    return lines_of(which.subquery())


def trace_of_entry(session: Session, book_id: int, number: int) -> tuple[TraceLine, ...]:
    """Return the donors' money that an entry moved, line by line; raise NoSuchEntry."""
    found = lines(session, _of_entry(), {"book": book_id, "number": number})
    if not found:
        raise NoSuchEntry(n_number=number)
    return tuple(found)


def _running(found: Iterable[TraceLine], donations: Collection[int]) -> Iterable[Traced]:
    sums: dict[Place, int] = defaultdict(int)
    for line in found:
        _move(sums, line, donations)
        yield Traced(line=line, after=Amounts.of(sums))


def _amounts(found: Iterable[TraceLine], donations: Collection[int]) -> Amounts:
    sums: dict[Place, int] = defaultdict(int)
    for line in found:
        _move(sums, line, donations)
    return Amounts.of(sums)


def _move(sums: dict[Place, int], line: TraceLine, donations: Collection[int]) -> None:
    if line.end.donation_id in donations:
        sums[line.end.place] += line.amount
    if line.start.donation_id in donations:
        sums[line.start.place] -= line.amount


def _projects(
    session: Session,
    found: Sequence[TraceLine],
    donations: Collection[int],
    *,
    with_papers: bool,
) -> Iterable[ProjectTrace]:
    by_project: dict[int, list[TraceLine]] = defaultdict(list)
    for line in found:
        if line.project_id is not None:
            by_project[line.project_id].append(line)
    proven: dict[int, list[Voucher]] = defaultdict(list)
    for voucher in vouchers(session, found, donations, with_papers=with_papers):
        proven[voucher.project_id].append(voucher)
    for project_id, its in sorted(by_project.items()):
        title, status = its[0].project, its[0].project_status
        assert title is not None, "a line names its project"
        assert status is not None, "and its status"
        yield ProjectTrace(
            project_id=project_id,
            title=title,
            action_type=its[0].action_type,
            status=status,
            amounts=_of_project(its, donations),
            lines=tuple(its),
            vouchers=tuple(proven[project_id]),
        )


def _of_project(its: Iterable[TraceLine], donations: Collection[int]) -> Amounts:
    sums = {
        place: Cents(sum(line.into({place}, donations) for line in its))
        for place in Place
        if place.has_project
    }
    return Amounts.of(sums)
