"""The decisions of a fund, each with what followed: acts, and the money that they moved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from fundtracker.acts.kinds import ActKind
from fundtracker.acts.models import Act
from fundtracker.files.models import StoredFile
from fundtracker.funds.models import Decision
from fundtracker.i18n import format_amount
from fundtracker.ledger.models import Entry, Transfer
from fundtracker.ledger.places import Purpose
from fundtracker.money import ZERO, Cents
from fundtracker.position.balances import summed

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

_back = aliased(Entry)

# The acts that move money, each for the purpose of its own name.
_MOVES = {
    ActKind.ALLOCATE: Purpose.ALLOCATION,
    ActKind.RELEASE: Purpose.RELEASE,
    ActKind.SUBSTITUTE: Purpose.SUBSTITUTION,
    ActKind.WRITE_OFF: Purpose.WRITE_OFF,
    ActKind.CARRY_OVER: Purpose.CARRY_OVER,
    ActKind.REFUND: Purpose.REFUND,
    ActKind.WITHDRAW_FEES: Purpose.FEE_WITHDRAWAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """How many acts of a kind follow a decision."""

    kind: ActKind
    n_acts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What the entries of a purpose moved under a decision, in cents, reversed ones left out."""

    purpose: Purpose
    n_entries: int
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A decision; what was approved and what was allocated under it are kept apart."""

    decision: Decision
    file: str | None
    acts: tuple[Followed, ...]
    moved: tuple[Moved, ...]

    @property
    def allocated(self) -> Cents:
        """What was allocated under it, in cents."""
        return next((it.amount for it in self.moved if it.purpose is Purpose.ALLOCATION), ZERO)

    @property
    def followed(self) -> str:
        """What followed it, in words."""
        return ", ".join(
            [
                *(f"{it.purpose.label} {format_amount(it.amount)}" for it in self.moved),
                *(it.kind.label for it in self.other_acts),
            ]
        )

    @property
    def other_acts(self) -> tuple[Followed, ...]:
        """The acts that moved nothing, or nothing that stands."""
        purposes = {it.purpose for it in self.moved}
        return tuple(it for it in self.acts if _MOVES.get(it.kind) not in purposes)


def decision_lines(session: Session, fund_id: int) -> list[DecisionLine]:
    """List a fund's decisions with what followed each, the latest first, in three statements."""
    rows = session.execute(
        select(Decision, StoredFile.name)
        .outerjoin(StoredFile, StoredFile.sha256 == Decision.file_sha256)
        .where(Decision.fund_id == fund_id)
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
    ).all()
    ids = [decision.id for decision, _ in rows]
    followed, moved = _followed(session, ids), _moved(session, ids)
    return [
        DecisionLine(
            decision=decision,
            file=file,
            acts=tuple(followed.get(decision.id, ())),
            moved=tuple(moved.get(decision.id, ())),
        )
        for decision, file in rows
    ]


def _followed(session: Session, ids: Collection[int]) -> dict[int, list[Followed]]:
    if not ids:
        return {}
    rows = session.execute(
        select(Act.decision_id, Act.kind, func.count())
        .where(Act.decision_id.in_(ids))
        .group_by(Act.decision_id, Act.kind)
        .order_by(func.min(Act.id))
    )
    found: dict[int, list[Followed]] = defaultdict(list)
    for decision_id, kind, n_acts in rows:
        if decision_id is not None:
            found[decision_id].append(Followed(kind=ActKind(kind), n_acts=n_acts))
    return found


def _moved(session: Session, ids: Collection[int]) -> dict[int, list[Moved]]:
    if not ids:
        return {}
    taken_back = exists().where(
        _back.book_id == Entry.book_id, _back.reverses_number == Entry.number
    )
    rows = session.execute(
        select(
            Act.decision_id,
            Entry.purpose,
            func.count(Entry.number.distinct()),
            summed(Transfer.amount),
        )
        .join(Entry, Entry.act_id == Act.id)
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .where(Act.decision_id.in_(ids), ~taken_back, Entry.reverses_number.is_(None))
        .group_by(Act.decision_id, Entry.purpose)
        .order_by(func.min(Entry.number))
    )
    found: dict[int, list[Moved]] = defaultdict(list)
    for decision_id, purpose, n_entries, amount in rows:
        if decision_id is not None:
            found[decision_id].append(
                Moved(purpose=purpose, n_entries=n_entries, amount=Cents(amount))
            )
    return found
