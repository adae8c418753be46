"""The donor's first page: where its money is, in one sentence and one picture, fund by fund."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from flask import render_template

from fundtracker.position.summary import summary
from fundtracker.web import asked, pictures
from fundtracker.web.portal.blueprint import own_page, page
from fundtracker.web.portal.standing import choose

if TYPE_CHECKING:
    from datetime import date

    from werkzeug import Response

    from fundtracker.funds.models import Fund
    from fundtracker.position.own_pages import Gift, Share
    from fundtracker.position.summary import Sentence
    from fundtracker.web.portal.own import Own


@dataclass(frozen=True, slots=True, kw_only=True)
class FundCard:
    """A fund on the first page: the donor's money in it, and what was done with it."""

    fund: Fund
    sentences: list[Sentence]
    projects: list[Share]


@page("")
def home(own: Own) -> tuple[str, int]:
    """Show a donor its money over all funds and in each, and what is awaited."""
    day = asked.day()
    gifts = own.gifts(day.on)
    shares = own.shares(gifts, day.on)
    position = own.position(gifts, day.on)
    html = render_template(
        "portal/home.html",
        collectivity=own.collectivity,
        day=day,
        position=position,
        sentences=_told(own, gifts, shares, day.on),
        picture=pictures.path(position),
        cards=[
            _card(own, fund, list(its), shares, day.on)
            for fund, its in groupby(gifts, key=lambda it: it.fund)
        ],
        awaited=[it for it in gifts if it.awaited],
        predecessors=() if own.follower else own.predecessors(),
        tones=pictures.TONES,
    )
    return html, day.status


@own_page("/of/<int:collectivity_id>")
def stand_for(own: Own, collectivity_id: int) -> Response:
    """Show the money of one that the reader's collectivity follows, or its own again."""
    return choose(own, collectivity_id)


def _card(own: Own, fund: Fund, gifts: list[Gift], shares: list[Share], on: date) -> FundCard:
    mine = [it for it in shares if it.fund.id == fund.id]
    return FundCard(fund=fund, sentences=_told(own, gifts, mine, on), projects=mine)


def _told(own: Own, gifts: list[Gift], shares: list[Share], on: date) -> list[Sentence]:
    position = own.position(gifts, on)
    bound = position.commitments
    assert bound is not None  # a collectivity holds whole donations
    n_used = sum(bool(it.amounts.allocated) for it in shares)
    return list(summary(position, n_used, bound.still_to_receive))
