"""Proposing an act, confirming it as somebody else, or refusing it."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fundtracker import clock, text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject, canonical_json
from fundtracker.db import lock_text
from fundtracker.proposals.errors import DecidedAlready, NoSuchProposal, OwnProposal
from fundtracker.proposals.models import Proposal
from fundtracker.proposals.requests import VERBS, read

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.funds.errors import NeedsConfirmation


@dataclass(frozen=True, kw_only=True, slots=True)
class Decide:
    """A proposal that is confirmed or refused; ``reason`` says why not."""

    proposal_id: int
    is_confirmed: bool
    reason: str = ""


def propose(session: Session, wanted: NeedsConfirmation, *, by: Signature) -> Proposal:
    """Keep an act that a service refused to one person, for somebody else to confirm."""
    lock_text(session, by.key)
    known = session.scalar(select(Proposal).where(Proposal.key == by.key))
    if known is not None:
        return known
    assert by.actor_id is not None  # the server itself has no second person
    request: Any = wanted.request
    proposal = Proposal(
        kind=wanted.kind.value,
        fund_id=wanted.fund_id,
        amount=wanted.amount,
        request=canonical_json(dataclasses.asdict(request)).decode(),
        key=by.key,
        proposed_by_id=by.actor_id,
        proposed_at=clock.now(),
        reason="",
    )
    session.add(proposal)
    session.flush()
    act = acts.record(session, ActKind.PROPOSE, request, by=Signature(actor_id=by.actor_id))
    acts.concern(session, act, *_subjects(proposal))
    return proposal


def get_proposal(session: Session, proposal_id: int) -> Proposal:
    """Return a proposal, read afresh; raise NoSuchProposal."""
    found = session.get(Proposal, proposal_id, populate_existing=True)
    if found is None:
        raise NoSuchProposal
    return found


def do(session: Session, proposal: Proposal, *, confirmed_by_id: int) -> None:
    """Do what was proposed: as who proposed it, at the confirmation of somebody else.

    Raises OwnProposal, and whatever the service itself refuses by now.
    """
    if confirmed_by_id == proposal.proposed_by_id:
        raise OwnProposal
    kind = ActKind(proposal.kind)
    signature = Signature(
        actor_id=proposal.proposed_by_id, key=proposal.key, confirmed_by_id=confirmed_by_id
    )
    VERBS[kind].do(session, read(kind, json.loads(proposal.request)), by=signature)


def decide(session: Session, request: Decide, *, by: Signature) -> Proposal:
    """Confirm a proposal, which does the act, or refuse it; its own author may only take it back.

    Raises NoSuchProposal, DecidedAlready, OwnProposal, or what the service refuses by now.
    """
    proposal = session.get(
        Proposal, request.proposal_id, with_for_update=True, populate_existing=True
    )
    if proposal is None:
        raise NoSuchProposal
    if proposal.is_confirmed is not None:
        if (proposal.is_confirmed, proposal.decided_by_id) == (request.is_confirmed, by.actor_id):
            return proposal
        raise DecidedAlready
    assert by.actor_id is not None
    if request.is_confirmed:
        do(session, proposal, confirmed_by_id=by.actor_id)
    else:
        act = acts.record(
            session,
            ActKind.REFUSE_PROPOSAL,
            request,
            by=by,
            reason=text.line(request.reason, required=False),
        )
        acts.concern(session, act, *_subjects(proposal))
    proposal.decided_by_id = by.actor_id
    proposal.decided_at = clock.now()
    proposal.is_confirmed = request.is_confirmed
    proposal.reason = text.line(request.reason, required=False)
    session.flush()
    return proposal


def _subjects(proposal: Proposal) -> list[Subject]:
    return [
        Subject(kind="proposal", record_id=proposal.id),
        Subject(kind="fund", record_id=proposal.fund_id),
    ]
