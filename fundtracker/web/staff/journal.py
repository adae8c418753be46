"""The journal of a fund: its entries, the latest first, found by what is known of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from flask import render_template, request, url_for

from fundtracker.acts.kinds import ActKind
from fundtracker.funds.models import Decision
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import N_, format_amount, format_date, gettext, ngettext
from fundtracker.i18n import gettext as _
from fundtracker.ledger.places import Purpose
from fundtracker.ledger.queries import get_book
from fundtracker.money import InvalidAmount, parse_amount
from fundtracker.parties.models import Collectivity
from fundtracker.position.journal_page import (
    PAGE,
    JournalFilter,
    JournalRow,
    journal_page,
    whole_journal,
)
from fundtracker.projects.queries import projects_of
from fundtracker.web import asked, lists, reading
from fundtracker.web.fields import AMOUNT_FAULTS, parse_date
from fundtracker.web.lists import Column, Kind
from fundtracker.web.staff.blueprint import page
from fundtracker.web.templating import instant
from fundtracker.web.urls import here

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.money import Cents
    from fundtracker.projects.models import Project

Value = TypeVar("Value")

_FILTERS = (
    "purpose", "since", "until", "amount", "donor", "collectivity", "project", "decision",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks the journal for: the filter, and what could not be read, and why."""

    filter: JournalFilter
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The status of a page for that filter."""
        return 422 if self.errors else 200


def _donor(row: JournalRow) -> str | None:
    n_donors = row.share.n_donors
    return _n_donors(n_donors) if n_donors > 1 else row.share.donor


def _n_donors(number: int) -> str:
    return ngettext("%(num)s donor", "%(num)s donors", number)


def _the_project(row: JournalRow) -> str | None:
    n_projects = row.share.n_projects
    if n_projects > 1:
        return ngettext("%(num)s project", "%(num)s projects", n_projects)
    return row.share.project


def _drawn(
    key: str, label: str, value: Callable[[JournalRow], Any], kind: Kind = Kind.TEXT
) -> Column[JournalRow]:
    return Column(key, label, value, kind, is_drawn=True, is_sortable=False)


def _inside(
    key: str, label: str, value: Callable[[JournalRow], Any], kind: Kind = Kind.TEXT
) -> Column[JournalRow]:
    return Column(key, label, value, kind, is_sortable=False, is_usual=False, is_inside=True)


# The latest entry comes first, always: numbers are the order of the book.
_COLUMNS: list[Column[JournalRow]] = [
    _drawn("entry", N_("Entry"), lambda it: it.entry.number, Kind.COUNT),
    Column(
        "date", N_("Value date"), lambda it: it.entry.effective_on, Kind.DATE, is_sortable=False
    ),
    _drawn("what", N_("What"), lambda it: it.entry.purpose.label),
    _inside("donor", N_("Donor"), _donor),
    _inside("project", N_("Project"), _the_project),
    _drawn("amount", N_("Amount"), lambda it: it.amount, Kind.AMOUNT),
    _drawn("why", N_("Why"), lambda it: it.decision),
    _inside("memo", N_("Words"), lambda it: it.memo),
    _inside("reason", N_("Reason"), lambda it: it.reason),
    _inside("document", N_("Document"), lambda it: it.entry.piece_reference),
    _inside("reverses", N_("Reverses entry No"), lambda it: it.entry.reverses_number, Kind.COUNT),
    _inside("reversed", N_("Reversed by entry No"), lambda it: it.reversed_by, Kind.COUNT),
    _drawn("recorded", N_("Recorded"), lambda it: it.actor or _("the server")),
    _inside("act", N_("Act"), lambda it: ActKind(it.act_kind).label),
    _inside("instant", N_("Recorded at"), lambda it: instant(it.entry.recorded_at)),
    _inside("hash", N_("Hash"), lambda it: it.entry.hash),
]


@page("/funds/<code>/journal")
def journal(code: str) -> tuple[str, int] | Response:
    """Show the journal of a fund."""
    session = reading.session()
    fund = get_fund(session, code)
    book = get_book(session, fund.code)
    wanted = _asked()
    columns = lists.wanted(_COLUMNS, order="-entry")
    number = asked.number("page")
    shown = journal_page(session, book, wanted.filter, page=number)
    totals = None if shown.total is None else {"amount": shown.total}
    if columns.file and not wanted.errors:
        lists.check_length(shown.n_all)
        rows = whole_journal(session, book, wanted.filter)
        return lists.answer(columns, rows, title=f"{_('Journal')} {fund.code}", totals=totals)
    projects = projects_of(session, fund.id)
    html = render_template(
        "staff/journal.html",
        fund=fund,
        wanted=wanted,
        shown=shown,
        table=lists.show(columns, shown.rows, totals=totals, pages=-(-shown.n_all // PAGE)),
        kinds=ActKind,
        purposes=list(Purpose),
        projects=projects,
        chips=_chips(session, wanted.filter, projects),
        kept=[name for name in ("collectivity", "decision") if wanted.typed[name]],
        clear=url_for(".journal", code=fund.code),
    )
    return html, wanted.status


def _asked() -> Asked:
    typed = {name: asked.text(name) for name in _FILTERS}
    errors: dict[str, str] = {}

    def read(name: str, parse: Callable[[str], Value]) -> Value | None:
        if not typed[name]:
            return None
        try:
            return parse(typed[name])
        except ValueError as fault:
            errors[name] = str(fault)
            return None

    wanted = JournalFilter(
        purpose=Purpose(typed["purpose"]) if typed["purpose"] in set(Purpose) else None,
        since=read("since", parse_date),
        until=read("until", parse_date),
        amount=read("amount", _amount),
        donor=typed["donor"],
        collectivity_id=_id("collectivity"),
        project_id=_id("project"),
        decision_id=_id("decision"),
    )
    return Asked(wanted, typed, errors)


def _amount(typed: str) -> Cents:
    try:
        return parse_amount(typed)
    except InvalidAmount as invalid:
        raise ValueError(gettext(AMOUNT_FAULTS[invalid.fault])) from invalid


def _id(name: str) -> int | None:
    return asked.identity(request.args.get(name, ""))


def _chips(
    session: Session, wanted: JournalFilter, projects: Sequence[Project]
) -> list[tuple[str, str]]:
    """Say each filter in words, with the address of the journal without it."""
    texts: dict[str, str | None] = {
        "purpose": wanted.purpose.label if wanted.purpose else None,
        "since": _("from %(day)s", day=format_date(wanted.since)) if wanted.since else None,
        "until": _("to %(day)s", day=format_date(wanted.until)) if wanted.until else None,
        "amount": format_amount(wanted.amount) if wanted.amount is not None else None,
        "donor": _("donor “%(text)s”", text=wanted.donor) if wanted.donor else None,
        "collectivity": _collectivity(session, wanted.collectivity_id),
        "project": _project(wanted.project_id, projects),
        "decision": _decision(session, wanted.decision_id),
    }
    return [(text, here(**{name: None, "page": None})) for name, text in texts.items() if text]


def _collectivity(session: Session, collectivity_id: int | None) -> str | None:
    if collectivity_id is None:
        return None
    found = session.get(Collectivity, collectivity_id)
    return found.name if found is not None else _("unknown donor")


def _decision(session: Session, decision_id: int | None) -> str | None:
    if decision_id is None:
        return None
    found = session.get(Decision, decision_id)
    return _("by decision %(reference)s", reference=found.reference if found else "?")


def _project(project_id: int | None, projects: Sequence[Project]) -> str | None:
    if project_id is None:
        return None
    return next((it.title for it in projects if it.id == project_id), _("unknown project"))
