"""Signing an agreement with a partner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import clock, text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.files.queries import get_file
from fundtracker.funds.lock import check_moves_money, lock_fund
from fundtracker.parties.errors import NoSuchPartner
from fundtracker.parties.models import Partner
from fundtracker.projects.kinds import ProjectKind
from fundtracker.projects.queries import get_project
from fundtracker.spending.errors import AgreementForAction, ProjectNeeded, SignedInTheFuture
from fundtracker.spending.models import AgreementProject, Instalment, PartnerAgreement
from fundtracker.spending.projects import check_takes_money
from fundtracker.spending.queries import get_agreement
from fundtracker.spending.rules import check_instalments

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.money import Cents
    from fundtracker.projects.models import Project


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedInstalment:
    """A part of an agreement in cents, and what must be given before it is paid."""

    amount: Cents
    condition: str = ""
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SignAgreement:
    """What CUF and a partner signed for projects of a fund, in cents."""

    fund_id: int
    partner_id: int
    project_ids: tuple[int, ...]
    reference: str
    amount: Cents
    signed_on: date
    instalments: tuple[PlannedInstalment, ...] = ()
    file_sha256: str | None = None


def sign_agreement(session: Session, request: SignAgreement, *, by: Signature) -> PartnerAgreement:
    """Record a signed agreement; its instalments may come to less than it, never to more.

    Raises FundClosed, NoSuchPartner, ProjectNeeded, NoSuchProject, AgreementForAction,
    ProjectTakesNoMoney, InstalmentsExceedAgreement, SignedInTheFuture or NoSuchFile.
    """
    fund, _ = lock_fund(session, request.fund_id)
    repeat = acts.find_repeat(session, ActKind.SIGN_AGREEMENT, request, by=by)
    if repeat is not None:
        return get_agreement(session, acts.result_id(session, repeat))
    check_moves_money(fund)
    _check(session, request)
    projects = _projects(session, request)
    act = acts.record(session, ActKind.SIGN_AGREEMENT, request, by=by)
    agreement = PartnerAgreement(
        fund_id=fund.id,
        partner_id=request.partner_id,
        reference=text.line(request.reference),
        amount=request.amount,
        signed_on=request.signed_on,
        file_sha256=request.file_sha256,
        act_id=act.id,
    )
    session.add(agreement)
    session.flush()
    _add_parts(session, agreement, projects, request.instalments)
    acts.concern(
        session,
        act,
        Subject(kind="partner_agreement", record_id=agreement.id),
        Subject(kind="partner", record_id=agreement.partner_id),
        *(Subject(kind="project", record_id=project.id) for project in projects),
    )
    return agreement


def _check(session: Session, request: SignAgreement) -> None:
    check_instalments(request.amount, [it.amount for it in request.instalments])
    if request.signed_on > clock.today():
        raise SignedInTheFuture
    if session.get(Partner, request.partner_id) is None:
        raise NoSuchPartner
    if request.file_sha256 is not None:
        get_file(session, request.file_sha256)


def _projects(session: Session, request: SignAgreement) -> list[Project]:
    """Return the projects that an agreement is to cover; raise unless each of them may be."""
    if not request.project_ids:
        raise ProjectNeeded
    projects = [
        get_project(session, project_id, fund_id=request.fund_id)
        for project_id in dict.fromkeys(request.project_ids)
    ]
    for project in projects:
        session.refresh(project)
        if project.kind is not ProjectKind.ACTION:
            raise AgreementForAction(project=project.title)
        check_takes_money(project)
    return projects


def _add_parts(
    session: Session,
    agreement: PartnerAgreement,
    projects: list[Project],
    instalments: tuple[PlannedInstalment, ...],
) -> None:
    session.add_all(
        AgreementProject(agreement_id=agreement.id, project_id=project.id) for project in projects
    )
    session.add_all(
        Instalment(
            agreement_id=agreement.id,
            rank=rank,
            amount=it.amount,
            condition=text.prose(it.condition),
            due_on=it.due_on,
        )
        for rank, it in enumerate(instalments, start=1)
    )
    session.flush()
