"""Bringing a fund into another state: what each allows, and what blocks the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker import clock
from fundtracker.acts.errors import ReasonMissing
from fundtracker.funds import service as funds
from fundtracker.funds.errors import (
    DecisionNeeded,
    MoneyLeft,
    StateInTheFuture,
    StateNotReachable,
)
from fundtracker.funds.queries import decisions_of, get_fund, left_in
from fundtracker.funds.states import FundState
from fundtracker.i18n import format_date, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, DateField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug import Response

    from fundtracker.errors import Refusal
    from fundtracker.ledger.places import Place
    from fundtracker.money import Cents

_BLAME: dict[type[Refusal], str] = {
    StateNotReachable: "state",
    MoneyLeft: "state",
    StateInTheFuture: "since",
    ReasonMissing: "reason",
    DecisionNeeded: "decision",
}


class StateForm(Form):
    """A state, since when, why, and the decision where one is needed."""

    state = ChoiceField(lazy_gettext("New state"), coerce=FundState)
    since = DateField(lazy_gettext("Since"))
    reason = ProseField(lazy_gettext("Why"), limit=1000)
    decision = ChoiceField(lazy_gettext("Decision"), coerce=int, required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextState:
    """A state that may follow: what it will allow, and what it asks for."""

    state: FundState
    needs_reason: bool
    needs_decision: bool
    is_blocked: bool


@form_page("/funds/<code>/state", Permission.MANAGE_FUND)
def change_fund_state(code: str) -> tuple[str, int] | Response:
    """Bring a fund into another state."""
    session = reading.session()
    fund = get_fund(session, code)
    fund_id = fund.id
    form = StateForm(data={"since": clock.today()})
    form.state.offer_members(it for it in FundState if it in fund.state.next_states)
    form.decision.offer(
        (it.id, f"{it.reference}, {format_date(it.decided_on)} · {it.subject}"[:120])
        for it in decisions_of(session, fund.id)
    )
    if form.is_sent() and _record(form, fund_id):
        say(_("The fund is now “%(state)s”.", state=form.state.data.label))
        return redirect(url_for(".fund_facts", code=code), code=303)
    fund = get_fund(session, code)
    left = left_in(session, fund)
    context = {"form": form, "fund": fund, "left": left, "nexts": _nexts(fund.state, left)}
    return render_template("staff/fund_state.html", **context), form.status


def _nexts(state: FundState, left: Mapping[Place, Cents]) -> list[NextState]:
    return [
        NextState(
            state=it,
            needs_reason=it is FundState.SUSPENDED,
            needs_decision=state is FundState.CLOSED,
            is_blocked=it is FundState.CLOSED and any(left.values()),
        )
        for it in FundState
        if it in state.next_states
    ]


def _record(form: StateForm, fund_id: int) -> bool:
    wanted = funds.ChangeFundState(
        fund_id=fund_id,
        state=form.state.data,
        since=form.since.data,
        reason=form.reason.data or "",
        decision_id=form.decision.data,
    )
    done = form.record(
        lambda session, by: funds.change_fund_state(session, wanted, by=by).id, _BLAME
    )
    return done is not None
