"""The acts that can wait for a second person, and their requests read back from what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from fundtracker.acts.kinds import ActKind
from fundtracker.allocations.rules import Line
from fundtracker.allocations.service import Allocate, allocate
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.donations.give_back import CarryOverTo, Refund, carry_over, refund
from fundtracker.funds.edit import EditFund, edit_fund
from fundtracker.spending.disburse import Disburse, disburse

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Verb:
    """A service that may ask for a second person, and what it takes."""

    request: type[Any]
    do: Callable[..., Any]


VERBS: dict[ActKind, Verb] = {
    ActKind.ALLOCATE: Verb(Allocate, allocate),
    ActKind.DISBURSE: Verb(Disburse, disburse),
    ActKind.REFUND: Verb(Refund, refund),
    ActKind.CARRY_OVER: Verb(CarryOverTo, carry_over),
    ActKind.REVERSE: Verb(Reverse, reverse),
    ActKind.EDIT_FUND: Verb(EditFund, edit_fund),
}

_DAYS = frozenset({"on", "paid_on", "opened_on", "crisis_on", "requested_on"})


def read(kind: ActKind, kept: dict[str, Any]) -> Any:  # noqa: ANN401 - a request of any verb
    """Return the request that was kept as JSON."""
    return VERBS[kind].request(**{name: _value(name, it) for name, it in kept.items()})


def _value(name: str, kept: Any) -> Any:  # noqa: ANN401 - of any field
    if kept is None:
        return None
    if name in _DAYS:
        return date.fromisoformat(kept)
    if name == "lines":
        return tuple(Line(**it) for it in kept)
    if name == "numbers":
        return tuple(kept)
    return kept
