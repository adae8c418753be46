"""The home page: all funds, how far each is, and where its money is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, url_for
from sqlalchemy import select

from fundtracker.funds.models import Crisis, Fund
from fundtracker.i18n import N_
from fundtracker.i18n import gettext as _
from fundtracker.ledger.models import ProjectTotal
from fundtracker.money import Cents
from fundtracker.position.amounts import Amounts
from fundtracker.position.balances import summed
from fundtracker.web import auditing, lists, reading
from fundtracker.web.lists import Column, Kind
from fundtracker.web.staff.blueprint import page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.ledger.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class FundLine:
    """A fund with its crisis and its money, in cents."""

    fund: Fund
    crisis: Crisis
    amounts: Amounts


_COLUMNS: list[Column[FundLine]] = [
    Column("fund", N_("Fund"), lambda it: it.fund.name, is_drawn=True),
    Column("crisis", N_("Crisis"), lambda it: it.crisis.name, is_usual=False),
    Column("territory", N_("Territory"), lambda it: it.fund.territory, is_usual=False),
    Column("opened", N_("Opened on"), lambda it: it.fund.opened_on, Kind.DATE, is_usual=False),
    Column("state", N_("State"), lambda it: it.fund.state.label, is_drawn=True),
    Column("received", N_("Received"), lambda it: it.amounts.received, Kind.AMOUNT),
    Column("fees", N_("Management fees"), lambda it: it.amounts.fees, Kind.AMOUNT, is_usual=False),
    Column(
        "unallocated",
        N_("Unallocated"),
        lambda it: it.amounts.unallocated,
        Kind.AMOUNT,
        href=lambda it: (
            url_for(".donations", code=it.fund.code, state="unallocated")
            if it.amounts.unallocated
            else None
        ),
    ),
    Column(
        "allocated", N_("Allocated"), lambda it: it.amounts.allocated, Kind.AMOUNT, is_usual=False
    ),
    Column("held", N_("To be paid"), lambda it: it.amounts.held, Kind.AMOUNT),
    Column("advanced", N_("Paid, to be justified"), lambda it: it.amounts.advanced, Kind.AMOUNT),
    Column("justified", N_("Justified"), lambda it: it.amounts.justified_in_all, Kind.AMOUNT),
]


@page("/funds")
def funds() -> str | Response:
    """Show all funds, the latest first."""
    wanted = lists.wanted(_COLUMNS, order="-opened")
    lines = lists.in_order(_lines(reading.session()), wanted)
    totals = {
        it.key: Cents(sum(it.value(line) for line in lines))
        for it in _COLUMNS
        if it.kind is Kind.AMOUNT
    }
    if wanted.file:
        return lists.answer(wanted, lines, title=_("Solidarity funds"), totals=totals)
    shown = lists.show(wanted, lines, totals=totals)
    return render_template("staff/funds.html", lines=lines, shown=shown)


def _lines(session: Session) -> list[FundLine]:
    sums: dict[int, dict[Place, int]] = defaultdict(dict)
    rows = session.execute(
        select(
            ProjectTotal.book_id,
            ProjectTotal.place,
            summed(ProjectTotal.debits - ProjectTotal.credits),
        ).group_by(ProjectTotal.book_id, ProjectTotal.place)
    )
    for book_id, place, amount in rows:
        sums[book_id][place] = amount
    found = session.execute(
        select(Fund, Crisis)
        .join(Crisis, Crisis.id == Fund.crisis_id)
        .order_by(Fund.opened_on.desc(), Fund.id.desc())
    )
    seen = auditing.funds_of_reader()
    return [
        FundLine(fund=fund, crisis=crisis, amounts=Amounts.of(sums[fund.book_id]))
        for fund, crisis in found
        if seen is None or fund.id in seen
    ]
