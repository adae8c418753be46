"""The position: one statement, the same on pages, in documents, exports and answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.money import ZERO, Cents
from fundtracker.position.amounts import Amounts
from fundtracker.position.figures import FIGURES, OF_PROJECTS, OUTSIDE, WHOLE

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.position.figures import Figure
    from fundtracker.position.scopes import Scope

_HASH_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitments:
    """What gifts were announced and bound to, in cents, and how many collectivities did so.

    Outside every total. ``given`` is what came in for gifts. Counted are collectivities with a
    live step of the kind, or with money received, as of the day.
    """

    promised: Cents = ZERO
    voted: Cents = ZERO
    agreed: Cents = ZERO
    firm: Cents = ZERO
    still_to_receive: Cents = ZERO
    given: Cents = ZERO
    n_promised: int = 0
    n_voted: int = 0
    n_agreed: int = 0
    n_received: int = 0


@dataclass(frozen=True, slots=True)
class Seal:
    """The entry of a book up to which a statement was taken, and the hash of the chain there."""

    entry_number: int
    entry_hash: str
    # Whether nothing has been recorded in the book since.
    is_last: bool = True

    @property
    def short_hash(self) -> str:
        """The start of the hash, as printed."""
        return self.entry_hash[:_HASH_SHOWN]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the statement; ``sign`` is that with which it enters the total above it."""

    figure: Figure
    amount: Cents
    depth: int = 0
    sign: int = 1
    is_outside: bool = False


@dataclass(frozen=True, kw_only=True)
class Position(Amounts):
    """Where the money of a scope was on a day, in cents; what is promised beside it.

    ``commitments`` is None for scopes that hold parts of donations only (a project, an action
    type); ``seal`` is None where several books are summed. Creating one asserts that it adds up.
    """

    scope: Scope
    as_of: date
    seal: Seal | None
    commitments: Commitments | None

    def __post_init__(self) -> None:
        if self.is_whole:
            self.check()

    @property
    def is_whole(self) -> bool:
        """Whether the scope holds whole donations, so that receipts and fees have a meaning."""
        return self.commitments is not None

    def lines(self) -> tuple[Line, ...]:
        """Return the lines of the statement in order, those outside the totals first."""
        return lines_of(self, self.commitments)


def lines_of(
    amounts: Amounts, commitments: Commitments | None, *, is_whole: bool = False
) -> tuple[Line, ...]:
    """Return the lines of a statement: of whole donations, or of projects.

    Whole donations have commitments, unless ``is_whole`` says that these are left out.
    """
    outside = [
        Line(FIGURES[key], getattr(commitments, key), is_outside=True)
        for key in (OUTSIDE if commitments is not None else ())
    ]
    inside = [
        Line(FIGURES[key], getattr(amounts, key), depth, sign)
        for key, depth, sign in (WHOLE if is_whole or commitments is not None else OF_PROJECTS)
    ]
    return (*outside, *inside)
