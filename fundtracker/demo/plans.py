"""What is planned and awaited: phases, budgets, contacts, donors' next steps and last wishes.

All of it is fictitious, like the amounts of the stories that it is told in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.acts import revisions
from fundtracker.demo.fund import FundStage, euros
from fundtracker.donations.expect import Expect, expect
from fundtracker.donations.leftover import ChooseLeftover, choose_leftover
from fundtracker.funds import phases
from fundtracker.funds.phases import Phase, SetPhases, set_phases
from fundtracker.parties.contacts import AddContact, add_contact
from fundtracker.projects import budget as budgets
from fundtracker.projects.budget import Planned, SetBudget, set_budget

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.acts.service import Subject
    from fundtracker.demo.gifts import Gift
    from fundtracker.donations.kinds import Expected, Leftover


def plan_phases(fund: FundStage, *named: tuple[str, date, date | None]) -> None:
    """Set the phases of a fund: each its name, its first day and, where it is known, its last."""
    set_phases(
        fund.session,
        SetPhases(
            fund_id=fund.id,
            version=revisions.version_of(fund.session, phases.subject_of(fund.id)),
            phases=tuple(
                Phase(name=name, starts_on=first, ends_on=last, note="Calendrier fictif.")
                for name, first, last in named
            ),
        ),
        by=fund.stage.sign(),
    )


def plan_budget(fund: FundStage, project: str, *lines: tuple[str, float]) -> None:
    """Set the budget of a project: headings as partners' accounts name them, amounts in euros."""
    project_id = fund.projects[project]
    set_budget(
        fund.session,
        SetBudget(
            project_id=project_id,
            version=revisions.version_of(fund.session, budgets.subject_of(project_id)),
            lines=tuple(Planned(heading=it, planned=euros(amount)) for it, amount in lines),
        ),
        by=fund.stage.sign(),
    )


def write_down(fund: FundStage, party: Subject, function: str, domain: str) -> None:
    """Add somebody to write to, who does not exist."""
    number = party.record_id
    add_contact(
        fund.session,
        AddContact(
            party=party,
            name=f"Contact fictif n°\u00a0{number}",
            function=function,
            email=f"contact-{number}@{domain}.example",
        ),
        by=fund.stage.sign(),
    )


def await_step(fund: FundStage, gift: Gift, kind: Expected, due_on: date, note: str) -> None:
    """Say what is awaited of a gift, and until when."""
    expect(
        fund.session,
        Expect(donation_id=gift.id, kind=kind, due_on=due_on, note=f"{note} (fictif)"),
        by=fund.stage.sign(),
    )


def wish(
    fund: FundStage, gift: Gift, choice: Leftover, *, to_fund: FundStage | None = None
) -> None:
    """Record what a donor wants done with what is left of its gift, by a letter of the day."""
    choose_leftover(
        fund.session,
        ChooseLeftover(
            donation_id=gift.id,
            choice=choice,
            dated_on=fund.stage.today,
            to_fund_id=to_fund.id if to_fund else None,
            reference=f"Courrier du {fund.stage.today:%d/%m/%Y} (fictif)",
        ),
        by=fund.stage.sign(),
    )
