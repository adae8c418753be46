"""Editing what a project says of itself; what its money stands on is fixed once used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from fundtracker import text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.revisions import Changes
from fundtracker.acts.service import Signature, Subject
from fundtracker.ledger.models import Account
from fundtracker.parties.errors import NoSuchPartner
from fundtracker.parties.models import Partner
from fundtracker.projects.errors import ActionTypeFixed, ActionTypeNeeded
from fundtracker.projects.kinds import ActionType, ProjectKind, Theme
from fundtracker.projects.lock import lock_project
from fundtracker.projects.models import ProjectPartner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from fundtracker.money import Cents
    from fundtracker.projects.models import Project


@dataclass(frozen=True, kw_only=True, slots=True)
class EditProject:
    """What a project is to say; ``version`` is the one that was edited."""

    project_id: int
    version: int
    title: str
    country: str
    place: str
    action_type: ActionType | None
    theme: Theme = Theme.GENERAL
    purpose_code: str | None = None
    description: str = ""
    results: str = ""
    source: str = ""
    planned: Cents | None = None
    latitude: float | None = None
    longitude: float | None = None
    beneficiary_id: int | None = None
    partner_id: int | None = None
    other_partner_ids: tuple[int, ...] = ()


def edit_project(session: Session, request: EditProject, *, by: Signature) -> Project:
    """Edit a project, its history keeping what it said. No difference, no act.

    Raises ChangedMeanwhile, NoSuchPartner, ActionTypeNeeded, or ActionTypeFixed once money came.
    """
    project, _fund, _book = lock_project(session, request.project_id)
    if acts.find_repeat(session, ActKind.EDIT_PROJECT, request, by=by) is not None:
        return project
    subject = Subject(kind="project", record_id=project.id)
    revisions.check_version(session, subject, request.version)
    _check(session, request, project)
    changes = revisions.differences(project, _values(request))
    before = sorted(others(session, project.id))
    after = sorted(set(request.other_partner_ids))
    if not changes and before == after:
        return project
    act = acts.record(session, ActKind.EDIT_PROJECT, request, by=by)
    for name, value in changes.after.items():
        setattr(project, name, value)
    set_others(session, project.id, after)
    whole = Changes(
        before={**changes.before, "partners": before}, after={**changes.after, "partners": after}
    )
    revisions.revise(session, act, subject, whole)
    acts.concern(session, act, subject)
    return project


def others(session: Session, project_id: int) -> Sequence[int]:
    """List the further partners of a project."""
    return session.scalars(
        select(ProjectPartner.partner_id).where(ProjectPartner.project_id == project_id)
    ).all()


def set_others(session: Session, project_id: int, partner_ids: Sequence[int]) -> None:
    """Replace the further partners of a project."""
    session.execute(delete(ProjectPartner).where(ProjectPartner.project_id == project_id))
    session.add_all(
        ProjectPartner(project_id=project_id, partner_id=it) for it in dict.fromkeys(partner_ids)
    )
    session.flush()


def _check(session: Session, request: EditProject, project: Project) -> None:
    named = {request.beneficiary_id, request.partner_id, *request.other_partner_ids} - {None}
    known = set(session.scalars(select(Partner.id).where(Partner.id.in_(named))))
    if named - known:
        raise NoSuchPartner
    if (project.kind is ProjectKind.ACTION) != (request.action_type is not None):
        raise ActionTypeNeeded
    if request.action_type is not project.action_type and bears_money(session, project.id):
        raise ActionTypeFixed


def bears_money(session: Session, project_id: int) -> bool:
    """Tell whether money ever moved through a project."""
    account = select(Account.id).where(Account.project_id == project_id).limit(1)
    return session.scalar(account) is not None


def _values(request: EditProject) -> dict[str, object]:
    return {
        "title": text.line(request.title),
        "country": text.line(request.country),
        "place": text.line(request.place, required=False),
        "action_type": request.action_type,
        "theme": request.theme,
        "purpose_code": request.purpose_code,
        "description": text.prose(request.description),
        "results": text.prose(request.results),
        "source": text.line(request.source, required=False) or None,
        "planned": request.planned,
        "latitude": request.latitude,
        "longitude": request.longitude,
        "beneficiary_id": request.beneficiary_id,
        "partner_id": request.partner_id,
    }
