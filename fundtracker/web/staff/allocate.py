"""Allocating money to a project: the split is proposed, changed line by line, then recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from fundtracker import clock
from fundtracker.acts import service as acts
from fundtracker.acts.errors import KeyReused
from fundtracker.acts.kinds import ActKind
from fundtracker.allocations import service as allocations
from fundtracker.allocations.rules import Line, Method
from fundtracker.funds.queries import decisions_of, get_fund
from fundtracker.i18n import format_date
from fundtracker.i18n import gettext as _
from fundtracker.ledger.errors import DatedInTheFuture, InsufficientBalance, PeriodLocked
from fundtracker.projects.errors import ProjectTakesNoMoney
from fundtracker.projects.queries import get_project, projects_of
from fundtracker.web import asked, reading
from fundtracker.web.access import Permission
from fundtracker.web.said import say
from fundtracker.web.staff import allocation_form, records, split
from fundtracker.web.staff.allocation_form import AllocationForm
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.allocations.rules import Source
    from fundtracker.funds.models import Fund
    from fundtracker.web.staff.split import SplitLine


@form_page("/funds/<code>/allocations/new", Permission.ALLOCATE)
def allocate(code: str) -> tuple[str, int] | Response:
    """Allocate the money of one donation, or of all those of the fund by a proposed split."""
    session = reading.session()
    fund = get_fund(session, code)
    alone = _alone(session, fund)
    sources = allocation_form.sources_of(session, fund.id, alone.donation.id if alone else None)
    form = _form(session, fund, sources if alone else [])
    is_sent = form.is_sent()
    if is_sent and "propose" not in request.form and _is_repeated(session, form, alone):
        return redirect(_after(code, form, alone), code=303)
    lines = _lines(session, form, sources, is_sent=is_sent)
    if is_sent:
        is_final = "propose" not in request.form and (alone is not None or split.was_split())
        is_fine = form.status < 400  # noqa: PLR2004 - no refusal yet
        if not is_final and is_fine and lines:
            # What is proposed is tried at once: a day before the money came is said here already.
            _write(form.rehearse, form, lines)
        if is_final and is_fine and split.check_total(form, form.amount, lines):
            number = _write(form.record, form, lines)
            if number is not None:
                undo = url_for(".reverse_entry", code=code, number=number, undo=1)
                say(_("Allocated: entry No %(number)s.", number=number), undo=undo)
                return redirect(_after(code, form, alone), code=303)
    html = render_template(
        "staff/allocation_form.html",
        form=form,
        fund=fund,
        alone=alone,
        lines=lines,
        free=sum(it.left for it in sources),
        is_editable=len(lines) <= split.EDITABLE,
    )
    return html, form.status


def _alone(session: Session, fund: Fund) -> records.Named | None:
    reference = request.args.get("donation", "")
    if not reference:
        return None
    named = records.donation(session, reference[:100])
    return named if named.fund.id == fund.id else None


def _form(session: Session, fund: Fund, sources: Sequence[Source]) -> AllocationForm:
    left = sum(it.left for it in sources)
    form = AllocationForm(
        data={
            "on": clock.today(),
            "method": Method.PROPORTIONAL,
            "amount": left or None,
            "project": asked.identity(request.args.get("project", "")),
        }
    )
    form.project.offer(
        (it.id, it.title) for it in projects_of(session, fund.id) if it.status.takes_money
    )
    form.decision.offer(
        (it.id, f"{it.reference}, {format_date(it.decided_on)} · {it.subject}"[:120])
        for it in decisions_of(session, fund.id)
    )
    form.method.offer_members(Method)
    return form


def _lines(
    session: Session, form: AllocationForm, sources: Sequence[Source], *, is_sent: bool
) -> list[SplitLine]:
    """Return the lines as they were typed, else as they are proposed; none before that."""
    project = get_project(session, form.project.data) if form.project.data else None
    is_typed = split.was_split() and not ("propose" in request.form and is_sent)
    if is_typed and len(sources) <= split.EDITABLE:
        return allocation_form.typed(session, sources, project)
    if not is_sent or project is None:
        return []
    return allocation_form.proposed(session, sources, project, form)


def _is_repeated(session: Session, form: AllocationForm, alone: records.Named | None) -> bool:
    """Tell whether this is a second click, which counts once.

    By then the money of its lines is spent: asked only whether it is left, it would be refused.
    """
    if alone is not None:
        lines: tuple[Line, ...] = (Line(donation_id=alone.donation.id, amount=form.amount.data),)
    else:
        lines = split.posted()
    try:
        return (
            acts.find_repeat(session, ActKind.ALLOCATE, _asked(form, lines), by=form.signature())
            is not None
        )
    except KeyReused:
        return False


def _asked(form: AllocationForm, lines: tuple[Line, ...]) -> allocations.Allocate:
    return allocations.Allocate(
        project_id=form.project.data,
        decision_id=form.decision.data,
        on=form.on.data,
        lines=lines,
        memo=form.memo.data or "",
    )


def _write(
    writing: Callable[..., int | None], form: AllocationForm, lines: Sequence[SplitLine]
) -> int | None:
    """Allocate, by recording it or by rehearsing it; None where it was refused."""
    request_ = _asked(form, split.lines_of(lines))
    return writing(
        lambda session, by: allocations.allocate(session, request_, by=by),
        {
            DatedInTheFuture: "on",
            PeriodLocked: "on",
            InsufficientBalance: "on",
            ProjectTakesNoMoney: "project",
        },
    )


def _after(code: str, form: AllocationForm, alone: records.Named | None) -> str:
    if alone is not None:
        return url_for(".donation", reference=alone.donation.reference)
    return url_for(".project", code=code, project_id=form.project.data)
