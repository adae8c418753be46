"""Taking allocated money back to unallocated, by a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker import clock
from fundtracker.allocations.errors import (
    AmountNotPositive,
    NothingToAllocate,
    ReleaseExceedsHeld,
    ReleaseExceedsProject,
)
from fundtracker.allocations.service import Release, release
from fundtracker.funds.queries import decisions_of
from fundtracker.i18n import format_date, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.ledger.errors import DatedInTheFuture, InsufficientBalance, PeriodLocked
from fundtracker.ledger.places import Place
from fundtracker.money import ZERO
from fundtracker.position.project_page import project_facts
from fundtracker.spending.errors import MoreThanLeft
from fundtracker.spending.sources import propose_split
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, DateField, MoneyField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff import split, whose_money
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.errors import Refusal

_LARGEST = 2**62

_BLAME: dict[type[Refusal], str] = {
    ReleaseExceedsHeld: "amount",
    ReleaseExceedsProject: "amount",
    NothingToAllocate: "amount",
    AmountNotPositive: "amount",
    MoreThanLeft: "amount",
    DatedInTheFuture: "on",
    PeriodLocked: "on",
    InsufficientBalance: "on",
}


class ReleaseForm(Form):
    """How much goes back, and by which decision."""

    amount = MoneyField(lazy_gettext("Amount to take back"))
    on = DateField(lazy_gettext("Date"))
    decision = ChoiceField(lazy_gettext("Decision"), coerce=int)
    reason = ProseField(lazy_gettext("Why"), limit=1000)


@form_page("/funds/<code>/projects/<int:project_id>/release", Permission.ALLOCATE)
def release_money(code: str, project_id: int) -> tuple[str, int] | Response:
    """Return what CUF still holds for a project to unallocated."""
    session = reading.session()
    facts = project_facts(session, code, min(project_id, _LARGEST))
    form = ReleaseForm(data={"on": clock.today()})
    form.decision.offer(
        (it.id, f"{it.reference}, {format_date(it.decided_on)} · {it.subject}"[:120])
        for it in decisions_of(session, facts.fund.id)
    )
    if form.is_sent() and whose_money.is_final(form):
        number = _record(form, project_id)
        if number is not None:
            undo = url_for(".reverse_entry", code=code, number=number, undo=1)
            say(_("Returned to unallocated: entry No %(number)s.", number=number), undo=undo)
            return redirect(url_for(".project", code=code, project_id=project_id), code=303)
    held = propose_split(session, Place.HELD, project_id, None, ZERO, is_use=False)
    shown = whose_money.shown(
        session, form, Place.HELD, project_id, None, form.amount.data or ZERO,
        form.on.data or clock.today(), is_use=False,
    )  # fmt: skip
    html = render_template(
        "staff/release_form.html",
        form=form,
        facts=project_facts(session, code, project_id),
        held=sum(it.left for it in held),
        lines=shown,
    )
    return html, form.status


def _record(form: ReleaseForm, project_id: int) -> int | None:
    lines = whose_money.lines() or ()
    if split.was_split() and not split.check_sum(form, form.amount, lines):
        return None
    wanted = Release(
        project_id=project_id,
        decision_id=form.decision.data,
        on=form.on.data,
        lines=lines,
        amount=form.amount.data,
        reason=form.reason.data or "",
    )
    return form.record(lambda session, by: release(session, wanted, by=by), _BLAME)
