"""The balances of a scope by place, and the totals that follow from them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from fundtracker.ledger.places import Place
from fundtracker.money import ZERO, Cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# The field that is the balance of each place; what came from donors is below zero there, and is
# turned round.
_FIELDS = {
    Place.DONOR: "received",
    Place.RETURNED: "returned",
    Place.CARRIED: "carried",
    Place.FEES: "fees_kept",
    Place.FEES_WITHDRAWN: "fees_withdrawn",
    Place.UNALLOCATED: "unallocated",
    Place.HELD: "held",
    Place.ADVANCED: "advanced",
    Place.JUSTIFIED: "justified",
    Place.SPENT: "spent",
    Place.LOST: "lost",
}


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """Where the money of a scope is, in cents; ``carried`` is below zero when it came in."""

    received: Cents = ZERO
    returned: Cents = ZERO
    carried: Cents = ZERO
    fees_kept: Cents = ZERO
    fees_withdrawn: Cents = ZERO
    unallocated: Cents = ZERO
    held: Cents = ZERO
    advanced: Cents = ZERO
    justified: Cents = ZERO
    spent: Cents = ZERO
    lost: Cents = ZERO

    @classmethod
    def of(cls, balances: Mapping[Place, int]) -> Self:
        """Take balances (debits less credits, cents) by place."""
        found = {_FIELDS[place]: Cents(amount) for place, amount in balances.items()}
        if "received" in found:
            found["received"] = Cents(-found["received"])
        return cls(**found)

    @property
    def net_received(self) -> Cents:
        """What came in and was neither refunded nor carried over."""
        return Cents(self.received - self.returned - self.carried)

    @property
    def brought(self) -> Cents:
        """What came from other funds, where that is more than what went there."""
        return Cents(max(-self.carried, 0))

    @property
    def carried_out(self) -> Cents:
        """What went to other funds, where that is more than what came from there."""
        return Cents(max(self.carried, 0))

    @property
    def given(self) -> Cents:
        """What the path of a donor's money begins with: received, and brought from other funds."""
        return Cents(self.received + self.brought)

    @property
    def fees(self) -> Cents:
        """Management fees, kept and taken."""
        return Cents(self.fees_kept + self.fees_withdrawn)

    @property
    def justified_in_all(self) -> Cents:
        """What is justified by documents, the partners' and CUF's own."""
        return Cents(self.justified + self.spent)

    @property
    def paid_out(self) -> Cents:
        """What went out for projects."""
        return Cents(self.advanced + self.justified_in_all + self.lost)

    @property
    def allocated(self) -> Cents:
        """What was given to projects."""
        return Cents(self.held + self.paid_out)

    @property
    def cash(self) -> Cents:
        """What must be in the fund's bank account."""
        return Cents(self.unallocated + self.held + self.fees_kept)

    @property
    def is_nothing(self) -> bool:
        """Whether no money ever stayed anywhere."""
        return not any(getattr(self, name) for name in _FIELDS.values())

    def check(self) -> None:
        """Assert that what came in is what is there: a difference is a bug, never a refusal."""
        uses = self.fees + self.unallocated + self.allocated
        assert self.net_received == uses, f"{self.net_received} came in, {uses} is there"


def total(parts: Iterable[Amounts]) -> Amounts:
    """Add up amounts, place by place."""
    sums = dict.fromkeys(_FIELDS.values(), 0)
    for part in parts:
        for name in sums:
            sums[name] += getattr(part, name)
    return Amounts(**{name: Cents(amount) for name, amount in sums.items()})
