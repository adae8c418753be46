"""The form of an allocation: how much, to which project, by which decision, and whose money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.allocations import queries as allocations
from fundtracker.allocations.errors import NotEnoughFreeMoney
from fundtracker.allocations.rules import Method, Source, propose
from fundtracker.donations.models import Donation
from fundtracker.donations.queries import target_of
from fundtracker.donations.restrictions import obstacle
from fundtracker.i18n import lazy_gettext
from fundtracker.money import ZERO, Cents
from fundtracker.parties.models import Collectivity
from fundtracker.web.fields import ChoiceField, DateField, MoneyField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.staff import split
from fundtracker.web.staff.split import SplitLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from fundtracker.projects.models import Project


class AllocationForm(Form):
    """What is allocated; the lines, one a donation, are fields of the page besides."""

    project = ChoiceField(lazy_gettext("Project"), coerce=int)
    decision = ChoiceField(lazy_gettext("Decision that it follows"), coerce=int)
    amount = MoneyField(lazy_gettext("Amount to allocate"))
    on = DateField(lazy_gettext("Date of the allocation"))
    method = ChoiceField(lazy_gettext("Proposed split"), coerce=Method)
    memo = ProseField(lazy_gettext("Note"), limit=1000)


def sources_of(session: Session, fund_id: int, donation_id: int | None) -> list[Source]:
    """List what may give: every donation of the fund with money left, or one of them alone."""
    found = allocations.sources(session, fund_id)
    return [it for it in found if donation_id in {None, it.donation_id}]


def proposed(
    session: Session, sources: Sequence[Source], project: Project, form: AllocationForm
) -> list[SplitLine]:
    """Share the amount of the form; without enough free money the form says so."""
    target = target_of(project)
    try:
        lines = propose(sources, target, form.amount.data, form.method.data or Method.PROPORTIONAL)
    except NotEnoughFreeMoney as refusal:
        form.refuse("amount", refusal)
        lines = []
    amounts = {line.donation_id: line.amount for line in lines}
    return _split(session, sources, project, amounts)


def typed(session: Session, sources: Sequence[Source], project: Project | None) -> list[SplitLine]:
    """Read the lines as they were typed; each says what is wrong with it."""
    lines = _split(session, sources, project, {})
    split.read_typed(lines)
    return lines


def _split(
    session: Session,
    sources: Sequence[Source],
    project: Project | None,
    amounts: Mapping[int, Cents],
) -> list[SplitLine]:
    donors = _donors(session, [it.donation_id for it in sources])
    target = target_of(project) if project is not None else None
    lines = []
    for it in sources:
        refusal = obstacle(it.restriction, target) if target is not None else None
        amount = amounts.get(it.donation_id, ZERO)
        lines.append(
            SplitLine(
                donation_id=it.donation_id,
                reference=it.restriction.donation_reference,
                donor=donors.get(it.donation_id),
                left=it.left,
                amount=amount,
                typed=split.as_typed(amount),
                obstacle=refusal.message() if refusal else None,
            )
        )
    return lines


def _donors(session: Session, donation_ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        select(Donation.id, Collectivity.name)
        .join(Collectivity, Collectivity.id == Donation.collectivity_id)
        .where(Donation.id.in_(donation_ids))
    )
    return dict(rows.all())
