"""Liban 2020: still under way, with money at every place."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fundtracker.acts.service import Subject
from fundtracker.demo import plans, turns, works
from fundtracker.demo.donors import Donors, gifts_of_invented, gifts_of_named
from fundtracker.demo.fund import COSTS, FundStage, euros
from fundtracker.demo.gifts import Way, gift_story
from fundtracker.donations.kinds import DonationKind, Expected
from fundtracker.funds.states import FundState
from fundtracker.projects.kinds import ActionType, ProjectStatus
from fundtracker.spending.headings import Heading

if TYPE_CHECKING:
    from fundtracker.demo.gifts import Gift
    from fundtracker.demo.stage import Story

CODE = "liban-2020"

_DOLLARS = works.Local("USD", 1.19)
_PARTNER = "Cités Unies Liban / BTVL"
_PROJECTS = ("bourj-hammoud", "karantina", "education", "municipalites")

_WAYS = (
    Way.PROMISED,
    Way.VOTED,
    Way.CALLED,
    Way.PARTLY_PAID,
    Way.RAISED,
    Way.INSTALMENTS,
    Way.INSTALMENTS,
)


def stories(fund: FundStage, donors: Donors) -> list[Story]:
    """Return the stories of the fund and of its gifts, three of them from named donors."""
    since = date(2020, 8, 24)
    named = gifts_of_named(fund, donors, total=euros(40_000), since=since, days=30)
    others = gifts_of_invented(
        fund, donors, 15, total=euros(118_000), since=since, days=45, ways=_WAYS
    )
    others[8].project = "karantina"
    others[9].action_type = ActionType.CAPACITY_BUILDING
    others[10].starts_on = date(2022, 11, 14)
    others[11].starts_on = date(2023, 5, 9)
    return [_fund_story(fund, others), *(gift_story(fund, it) for it in [*named, *others])]


def _fund_story(fund: FundStage, others: list[Gift]) -> Story:
    yield date(2020, 8, 6)
    fund.open()
    yield date(2021, 1, 28)
    decision = fund.decide("Aide aux familles et mission (fictif)", approved=34_000)
    fund.allocate(COSTS, 3_000, decision)
    fund.allocate("bourj-hammoud", 28_000, decision)
    yield date(2021, 2, 11)
    works.sign(fund, "families", _PARTNER, ["bourj-hammoud"], 14_000, 14_000)
    works.pay(fund, "families", "bourj-hammoud", 14_000, rank=1, local=_DOLLARS)
    fund.status("bourj-hammoud", ProjectStatus.UNDER_WAY)
    yield date(2021, 5, 4)
    works.spend(fund, Heading.BANK_CHARGES, 64.20)
    works.justify(fund, "families", "bourj-hammoud", "Cartes de crédit", 15_340, currency="USD")
    yield date(2021, 6, 24)
    decision = fund.decide("Programme 2021-2023 (fictif)", approved=70_000)
    fund.become(FundState.PROGRAMMING)
    fund.allocate("karantina", 26_000, decision)
    fund.allocate("education", 14_000, decision)
    fund.allocate("municipalites", 16_000, decision)
    for project in _PROJECTS[1:]:
        fund.status(project, ProjectStatus.APPROVED)
    yield date(2021, 7, 8)
    works.sign(fund, "programme", _PARTNER, list(_PROJECTS[1:]), 30_000, 25_000, 15_000)
    fund.become(FundState.IMPLEMENTING)
    works.pay(fund, "families", "bourj-hammoud", 13_400, rank=2, local=_DOLLARS)
    works.pay(fund, "programme", "karantina", 14_000, rank=1, local=_DOLLARS)
    works.pay(fund, "programme", "municipalites", 8_000, rank=1)
    yield date(2021, 12, 31)
    turns.other_money(fund, DonationKind.INCOME, 18.05, "Intérêts du compte dédié")
    yield from _later(fund, others)


def _later(fund: FundStage, others: list[Gift]) -> Story:
    yield date(2022, 1, 3)
    fund.set_fee(600)
    yield date(2022, 3, 15)
    works.justify(fund, "families", "bourj-hammoud", "Bons d’achat", 16_104.50, currency="USD")
    works.justify(
        fund, "programme", "karantina", "Études et comité de quartier", 6_480, currency="USD"
    )
    works.justify(fund, "programme", "municipalites", "Ateliers des municipalités", 5_275.40)
    fund.status("bourj-hammoud", ProjectStatus.COMPLETED)
    fund.status("karantina", ProjectStatus.UNDER_WAY)
    fund.status("municipalites", ProjectStatus.UNDER_WAY)
    yield date(2022, 9, 12)
    works.pay(fund, "programme", "karantina", 9_000, rank=2, local=_DOLLARS)
    works.pay(fund, "programme", "education", 5_000, rank=2)
    fund.status("education", ProjectStatus.UNDER_WAY)
    works.spend(fund, Heading.MISSION, 1_420.75)
    yield date(2023, 1, 23)
    works.justify(fund, "programme", "karantina", "Gros œuvre", 9_815.20, currency="USD")
    works.justify(fund, "programme", "education", "Soutien scolaire", 2_960.10)
    # More accepted than advanced: the rest waits for the next instalment.
    works.justify(fund, "programme", "municipalites", "Formation des agents", 3_940)
    yield date(2023, 6, 19)
    reason = "Insécurité et coupures d’électricité (fictif)"
    fund.status("karantina", ProjectStatus.SLOWED, reason)
    fund.withdraw_fees()
    yield date(2023, 10, 26)
    decision = fund.decide("Suite du programme (fictif)", approved=12_000)
    fund.allocate("municipalites", 6_000, decision)
    plans.plan_phases(
        fund,
        ("Urgence et collecte", date(2020, 8, 6), date(2021, 6, 23)),
        ("Reconstruction", date(2021, 6, 24), None),
    )
    plans.plan_budget(
        fund,
        "karantina",
        ("Études et comité de quartier", 5_000),
        ("Gros œuvre", 15_000),
        ("Équipement des locaux", 6_000),
    )
    partner = Subject(kind="partner", record_id=fund.partner(_PARTNER))
    plans.write_down(fund, partner, "Coordination du programme", "partenaire")
    plans.await_step(fund, others[1], Expected.PAYMENT, date(2024, 3, 29), "Mandat annoncé")
    plans.await_step(fund, others[3], Expected.PAYMENT, date(2027, 3, 31), "Second versement")
