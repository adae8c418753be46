"""Issued documents whose figures are not those of the books any more.

An entry that was posted after a document, and counts on a day that the document tells of, changes
what it says: a reversal, a correction, anything back-dated. So does what is written anew of a
meeting after its papers. A donor's document is touched by what moves that donor's money, a
certificate by the reversal of its payment, a project's by what moves its money, a decision's by
what happens under it, a fund's report by every entry.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from fundtracker.acts.models import Act
from fundtracker.documents import queries
from fundtracker.documents.batch import Asked
from fundtracker.documents.kinds import Subject
from fundtracker.documents.queries import DocumentState
from fundtracker.documents.requests import Wanted
from fundtracker.documents.written_anew import written_anew
from fundtracker.donations.models import Receipt
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Account, Entry, Transfer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.documents.models import IssuedDocument
    from fundtracker.documents.queries import DocumentLine
    from fundtracker.i18n import Locale

_undone = aliased(Entry)
_first = aliased(Act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """A valid document, and the numbers of the entries that changed what it tells of.

    None where its meeting was changed or called off, or how it went was written anew.
    """

    line: DocumentLine
    entries: tuple[int, ...] = ()

    @property
    def asked(self) -> Asked:
        """What issues it anew, as of its own day."""
        it = self.line.document
        locale: Locale = "en" if it.locale == "en" else "fr"
        wanted = Wanted(
            kind=it.kind,
            as_of=it.as_of,
            locale=locale,
            collectivity_id=it.collectivity_id,
            fund_id=it.fund_id,
            donation_id=it.donation_id,
            receipt_id=it.receipt_id,
            project_id=it.project_id,
            decision_id=it.decision_id,
            meeting_id=it.meeting_id,
        )
        return Asked(wanted=wanted, about=f"{self.line.about} · {it.shown_number}")


@dataclass(frozen=True, slots=True)
class _Late:
    """An entry that came after a document: what it moves, reverses, and by which decision."""

    number: int
    act_id: int
    on: date
    reverses: int | None
    decisions: frozenset[int]
    collectivities: frozenset[int]
    donations: frozenset[int]
    projects: frozenset[int]


def outdated(session: Session, fund: Fund) -> list[Outdated]:
    """List the valid documents of a fund that are contradicted by now, in seven statements."""
    valid = [it for it in queries.concerning(session, fund.id) if it.state is DocumentState.VALID]
    by_meetings = [Outdated(line=it) for it in written_anew(session, valid)]
    return [*by_meetings, *_by_entries(session, fund, valid)]


def _by_entries(session: Session, fund: Fund, valid: Sequence[DocumentLine]) -> list[Outdated]:
    if not valid:
        return []
    late = _late(
        session,
        fund.book_id,
        since=min(it.document.act_id for it in valid),
        until=max(it.document.as_of for it in valid),
    )
    if not late:
        return []
    receipts = dict(
        session.execute(
            select(Receipt.id, Receipt.number).where(
                Receipt.id.in_([it.document.receipt_id for it in valid if it.document.receipt_id])
            )
        ).all()
    )
    found = []
    for line in valid:
        document = line.document
        numbers = tuple(
            it.number
            for it in late
            if it.act_id > document.act_id
            and it.on <= document.as_of
            and _touches(it, document, receipts.get(document.receipt_id or 0))
        )
        if numbers:
            found.append(Outdated(line=line, entries=numbers))
    return found


def made_outdated(session: Session, key: str) -> list[Outdated]:
    """List the valid documents that the act of a key contradicts, in the funds that it touches."""
    numbers: dict[int, set[int]] = defaultdict(set)
    entries = select(Entry.book_id, Entry.number).join(Act, Act.id == Entry.act_id)
    for book_id, number in session.execute(entries.where(Act.key == key)):
        numbers[book_id].add(number)
    funds = session.scalars(select(Fund).where(Fund.book_id.in_(numbers)).order_by(Fund.id))
    return [
        it
        for fund in funds.all()
        for it in outdated(session, fund)
        if numbers[fund.book_id].intersection(it.entries)
    ]


def _touches(  # noqa: PLR0911 - one for each kind of subject
    entry: _Late, document: IssuedDocument, receipt: int | None
) -> bool:
    match document.kind.about:
        case Subject.FUND:
            return True
        case Subject.PROJECT:
            return document.project_id in entry.projects
        case Subject.DECISION:
            return document.decision_id in entry.decisions
        case Subject.MEETING:
            # Of the books it says what was known when it was sent.
            return False
        case Subject.RECEIPT:
            return entry.reverses is not None and entry.reverses == receipt
        case Subject.DONATION | Subject.DONATION_YEAR:
            return document.donation_id in entry.donations
        case Subject.GIFTS | Subject.DONOR | Subject.YEAR:
            return document.collectivity_id in entry.collectivities


def _late(session: Session, book_id: int, *, since: int, until: date) -> Sequence[_Late]:
    """Read the entries of acts after ``since`` that count by ``until``; usually none."""
    rows = session.execute(
        select(
            Entry.number, Entry.act_id, Entry.effective_on, Entry.reverses_number,
            Act.decision_id, _first.decision_id,
        )
        .join(Act, Act.id == Entry.act_id)
        .outerjoin(
            _undone, (_undone.book_id == Entry.book_id) & (_undone.number == Entry.reverses_number)
        )
        .outerjoin(_first, _first.id == _undone.act_id)
        .where(Entry.book_id == book_id, Entry.act_id > since, Entry.effective_on <= until)
        .order_by(Entry.number)
    ).all()  # fmt: skip
    moved = _moved(session, book_id, [row[0] for row in rows])
    return [
        _Late(
            number=number,
            act_id=act_id,
            on=on,
            reverses=reverses,
            decisions=frozenset(it for it in decisions if it is not None),
            collectivities=moved[number]["collectivity"],
            donations=moved[number]["donation"],
            projects=moved[number]["project"],
        )
        for number, act_id, on, reverses, *decisions in rows
    ]


def _moved(
    session: Session, book_id: int, numbers: Sequence[int]
) -> dict[int, dict[str, frozenset[int]]]:
    """Say whose money entries moved, and of which projects."""
    sets: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    if numbers:
        rows = session.execute(
            select(
                Transfer.number, Account.donation_id, Account.project_id, Account.collectivity_id
            )
            .join(
                Account,
                or_(
                    Account.id == Transfer.debit_account_id,
                    Account.id == Transfer.credit_account_id,
                ),
            )
            .where(Transfer.book_id == book_id, Transfer.number.in_(numbers))
            .group_by(
                Transfer.number, Account.donation_id, Account.project_id, Account.collectivity_id
            )
        )
        for number, donation_id, project_id, collectivity_id in rows:
            for name, it in (
                ("donation", donation_id),
                ("project", project_id),
                ("collectivity", collectivity_id),
            ):
                if it is not None:
                    sets[number][name].add(it)
    names = ("donation", "project", "collectivity")
    return {number: {name: frozenset(sets[number][name]) for name in names} for number in numbers}
