"""Editing what binds a donation: its budget of origin, its earmark, its own fee, its note."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.donations.errors import EarmarkElsewhere, RestrictionTooLate
from fundtracker.donations.lock import lock_donation
from fundtracker.donations.queries import restriction_of, target_of
from fundtracker.donations.restrictions import obstacle
from fundtracker.funds.errors import RateOutOfRange
from fundtracker.funds.service import WHOLE_RATE_BP
from fundtracker.ledger.models import Account
from fundtracker.projects.models import Project
from fundtracker.projects.queries import get_project

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.donations.models import Donation
    from fundtracker.money import Cents
    from fundtracker.projects.kinds import ActionType, Theme


@dataclass(frozen=True, kw_only=True, slots=True)
class EditDonation:
    """What a donation is to say; ``version`` is the one that was edited."""

    donation_id: int
    version: int
    budget: Theme
    earmark_action_type: ActionType | None = None
    earmark_project_id: int | None = None
    fee_rate_bp: int | None = None
    fee_cap: Cents | None = None
    note: str = ""


def edit_donation(session: Session, request: EditDonation, *, by: Signature) -> Donation:
    """Edit what binds a donation, its history keeping what it said. No difference, no act.

    Raises ChangedMeanwhile, EarmarkElsewhere, RateOutOfRange, or RestrictionTooLate where its
    money is in a project already that the new restriction forbids.
    """
    donation, _fund, _book = lock_donation(session, request.donation_id)
    if acts.find_repeat(session, ActKind.EDIT_DONATION, request, by=by) is not None:
        return donation
    subject = Subject(kind="donation", record_id=donation.id)
    revisions.check_version(session, subject, request.version)
    session.refresh(donation)
    _check(session, request, donation)
    changes = revisions.differences(
        donation,
        {
            "budget": request.budget,
            "earmark_action_type": request.earmark_action_type,
            "earmark_project_id": request.earmark_project_id,
            "fee_rate_bp": request.fee_rate_bp,
            "fee_cap": request.fee_cap,
            "note": text.prose(request.note),
        },
    )
    if not changes:
        return donation
    act = acts.record(session, ActKind.EDIT_DONATION, request, by=by)
    revisions.revise(session, act, subject, changes, donation)
    acts.concern(session, act, subject)
    return donation


def _check(session: Session, request: EditDonation, donation: Donation) -> None:
    if request.fee_rate_bp is not None and not 0 <= request.fee_rate_bp <= WHOLE_RATE_BP:
        raise RateOutOfRange
    if request.earmark_project_id is not None:
        project = get_project(session, request.earmark_project_id)
        if project.fund_id != donation.fund_id:
            raise EarmarkElsewhere
    wanted = replace(
        restriction_of(donation),
        budget=request.budget,
        action_type=request.earmark_action_type,
        project_id=request.earmark_project_id,
        frozen_reason=None,
    )
    for project in _projects(session, donation.id):
        if obstacle(wanted, target_of(project)) is not None:
            raise RestrictionTooLate(project=project.title)


def _projects(session: Session, donation_id: int) -> list[Project]:
    """List the projects that a donation's money is in."""
    used = select(Account.project_id).where(
        Account.donation_id == donation_id, Account.debits_posted > Account.credits_posted
    )
    return list(session.scalars(select(Project).where(Project.id.in_(used))))
