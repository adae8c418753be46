"""The rules of allocating: what may be proposed, and what may be asked for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fundtracker.allocations.errors import (
    AllocationExceedsDonation,
    AmountNotPositive,
    NotEnoughFreeMoney,
    NothingToAllocate,
    SameDonationTwice,
)
from fundtracker.donations.restrictions import Restriction, Target, check, obstacle
from fundtracker.i18n import N_, gettext
from fundtracker.money import Cents, split

if TYPE_CHECKING:
    from collections.abc import Sequence


class Method(StrEnum):
    """How a proposal shares an amount over the donations that may give it."""

    PROPORTIONAL = "proportional"
    OLDEST_FIRST = "oldest_first"
    EARMARKED_FIRST = "earmarked_first"

    @property
    def label(self) -> str:
        """The method's words on pages, in the language of the moment."""
        return gettext(_METHODS[self])


_METHODS = {
    Method.PROPORTIONAL: N_("in proportion to what each donation has left"),
    Method.OLDEST_FIRST: N_("oldest donation first"),
    Method.EARMARKED_FIRST: N_("earmarked money first, then in proportion"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A donation that has money left to allocate, in cents, and what binds it."""

    donation_id: int
    left: Cents
    restriction: Restriction


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """An amount in cents of one donation."""

    donation_id: int
    amount: Cents


def usable(sources: Sequence[Source], target: Target) -> list[Source]:
    """Keep the donations whose money may go to the target, by donation id."""
    free = [it for it in sources if it.left > 0 and obstacle(it.restriction, target) is None]
    return sorted(free, key=lambda it: it.donation_id)


def propose(sources: Sequence[Source], target: Target, amount: Cents, method: Method) -> list[Line]:
    """Share ``amount`` over the donations that may give it; raise NotEnoughFreeMoney."""
    if amount <= 0:
        raise AmountNotPositive
    free = usable(sources, target)
    left = Cents(sum(it.left for it in free))
    if amount > left:
        raise NotEnoughFreeMoney(left=left, project=target.title, requested=amount)
    if method is Method.OLDEST_FIRST:
        return _in_turn(free, amount)
    if method is Method.EARMARKED_FIRST:
        bound = [it for it in free if _is_bound(it.restriction)]
        others = [it for it in free if not _is_bound(it.restriction)]
        first = Cents(min(amount, sum(it.left for it in bound)))
        lines = [*_in_proportion(bound, first), *_in_proportion(others, Cents(amount - first))]
        return sorted(lines, key=lambda it: it.donation_id)
    return _in_proportion(free, amount)


def _is_bound(restriction: Restriction) -> bool:
    return restriction.project_id is not None or restriction.action_type is not None


def _in_proportion(sources: Sequence[Source], amount: Cents) -> list[Line]:
    if amount == 0:
        return []
    parts = split(amount, [it.left for it in sources])
    return [
        Line(donation_id=it.donation_id, amount=part)
        for it, part in zip(sources, parts, strict=True)
        if part
    ]


def _in_turn(sources: Sequence[Source], amount: Cents) -> list[Line]:
    lines, missing = [], int(amount)
    for it in sources:
        part = Cents(min(missing, it.left))
        if part:
            lines.append(Line(donation_id=it.donation_id, amount=part))
        missing -= part
    return lines


def check_lines(lines: Sequence[Line], sources: Sequence[Source], target: Target) -> None:
    """Raise unless each line may be taken from its donation for the target."""
    if not lines:
        raise NothingToAllocate
    by_id = {it.donation_id: it for it in sources}
    seen: set[int] = set()
    for line in lines:
        source = by_id[line.donation_id]
        reference = source.restriction.donation_reference
        if line.amount <= 0:
            raise AmountNotPositive
        if line.donation_id in seen:
            raise SameDonationTwice(reference=reference)
        seen.add(line.donation_id)
        check(source.restriction, target)
        if line.amount > source.left:
            raise AllocationExceedsDonation(
                left=source.left, reference=reference, requested=line.amount
            )
