"""A donor's page of one fund: the same for its team, and for whoever has a link to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fundtracker.money import ZERO
from fundtracker.position.summary import summary
from fundtracker.web import pictures

if TYPE_CHECKING:
    from fundtracker.web.asked import Day
    from fundtracker.web.portal.own import Own, OwnFund


def context(own: Own, found: OwnFund, day: Day) -> dict[str, Any]:
    """Return what the page shows, as of a day."""
    fund = found.fund
    gifts = own.gifts(day.on, fund)
    whole = own.whole(found, day.on)
    position = own.position_in(fund, gifts, whole)
    bound = position.commitments
    assert bound is not None  # a collectivity holds whole donations
    shares = own.shares(gifts, day.on, whole)
    n_used = sum(bool(it.amounts.allocated) for it in shares)
    return {
        "collectivity": own.collectivity,
        "fund": fund,
        "crisis": found.crisis,
        "day": day,
        "position": position,
        "sentences": list(summary(position, n_used, bound.still_to_receive)),
        "picture": pictures.path(position),
        "gifts": gifts,
        "shares": shares,
        "bars": {
            it.project.id: pictures.bar(it.whole, it.project.planned, f"bar-{it.project.id}")
            for it in shares
        },
        "map": pictures.places(it.project for it in shares),
        "tones": pictures.TONES,
        "whole": whole,
        "stages": pictures.stages(whole.amounts, ZERO),
        "decisions": own.decisions(fund),
        "news": own.news(fund, shares, day.on),
        "project_titles": {it.project.id: it.project.title for it in shares},
    }
