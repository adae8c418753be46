"""Équateur 2016: drinking water, five years from the earthquake to the works."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fundtracker.acts.service import Subject
from fundtracker.demo import plans, turns, works
from fundtracker.demo.donors import Donors, gifts_of_invented, gifts_of_named
from fundtracker.demo.fund import COSTS, FundStage, euros
from fundtracker.demo.gifts import Gift, Way, gift_story
from fundtracker.donations.kinds import DonationKind, Expected, Leftover
from fundtracker.funds.states import FundState
from fundtracker.projects.kinds import ActionType, ProjectStatus, Theme
from fundtracker.spending.headings import Heading

if TYPE_CHECKING:
    from fundtracker.demo.facts import InventedDonor
    from fundtracker.demo.stage import Story

CODE = "equateur-2016"

_DOLLARS = works.Local("USD", 1.17)
_DEPARTMENT = "Département de Meurthe-et-Moselle"
_RESCUERS = "FIRE (association de secouristes)"

_WAYS = (
    Way.PROMISED,
    Way.PROMISED,
    Way.VOTED,
    Way.CANCELLED,
    Way.REDUCED,
    Way.RAISED,
    Way.PARTLY_PAID,
    Way.INSTALMENTS,
    Way.INSTALMENTS,
)


def stories(fund: FundStage, donors: Donors, water: InventedDonor) -> list[Story]:
    """Return the stories of the fund and of its 28 gifts and one late one."""
    since = date(2016, 5, 2)
    (grenoble,) = gifts_of_named(fund, donors, total=euros(5_000), since=since, days=30)
    others = gifts_of_invented(
        fund, donors, 26, total=euros(172_000), since=since, days=160, ways=_WAYS
    )
    syndicate = Gift(
        donor=donors.invented(water),
        amount=euros(6_000),
        starts_on=date(2016, 9, 5),
        budget=Theme.WATER,
        note="Collectivité fictive\u00a0; 1\u00a0% eau (CGCT, article L1115-1-1).",
    )
    others[9].project = "sucre"
    others[10].action_type = ActionType.RISK_REDUCTION
    others[11].starts_on = date(2018, 9, 12)
    others[12].starts_on = date(2021, 3, 3)
    gifts = [grenoble, syndicate, *others]
    return [_fund_story(fund, others), *(gift_story(fund, it) for it in gifts)]


def _fund_story(fund: FundStage, others: list[Gift]) -> Story:
    yield date(2016, 4, 20)
    fund.open()
    yield from _collection(fund, others)
    yield from _programme(fund)
    yield from _works(fund, others)


def _collection(fund: FundStage, others: list[Gift]) -> Story:
    yield date(2017, 2, 6)
    decision = fund.decide("Mission d’identification en Équateur (fictif)", approved=4_000)
    fund.allocate(COSTS, 4_000, decision)
    yield date(2017, 3, 20)
    works.spend(fund, Heading.MISSION, 2_860.40)
    works.spend(fund, Heading.MISSION, 642.15, total=1_284.30)
    yield date(2017, 3, 31)
    works.spend(fund, Heading.BANK_CHARGES, 38.50)
    fund.become(FundState.COLLECTED)
    # A slip in an amount, seen on the bank statement three days later.
    yield date(2017, 6, 12)
    turns.receive_wrongly(fund, others[6], 15_000)
    yield date(2017, 6, 15)
    turns.correct(
        fund,
        others[6],
        1_500,
        date(2017, 6, 12),
        "Faute de frappe\u00a0: 1500\u00a0€ au relevé bancaire, et non 15000\u00a0€ (fictif)",
    )
    yield date(2017, 7, 4)
    turns.other_money(fund, DonationKind.TO_IDENTIFY, 250, "Virement sans référence")
    yield date(2017, 12, 29)
    turns.other_money(fund, DonationKind.INCOME, 41.12, "Intérêts du compte dédié")
    fund.withdraw_fees()


def _programme(fund: FundStage) -> Story:
    yield date(2018, 2, 22)
    fund.cofund()
    fund.become(FundState.PROGRAMMING)
    yield date(2018, 3, 15)
    decision = fund.decide(
        "Plan de travail\u00a0: eau potable et formation (fictif)", approved=100_000
    )
    fund.allocate("sucre", 88_000, decision)
    fund.allocate("formation-eau", 9_500, decision)
    for project in ("sucre", "daule", "formation-eau"):
        fund.status(project, ProjectStatus.APPROVED)
    plans.plan_phases(
        fund,
        ("Collecte des dons", date(2016, 4, 20), date(2017, 3, 31)),
        ("Choix des projets", date(2017, 4, 1), date(2018, 5, 23)),
        ("Travaux et formation", date(2018, 5, 24), None),
    )
    plans.plan_budget(
        fund,
        "sucre",
        ("Études hydrauliques", 13_000),
        ("Canalisations", 36_000),
        ("Château d’eau", 27_000),
        ("Branchements des foyers", 18_000),
    )
    plans.plan_budget(
        fund,
        "formation-eau",
        ("Kits de potabilisation", 5_000),
        ("Formateurs et déplacements", 4_500),
    )
    yield date(2018, 5, 24)
    fund.lock(date(2017, 12, 31))
    works.sign(fund, "water", _DEPARTMENT, ["sucre", "daule"], 40_000, 50_000, 35_000)
    fund.status("sucre", ProjectStatus.AGREED)
    partner = Subject(kind="partner", record_id=fund.partner(_DEPARTMENT))
    plans.write_down(fund, partner, "Suivi du projet d’eau potable", "departement")
    fund.become(FundState.IMPLEMENTING)
    yield date(2018, 7, 10)
    works.pay(fund, "water", "sucre", 40_000, rank=1, local=_DOLLARS)
    # The same order sent twice; the bank sent the second one back the next day.
    yield date(2018, 7, 11)
    twice = works.pay(fund, "water", "sucre", 40_000, local=_DOLLARS)
    yield date(2018, 7, 12)
    turns.undo(
        fund, twice.number, "Ordre de virement passé deux fois, rejeté par la banque (fictif)"
    )


def _works(fund: FundStage, others: list[Gift]) -> Story:
    yield date(2019, 5, 14)
    works.justify(fund, "water", "sucre", "Études hydrauliques", 14_352, currency="USD")
    yield date(2019, 11, 21)
    decision = fund.decide("Eau potable de Daule (fictif)", approved=18_000)
    fund.allocate("daule", 18_000, decision)
    fund.status("daule", ProjectStatus.AGREED)
    yield date(2020, 1, 30)
    works.pay(fund, "water", "daule", 7_500, local=_DOLLARS)
    works.justify(fund, "water", "daule", "Étude de faisabilité", 4_130.25, currency="USD")
    yield date(2020, 4, 6)
    reason = "Covid-19\u00a0: déplacements et chantiers arrêtés (fictif)"
    fund.status("daule", ProjectStatus.SUSPENDED, reason)
    fund.status("sucre", ProjectStatus.SLOWED, reason)
    yield date(2020, 12, 18)
    decision = fund.decide("Redéploiement de Daule vers Sucre (fictif)", approved=6_000)
    fund.release("daule", 6_000, decision, "Chantier suspendu (fictif)")
    fund.allocate("sucre", 6_000, decision)
    yield date(2021, 1, 25)
    works.pay(fund, "water", "sucre", 42_000, rank=2, local=_DOLLARS)
    fund.status("sucre", ProjectStatus.UNDER_WAY)
    yield date(2021, 4, 20)
    works.justify(fund, "water", "sucre", "Canalisations", 38_870.60, currency="USD")
    works.justify(fund, "water", "sucre", "Château d’eau", 29_140, currency="USD")
    works.sign(fund, "training", _RESCUERS, ["formation-eau"], 9_000)
    yield date(2021, 5, 20)
    works.pay(fund, "training", "formation-eau", 9_000, rank=1)
    fund.status("formation-eau", ProjectStatus.UNDER_WAY)
    yield date(2021, 9, 8)
    works.justify(fund, "training", "formation-eau", "Kits de potabilisation", 4_980.30)
    works.justify(fund, "training", "formation-eau", "Formateurs et déplacements", 2_804.10)
    yield date(2021, 10, 4)
    works.give_back(fund, "training", "formation-eau", 1_215.60, "Reste non dépensé (fictif)")
    fund.status("formation-eau", ProjectStatus.COMPLETED)
    turns.stand_still(fund, others[12], "Le conseil demande un point d’étape d’abord (fictif)")
    # More accepted than advanced: the rest waits for the next instalment.
    yield date(2021, 11, 16)
    works.justify(fund, "water", "sucre", "Branchements des foyers", 21_600.75, currency="USD")
    fund.withdraw_fees()
    plans.await_step(
        fund, others[0], Expected.VOTE, date(2022, 3, 31), "Vote annoncé avec le budget"
    )
    plans.await_step(fund, others[2], Expected.AGREEMENT, date(2022, 6, 30), "Convention à signer")
    plans.await_step(fund, others[6], Expected.PAYMENT, date(2022, 2, 28), "Solde du don")
    plans.wish(fund, others[4], Leftover.SAME_PROJECT)
