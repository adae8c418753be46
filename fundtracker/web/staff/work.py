"""The staff's first page: what waits for somebody's hand, and the list that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import render_template, url_for

from fundtracker.documents.statement_of_use.due import due_on, year_due
from fundtracker.i18n import N_, format_date, gettext
from fundtracker.money import Cents
from fundtracker.position.project_needs import SILENT_DAYS, ProjectNeed
from fundtracker.web import reading
from fundtracker.web.access import Permission, may
from fundtracker.web.staff.blueprint import page
from fundtracker.web.staff.donation_states import DonationState
from fundtracker.web.staff.work_items import WorkInFund, WorkKind, work_items

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What pages say of a kind: for one and for several, what to do, by whom, and where.

    ``shown_at`` is where those see it who may not do it, if that is another page.
    """

    one: str
    several: str
    advice: str
    permission: Permission
    endpoint: str
    filters: dict[str, str]
    shown_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A kind of work that there is: a sentence, and where it is in each fund."""

    said: str
    advice: str
    amount: Cents | None
    funds: tuple[tuple[WorkInFund, str], ...]


_FACTS = {
    WorkKind.CONFIRM: _Facts(
        one=N_("%(num)s act waits for a second person"),
        several=N_("%(num)s acts wait for a second person"),
        advice=N_("Somebody else than who proposed it confirms or refuses."),
        permission=Permission.CONFIRM,
        endpoint=".proposals_list",
        filters={},
    ),
    WorkKind.OVERDUE: _Facts(
        one=N_("%(num)s donation is late"),
        several=N_("%(num)s donations are late"),
        advice=N_("What was expected of the donor has not come by its day: ask, or set a new day."),
        permission=Permission.RECORD_DONATION,
        endpoint=".donations",
        filters={"state": DonationState.OVERDUE},
    ),
    WorkKind.IDENTIFY: _Facts(
        one=N_("%(num)s payment came from nobody known"),
        several=N_("%(num)s payments came from nobody known"),
        advice=N_("Find out who paid, and assign it to a donation."),
        permission=Permission.RECEIVE_MONEY,
        endpoint=".donations",
        filters={"state": DonationState.TO_IDENTIFY},
    ),
    WorkKind.PAY_EXPENSES: _Facts(
        one=N_("%(num)s accepted expenditure waits to be paid"),
        several=N_("%(num)s accepted expenditures wait to be paid"),
        advice=N_("The partner spent more than it was paid: its next payment covers it."),
        permission=Permission.PAY,
        endpoint=".expenditures",
        filters={"waiting": "1"},
    ),
    WorkKind.PAY_INSTALMENTS: _Facts(
        one=N_("%(num)s agreement has an instalment that is due"),
        several=N_("%(num)s agreements have instalments that are due"),
        advice=N_("Pay it, once what it is paid for was given."),
        permission=Permission.PAY,
        endpoint=".agreements",
        filters={"sort": "next"},
    ),
    WorkKind.ALLOCATE: _Facts(
        one=N_("%(num)s donation has money to allocate"),
        several=N_("%(num)s donations have money to allocate"),
        advice=N_("Its committee decides what it is for."),
        permission=Permission.ALLOCATE,
        endpoint=".donations",
        filters={"state": DonationState.UNALLOCATED},
    ),
    WorkKind.ASK_DONORS: _Facts(
        one=N_("%(num)s donation of a fund that closes has something left"),
        several=N_("%(num)s donations of funds that close have something left"),
        advice=N_("Ask its donor: a refund, or another fund."),
        permission=Permission.GIVE_BACK,
        endpoint=".leftovers",
        filters={},
    ),
    WorkKind.SETTLE: _Facts(
        one=N_("%(num)s donor has chosen what to do with what is left"),
        several=N_("%(num)s donors have chosen what to do with what is left"),
        advice=N_("Refund it, or carry it over: all of them in one go."),
        permission=Permission.GIVE_BACK,
        endpoint=".settle_leftovers",
        filters={},
        shown_at=".leftovers",
    ),
    WorkKind.REPORT_USE: _Facts(
        one=N_("%(num)s donation used in %(year)s has no statement of use"),
        several=N_("%(num)s donations used in %(year)s have no statement of use"),
        advice=N_("Due by %(day)s, six months after the end of the year."),
        permission=Permission.ISSUE_DOCUMENTS,
        endpoint=".donations",
        filters={"state": DonationState.UNREPORTED},
    ),
    WorkKind.LATE_MILESTONES: _Facts(
        one=N_("%(num)s project has a late milestone"),
        several=N_("%(num)s projects have late milestones"),
        advice=N_("Say that it was reached, or set a new day."),
        permission=Permission.MANAGE_PROJECT,
        endpoint=".projects",
        filters={"need": ProjectNeed.LATE},
    ),
    WorkKind.SILENT_PROJECTS: _Facts(
        one=N_("%(num)s project has told nothing for %(days)s days"),
        several=N_("%(num)s projects have told nothing for %(days)s days"),
        advice=N_("Ask the partner how far it is: donors will ask."),
        permission=Permission.MANAGE_PROJECT,
        endpoint=".projects",
        filters={"need": ProjectNeed.SILENT},
    ),
    WorkKind.WRITE_MINUTES: _Facts(
        one=N_("%(num)s meeting of a committee has no minutes"),
        several=N_("%(num)s meetings of committees have no minutes"),
        advice=N_("Write who was there and what was said."),
        permission=Permission.MANAGE_FUND,
        endpoint=".meetings",
        filters={},
    ),
}


@page("/work")
def work() -> str:
    """Show what waits: first what the reader may do, then what others do."""
    found = work_items(reading.session())
    mine = [_shown(it, found[it]) for it in found if may(_FACTS[it].permission)]
    others = [_shown(it, found[it]) for it in found if not may(_FACTS[it].permission)]
    return render_template("staff/work.html", mine=mine, others=others)


def _shown(kind: WorkKind, funds: Sequence[WorkInFund]) -> Work:
    facts = _FACTS[kind]
    year = year_due()
    values = {"year": year, "days": SILENT_DAYS, "day": format_date(due_on(year))}
    count = sum(it.count for it in funds)
    amounts = [it.amount for it in funds if it.amount is not None]
    return Work(
        # Never none: both languages have one form for one, and another for more.
        said=gettext(facts.one if count == 1 else facts.several) % {"num": count, **values},
        advice=gettext(facts.advice) % values,
        amount=Cents(sum(amounts)) if amounts else None,
        funds=tuple((it, _address(facts, it.code)) for it in funds),
    )


def _address(facts: _Facts, code: str) -> str:
    # What waits to be confirmed is one list of all funds.
    of_fund = {} if facts.endpoint == ".proposals_list" else {"code": code}
    values: dict[str, Any] = {**of_fund, **facts.filters}
    is_only_shown = facts.shown_at and not may(facts.permission)
    return url_for(facts.shown_at if is_only_shown else facts.endpoint, **values)
