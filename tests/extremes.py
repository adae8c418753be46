"""Funds as small and as large as they come: one gift; or 72 donors, 40 projects, long names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fundtracker.committee.meetings import Convene, Said, convene
from fundtracker.documents.kinds import DocumentKind, Subject
from fundtracker.documents.requests import Wanted
from fundtracker.donations.models import Donation, Receipt
from fundtracker.funds.models import Fund
from fundtracker.i18n import Locale
from fundtracker.projects.indicators import AddIndicator, Aim, add_indicator
from fundtracker.projects.kinds import ActionType
from fundtracker.projects.milestones import AddMilestone, Plan, add_milestone
from fundtracker.projects.models import Project
from tests.minutes import write_down
from tests.spending_world import PAID, Site, sign
from tests.world import World, by, euros

END = date(2016, 12, 31)
N_DONORS, N_PROJECTS = 72, 40
_LONG = (
    "Syndicat intercommunal à vocation unique pour l’assainissement, l’alimentation en eau potable"
    " et la coopération décentralisée de la Haute-Vallée-de-l’Inventée et de ses affluents n°"
)
_PROJECT = (
    "Réhabilitation du système d’alimentation en eau potable, assainissement et formation des"
    " agents municipaux des paroisses de Las-Coronas-de-la-Fiction nº"
)


@dataclass
class Extreme:
    """A fund, one of its donations with a payment, and one of its projects where there is one."""

    world: World
    fund: Fund
    gift: Donation
    receipt: Receipt
    project: Project | None

    def wanted(self, kind: DocumentKind, locale: Locale = "fr") -> Wanted | None:
        """Return what a document of a kind is asked for by; None where there is nothing to ask."""
        about = kind.about
        if about is Subject.PROJECT and self.project is None:
            return None
        named: dict[str, int | None] = {}
        if about.is_of_a_donor:
            named["collectivity_id"] = self.gift.collectivity_id
        if not about.is_over_funds:
            named["fund_id"] = self.fund.id
        if about in {Subject.DONATION, Subject.DONATION_YEAR, Subject.RECEIPT}:
            named["donation_id"] = self.gift.id
        if about is Subject.RECEIPT:
            named["receipt_id"] = self.receipt.id
        if about is Subject.PROJECT and self.project is not None:
            named["project_id"] = self.project.id
        if about is Subject.DECISION:
            named["decision_id"] = self.world.decision(self.fund).id
        if about is Subject.MEETING:
            said = Said(held_on=END, place="Paris", agenda="\n".join([_PROJECT] * 3))
            meeting = convene(self.world.session, Convene(fund_id=self.fund.id, said=said), by=by())
            write_down(self.world, meeting, said="\n".join([_LONG] * 5))
            named["meeting_id"] = meeting.id
        return Wanted(kind=kind, as_of=END, locale=locale, **named)


def tiny(world: World) -> Extreme:
    """Return a fund with one gift, in no project yet."""
    fund = world.fund(code="un-seul-don")
    gift = world.gift(fund)
    return Extreme(world, fund, gift, world.receive(gift, euros(1)), None)


def huge(world: World, lines: int = 1000) -> Extreme:
    """Return a fund with 72 donors and 40 projects, each donor in each, and ``lines`` expenses."""
    fund = world.fund(code="tres-grand", rate_bp=450)
    gifts, receipts = [], []
    for number in range(N_DONORS):
        gift = world.gift(fund)
        name = f"{_LONG} {number + 1}"
        world.session.get_one(type(world.collectivity()), gift.collectivity_id).name = name
        gifts.append(gift)
        receipts.append(world.receive(gift, euros(1_234_567)))
    kinds = list(ActionType)
    projects = []
    for number in range(N_PROJECTS):
        project = world.project(fund, action_type=kinds[number % len(kinds)])
        project.title = f"{_PROJECT} {number + 1}"
        project.description = f"{_LONG}. " * 4
        project.latitude, project.longitude = -2 + number / 20, -79 + number / 30
        world.allocate(project, *((gift, euros(10_000)) for gift in gifts))
        aim = Aim(name=_PROJECT, unit="ménages", baseline=0, target=123_456_78)
        add_indicator(world.session, AddIndicator(project_id=project.id, aim=aim), by=by())
        plan = Plan(name=_PROJECT, due_on=END + timedelta(days=number - 20))
        add_milestone(world.session, AddMilestone(project_id=project.id, plan=plan), by=by())
        projects.append(project)
    agreement = sign(world, fund, *projects, amount=euros(50_000_000))
    for number, project in enumerate(projects):
        site = Site(world, fund, project, agreement, gifts)
        site.disburse(euros(500_000), on=PAID + timedelta(days=number % 20))
        for line in range(lines // N_PROJECTS):
            site.accept(euros(1_000 + line), supplier=_LONG[: 40 + line % 100])
    return Extreme(world, fund, gifts[0], receipts[0], projects[0])
