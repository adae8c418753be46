"""The rule that no bounded account is below zero, at any date. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.ledger.places import Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def first_shortfall(
    place: Place, opening: int, changes: Mapping[date, int]
) -> tuple[date, int] | None:
    """Find the first day on which an account would end out of bounds, and by how many cents.

    ``opening`` is the balance (debits less credits, cents) before the first day of ``changes``,
    which are the sums of each day. A donor's account is never above zero, a carried one has no
    bound, all others are never below zero.
    """
    if place is Place.CARRIED:
        return None
    sign = -1 if place is Place.DONOR else 1
    balance = opening * sign
    for day in sorted(changes):
        balance += changes[day] * sign
        if balance < 0:
            return day, -balance
    return None
