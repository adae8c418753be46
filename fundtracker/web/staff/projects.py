"""The projects of a fund, and the page of each: whose money is in it and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request, url_for

from fundtracker import clock
from fundtracker.acts.service import Subject
from fundtracker.files.attachments import attached_to
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import N_
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents
from fundtracker.parties.names import sort_key
from fundtracker.position import project_page, project_spending
from fundtracker.position.amounts import total
from fundtracker.position.over_time import of_project
from fundtracker.position.project_budget import heading_lines
from fundtracker.position.project_needs import ProjectNeed
from fundtracker.position.queries import position
from fundtracker.position.scopes import ProjectScope
from fundtracker.position.timeline import timeline
from fundtracker.projects.indicators import followed
from fundtracker.projects.kinds import ActionType
from fundtracker.projects.milestones import milestones_on
from fundtracker.projects.outside import published_totals
from fundtracker.projects.purposes import purpose_label
from fundtracker.spending.headings import heading_label
from fundtracker.web import asked, lists, pictures, reading
from fundtracker.web.lists import Column, Kind
from fundtracker.web.pictures import TONES
from fundtracker.web.staff.blueprint import page
from fundtracker.web.urls import here

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug import Response

    from fundtracker.position.amounts import Amounts
    from fundtracker.position.project_page import ProjectLine

_LARGEST = 2**62
_DONORS = 100


def _type_of(line: ProjectLine) -> str:
    kind = line.project.action_type
    return kind.label if kind else _("Fund costs")


def _of(
    label: str, value: Callable[[Amounts], Cents], *, is_usual: bool = True
) -> Column[ProjectLine]:
    key = sort_key(label).replace(" ", "_")
    return Column(key, label, lambda it: value(it.amounts), Kind.AMOUNT, is_usual=is_usual)


def _inside(
    key: str, label: str, value: Callable[[ProjectLine], str | None]
) -> Column[ProjectLine]:
    return Column(key, label, value, is_usual=False, is_inside=True)


_COLUMNS: list[Column[ProjectLine]] = [
    Column("project", N_("Project"), lambda it: it.project.title, is_drawn=True),
    _inside("type", N_("Type of action"), _type_of),
    _inside("place", N_("Place"), lambda it: it.project.place),
    _inside("country", N_("Country"), lambda it: it.project.country),
    Column("status", N_("Status"), lambda it: it.project.status.label, is_drawn=True),
    _inside("reason", N_("Reason"), lambda it: it.project.status_reason),
    _inside(
        "milestone", N_("Next milestone"), lambda it: it.ahead.milestone.name if it.ahead else None
    ),
    Column(
        "due",
        N_("Due on"),
        lambda it: it.ahead.milestone.due_on if it.ahead else None,
        Kind.DATE,
        is_usual=False,
        is_inside=True,
    ),
    Column("planned", N_("Planned"), lambda it: it.project.planned, Kind.AMOUNT),
    _of(N_("Allocated"), lambda it: it.allocated),
    _of(N_("To be paid"), lambda it: it.held, is_usual=False),
    _of(N_("Paid out"), lambda it: it.paid_out),
    _of(N_("Justified"), lambda it: it.justified_in_all),
]


@page("/funds/<code>/projects")
def projects(code: str) -> tuple[str, int] | Response:
    """Show the projects of a fund, those of one type of action if asked for."""
    session = reading.session()
    fund = get_fund(session, code)
    day = asked.day()
    wanted, need = _action_type(), _need()
    columns = lists.wanted(_COLUMNS, order="")
    lines = [
        it
        for it in project_page.project_lines(session, fund, day.on, need)
        if wanted is None or it.project.action_type is wanted
    ]
    if columns.order:
        lines = lists.in_order(lines, columns)
    # What is planned is not known of every project: a sum of it would pass for the whole.
    sums = {
        it.key: Cents(sum(it.value(line) for line in lines))
        for it in _COLUMNS
        if it.kind is Kind.AMOUNT and it.key != "planned"
    }
    if columns.file:
        title = f"{_('Projects')} {fund.code} {day.on}"
        return lists.answer(columns, lines, title=title, totals=sums)
    shown = lists.show(columns, lines, totals=sums)
    html = render_template(
        "staff/projects.html",
        fund=fund,
        day=day,
        shown=shown,
        total=total(it.amounts for it in lines),
        tones=TONES,
        bars={
            it.project.id: pictures.bar(it.amounts, it.project.planned, f"bar-{it.project.id}")
            for it, _cells in shown.rows
        },
        n_all=len(lines),
        map=pictures.places(
            (it.project for it in lines),
            lambda it: url_for(".project", code=fund.code, project_id=it.id),
        ),
        wanted=wanted,
        action_types=list(ActionType),
        need=need,
        needs=list(ProjectNeed),
        chips=[
            (it.label, here(**{name: None}))
            for name, it in (("type", wanted), ("need", need))
            if it is not None
        ],
        clear=url_for(".projects", code=fund.code),
    )
    return html, day.status


def _action_type() -> ActionType | None:
    typed = request.args.get("type", "")
    return ActionType(typed) if typed in set(ActionType) else None


def _need() -> ProjectNeed | None:
    typed = request.args.get("need", "")
    return ProjectNeed(typed) if typed in set(ProjectNeed) else None


@page("/funds/<code>/projects/<int:project_id>")
def project(code: str, project_id: int) -> tuple[str, int]:
    """Show a project: its money, whose it is, what was agreed, paid and justified."""
    session = reading.session()
    facts = project_page.project_facts(session, code, min(project_id, _LARGEST))
    found, fund = facts.project, facts.fund
    day = asked.day()
    statement = position(session, ProjectScope(book_id=fund.book_id, project_id=found.id), day.on)
    donors = project_page.project_donors(session, found.id, day.on)
    wanted = asked.number("donors")
    html = render_template(
        "staff/project.html",
        fund=fund,
        project=found,
        facts=facts,
        day=day,
        position=statement,
        picture=pictures.progress_of(statement, found.planned),
        tones=TONES,
        donors=donors[(wanted - 1) * _DONORS : wanted * _DONORS],
        n_donors=sum(it.collectivity_id is not None for it in donors),
        of_donors=total(it.amounts for it in donors),
        page=wanted,
        pages=-(-len(donors) // _DONORS),
        cofundings=project_page.cofundings(session, found.id),
        indicators=followed(session, [found.id], day.on)[found.id],
        headings=heading_lines(session, found.id, day.on),
        agreements=project_spending.agreements(session, found.id),
        payments=project_spending.payments(session, found.id, day.on),
        vouchers=project_spending.vouchers(session, found.id, day.on),
        heading_label=heading_label,
    )
    return html, day.status


@page("/funds/<code>/projects/<int:project_id>/facts")
def project_particulars(code: str, project_id: int) -> str:
    """Show what is known of a project besides its money."""
    session = reading.session()
    facts = project_page.project_facts(session, code, min(project_id, _LARGEST))
    subject = Subject(kind="project", record_id=facts.project.id)
    return render_template(
        "staff/project_facts.html",
        fund=facts.fund,
        project=facts.project,
        facts=facts,
        tones=TONES,
        published=published_totals(session, facts.project.id),
        others=project_page.other_partners(session, facts.project.id),
        files=attached_to(session, subject),
        purpose_label=purpose_label,
        statuses=project_page.status_changes(session, facts.project.id),
        milestones=milestones_on(session, [facts.project.id], clock.today())[facts.project.id],
        over_time=pictures.over_time(
            of_project(session, facts.fund.book_id, clock.today(), facts.project.id),
            is_whole=False,
        ),
        deeds=timeline(session, [subject], limit=50),
    )
