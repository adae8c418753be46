"""The money at one place of a project, and what binds it; the proposals made of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, union_all

from fundtracker import clock
from fundtracker.donations.errors import NoSuchDonation
from fundtracker.donations.models import Donation
from fundtracker.donations.queries import restrictions, target_of
from fundtracker.donations.restrictions import obstacle
from fundtracker.ledger.models import Account, Transfer
from fundtracker.ledger.places import Place
from fundtracker.money import ZERO, Cents
from fundtracker.parties.models import Collectivity
from fundtracker.projects.queries import get_project
from fundtracker.spending.pot import Pot
from fundtracker.spending.rules import Sources, choose

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.allocations.rules import Line
    from fundtracker.errors import Refusal
    from fundtracker.projects.models import Project

# Where using money is the donor's affair. What comes back from a partner comes back whoever's it
# is, and a loss is borne by all whose money was there.
USES = frozenset({Place.HELD, Place.ADVANCED})


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposedLine:
    """A line of the form that says whose money pays; amounts in cents."""

    donation_id: int
    reference: str
    donor: str
    left: Cents
    proposed: Cents
    # Why this money may not be used now; None where it may.
    obstacle: str | None


def sources(
    session: Session,
    place: Place,
    project: Project,
    agreement_id: int | None,
    since: date,
    *,
    lines: Sequence[Line] | None = None,
    is_use: bool = True,
) -> Sources:
    """Load what each donation has at a place of a project from a day on, and what binds it.

    ``is_use`` false leaves out what binds the money: it comes back, or is lost. Raises
    NoSuchDonation when a chosen line names none.
    """
    pot, present = _pot(session, place, project.id, agreement_id, since)
    wanted = present | {line.donation_id for line in lines or ()}
    found = restrictions(session, wanted)
    if wanted - set(found):
        raise NoSuchDonation
    target = target_of(project)
    bound: dict[int, Refusal] = {}
    for donation_id, restriction in found.items() if is_use else ():
        refusal = obstacle(restriction, target)
        if refusal is not None:
            bound[donation_id] = refusal
    return Sources(
        place=place,
        project=project.title,
        pot=pot,
        references={it: restriction.donation_reference for it, restriction in found.items()},
        bound=bound,
    )


def _pot(
    session: Session, place: Place, project_id: int, agreement_id: int | None, since: date
) -> tuple[Pot, set[int]]:
    """Load the pot of an address, exact for ``since`` and every later day."""
    agreement = (
        Account.agreement_id.is_(None)
        if agreement_id is None
        else Account.agreement_id == agreement_id
    )
    rows = session.execute(
        select(
            Account.id,
            Account.donation_id,
            Account.debits_posted - Account.credits_posted,
            Account.last_moved_on,
        ).where(
            Account.project_id == project_id,
            Account.place == place,
            agreement,
            Account.debits_posted > Account.credits_posted,
        )
    ).all()
    moved_since = {row[0]: row[1] for row in rows if row[3] is not None and row[3] > since}
    balances = {row[1]: int(row[2]) for row in rows}
    return Pot(balances, _changes(session, moved_since, since)), set(balances)


def _changes(
    session: Session, donation_of: Mapping[int, int], since: date
) -> Mapping[int, Mapping[date, int]]:
    """Sum what each day after ``since`` did to accounts (id → donation), by donation."""
    if not donation_of:
        return {}
    sides = union_all(
        *(
            select(side.label("account_id"), Transfer.effective_on, amount.label("amount")).where(
                side.in_(donation_of), Transfer.effective_on > since
            )
            for side, amount in (
                (Transfer.debit_account_id, Transfer.amount),
                (Transfer.credit_account_id, -Transfer.amount),
            )
        )
    ).subquery()
    changes: dict[int, dict[date, int]] = defaultdict(dict)
    for account_id, day, amount in session.execute(
        select(sides.c.account_id, sides.c.effective_on, func.sum(sides.c.amount)).group_by(
            sides.c.account_id, sides.c.effective_on
        )
    ):
        changes[donation_of[account_id]][day] = int(amount)
    return changes


def propose_split(
    session: Session,
    place: Place,
    project_id: int,
    agreement_id: int | None,
    amount: Cents,
    *,
    on: date | None = None,
    is_use: bool = True,
) -> list[ProposedLine]:
    """Propose whose money pays ``amount`` (cents) on a day (today), for a form.

    Every donation with money there has its line; those bound have zero and the reason. Zero
    cents propose nothing and only list. ``is_use`` is false for a partner's refund and a
    write-off. Raises MoreThanLeft saying how much there is.
    """
    project = get_project(session, project_id)
    day = on or clock.today()
    found = sources(session, place, project, agreement_id, day, is_use=is_use)
    parts = choose(found, amount, day, None) if amount else {}
    left = found.pot.left(day)
    donors = _donors(session, left)
    return [
        ProposedLine(
            donation_id=donation_id,
            reference=found.references[donation_id],
            donor=donors[donation_id],
            left=there,
            proposed=parts.get(donation_id, ZERO),
            obstacle=found.bound[donation_id].message() if donation_id in found.bound else None,
        )
        for donation_id, there in left.items()
    ]


def _donors(session: Session, donation_ids: Collection[int]) -> dict[int, str]:
    rows = session.execute(
        select(Donation.id, Donation.kind, Collectivity.name)
        .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
        .where(Donation.id.in_(donation_ids))
    )
    return {donation_id: name or kind.label for donation_id, kind, name in rows}
