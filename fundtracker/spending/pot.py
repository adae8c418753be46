"""What each donation has at one place of a project, day by day, while parts are taken. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fundtracker.money import Cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


class Pot:
    """Money of several donations at one place: what may be taken on a day, later needs kept.

    ``balances`` are the present ones in cents; ``changes`` what later days did to them (at least
    every day after the earliest one that will be asked for). What a donation may give on a day
    is the least that it has had at the end of that day or of any later one.
    """

    def __init__(
        self, balances: Mapping[int, int], changes: Mapping[int, Mapping[date, int]] | None = None
    ) -> None:
        self._balances = dict(balances)
        self._changes = {
            donation_id: defaultdict(int, (changes or {}).get(donation_id, {}))
            for donation_id in balances
        }

    def left(self, on: date) -> dict[int, Cents]:
        """Return what each donation may give on a day, above zero, in the order of their ids."""
        left = {donation_id: self._least(donation_id, on) for donation_id in sorted(self._balances)}
        return {donation_id: Cents(amount) for donation_id, amount in left.items() if amount > 0}

    def _least(self, donation_id: int, on: date) -> int:
        balance = least = self._balances[donation_id]
        changes = self._changes[donation_id]
        for day in sorted((it for it in changes if it > on), reverse=True):
            balance -= changes[day]
            least = min(least, balance)
        return least

    def take(self, on: date, parts: Mapping[int, Cents]) -> None:
        """Take parts away on a day."""
        for donation_id, part in parts.items():
            self._balances[donation_id] -= part
            self._changes[donation_id][on] -= part

    def days(self, since: date) -> list[date]:
        """Return ``since`` and every later day on which money came."""
        later = {
            day
            for changes in self._changes.values()
            for day, amount in changes.items()
            if day > since and amount > 0
        }
        return [since, *sorted(later)]

    def without(self, donation_ids: Iterable[int]) -> Pot:
        """Return the same money but that of some donations."""
        kept = set(self._balances) - set(donation_ids)
        return Pot({it: self._balances[it] for it in kept}, {it: self._changes[it] for it in kept})
