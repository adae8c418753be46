"""What waits for a second person: shown with what it will do, confirmed by somebody else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import aliased

from fundtracker.acts.kinds import ActKind
from fundtracker.errors import Conflict, RuleViolation
from fundtracker.funds.models import Fund
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.position.act_preview import act_preview, amounts_of
from fundtracker.proposals import service as proposals
from fundtracker.proposals.errors import NoSuchProposal
from fundtracker.proposals.models import Proposal
from fundtracker.transaction import rehearsal
from fundtracker.users.models import User
from fundtracker.web import reading
from fundtracker.web.access import CONFIRMING, Permission, may
from fundtracker.web.fields import LineField
from fundtracker.web.forms import Form
from fundtracker.web.previews import Rehearsed, contradicted
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page, page
from fundtracker.web.staff.contacts import LARGEST

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session
    from werkzeug import Response

_decider = aliased(User)


_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalLine:
    """A proposal with its fund, and who proposed and decided it."""

    proposal: Proposal
    fund: Fund
    proposer: str
    decider: str | None

    @property
    def kind(self) -> ActKind:
        """What is proposed."""
        return ActKind(self.proposal.kind)


class DecideForm(Rehearsed, Form):
    """Confirm, or refuse with a reason."""

    reason = LineField(lazy_gettext("Why not (where it is refused)"), required=False, limit=300)


@page("/proposals")
def proposals_list() -> str:
    """List what waits, and what was decided lately."""
    session = reading.session()
    return render_template(
        "staff/proposals.html",
        waiting=_lines(session, Proposal.is_confirmed.is_(None)),
        decided=_lines(session, Proposal.is_confirmed.is_not(None)),
    )


@form_page("/proposals/<int:proposal_id>", Permission.CONFIRM)
def proposal(proposal_id: int) -> tuple[str, int] | Response:
    """Show a proposal; confirm or refuse it."""
    session = reading.session()
    proposal_id = min(proposal_id, LARGEST)
    line = _line(session, proposal_id)
    is_own = line.proposal.proposed_by_id == current_user.id
    may_do = may(CONFIRMING[line.kind])
    form = DecideForm()
    if form.is_sent():
        confirms = request.form.get("what") == "confirm"
        if confirms and not may_do:
            abort(403)
        wanted = proposals.Decide(
            proposal_id=proposal_id, is_confirmed=confirms, reason=form.reason.data or ""
        )
        done = form.record(lambda writing, by: proposals.decide(writing, wanted, by=by).id)
        if done is not None:
            say(_("Confirmed, and done.") if confirms else _("Refused: nothing was done."))
            return redirect(url_for(".proposals_list"), code=303)
    line = _line(reading.session(), proposal_id)
    obstacle = None
    if line.proposal.is_confirmed is None:
        obstacle = _look(form, line)
    html = render_template(
        "staff/proposal.html",
        form=form,
        line=line,
        is_own=is_own,
        may_do=may_do,
        obstacle=obstacle,
        asked=json.loads(line.proposal.request),
    )
    return html, form.status


def _look(form: DecideForm, line: ProposalLine) -> str | None:
    """Work out what confirming would do, and forget it; return why it cannot be done now."""
    session = reading.session()
    proposal_id = line.proposal.id
    # Whoever looks may be who proposed it: somebody else stands in, since nothing is kept.
    other = session.scalar(
        select(User.id).where(User.id != line.proposal.proposed_by_id, User.active).limit(1)
    )
    if other is None:
        return _("Nobody else can confirm it: an administrator adds somebody first.")
    try:
        with rehearsal(session):
            found = proposals.get_proposal(session, proposal_id)
            proposals.do(session, found, confirmed_by_id=other)
            if found.amount is not None:
                form.preview = act_preview(session, found.key)
                form.documents = contradicted(session, found.key)
    except (RuleViolation, Conflict) as refusal:
        return refusal.message()
    if form.preview is not None:
        ids = [it.donation_id for it in form.preview.touched]
        form.before = amounts_of(reading.session(), ids)
    return None


def _line(session: Session, proposal_id: int) -> ProposalLine:
    found = _lines(session, Proposal.id == proposal_id)
    if not found:
        raise NoSuchProposal
    return found[0]


def _lines(session: Session, where: ColumnElement[bool]) -> list[ProposalLine]:
    rows = session.execute(
        select(Proposal, Fund, User.name, _decider.name)
        .join(Fund, Fund.id == Proposal.fund_id)
        .join(User, User.id == Proposal.proposed_by_id)
        .outerjoin(_decider, _decider.id == Proposal.decided_by_id)
        .where(where)
        .order_by(Proposal.id.desc())
        .limit(_MOST)
    )
    return [
        ProposalLine(proposal=it, fund=fund, proposer=proposer, decider=name)
        for it, fund, proposer, name in rows
    ]
