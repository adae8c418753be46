"""Indonésie 2018: the donors whose names were published, one city, three projects, all done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fundtracker.demo import plans, turns, works
from fundtracker.demo.donors import Donors, gifts_of_named
from fundtracker.demo.fund import COSTS, FundStage, euros
from fundtracker.demo.gifts import gift_story
from fundtracker.donations.kinds import DonationKind, Leftover
from fundtracker.funds.states import FundState
from fundtracker.projects.kinds import ProjectStatus
from fundtracker.spending.headings import Heading

if TYPE_CHECKING:
    from fundtracker.demo.gifts import Gift
    from fundtracker.demo.stage import Story

CODE = "indonesie-2018"

_RUPIAH = works.Local("IDR", 15_850)
_PARTNER = "CGLU ASPAC"
_PROJECTS = ("palu-alliance", "palu-memorial", "palu-pme")


def stories(fund: FundStage, donors: Donors) -> list[Story]:
    """Return the stories of the fund and of the gifts of those who were named."""
    gifts = gifts_of_named(fund, donors, total=euros(150_000), since=date(2018, 10, 8), days=120)
    # Named in January 2022, and not yet in June 2020.
    marne = next(it for it in gifts if it.note.endswith("2020") and "absent" in it.note)
    marne.starts_on = date(2021, 3, 15)
    return [_fund_story(fund, gifts), *(gift_story(fund, it) for it in gifts)]


def _fund_story(fund: FundStage, gifts: list[Gift]) -> Story:
    yield date(2018, 10, 3)
    fund.open()
    yield date(2019, 2, 11)
    decision = fund.decide("Mission à Palu (fictif)", approved=5_200)
    fund.allocate(COSTS, 5_200, decision)
    yield date(2019, 3, 18)
    works.spend(fund, Heading.MISSION, 3_912.80)
    works.spend(fund, Heading.MISSION, 874.35)
    yield date(2019, 6, 28)
    fund.become(FundState.COLLECTED)
    fund.withdraw_fees()
    yield date(2019, 9, 19)
    decision = fund.decide("Plan de travail pour Palu (fictif)", approved=95_000)
    fund.allocate("palu-alliance", 34_000, decision)
    fund.allocate("palu-memorial", 38_000, decision)
    fund.allocate("palu-pme", 20_000, decision)
    for project in _PROJECTS:
        fund.status(project, ProjectStatus.APPROVED)
    yield date(2019, 11, 7)
    works.sign(fund, "palu", _PARTNER, list(_PROJECTS), 45_000, 45_000, 30_000)
    fund.become(FundState.IMPLEMENTING)
    for project in _PROJECTS:
        fund.status(project, ProjectStatus.UNDER_WAY)
    yield date(2019, 12, 10)
    works.pay(fund, "palu", "palu-alliance", 18_000, rank=1, local=_RUPIAH)
    works.pay(fund, "palu", "palu-memorial", 17_000, rank=1, local=_RUPIAH)
    works.pay(fund, "palu", "palu-pme", 10_000, rank=1, local=_RUPIAH)
    yield date(2019, 12, 31)
    turns.other_money(fund, DonationKind.INCOME, 63.74, "Intérêts du compte dédié")
    yield from _delay(fund)
    yield from _end(fund)
    # Some donors have answered what is to become of the rest; nothing was done about it yet.
    yield date(2022, 11, 14)
    for gift in gifts[:5]:
        plans.wish(fund, gift, Leftover.REFUND)


def _delay(fund: FundStage) -> Story:
    yield date(2020, 3, 2)
    works.justify(fund, "palu", "palu-alliance", "Séminaire des élus", 8_412.50)
    works.justify(fund, "palu", "palu-pme", "Four de la boulangerie", 78_000_000, currency="IDR")
    yield date(2020, 6, 15)
    reason = "Covid-19\u00a0: réunions et chantiers reportés (fictif)"
    for project in _PROJECTS:
        fund.status(project, ProjectStatus.SLOWED, reason)
    yield date(2020, 10, 22)
    decision = fund.decide("Complément pour le parc mémorial (fictif)", approved=20_000)
    fund.allocate("palu-memorial", 20_000, decision)
    yield date(2021, 2, 9)
    works.justify(fund, "palu", "palu-alliance", "Formations des agents", 9_104.20)
    works.justify(fund, "palu", "palu-pme", "Atelier textile", 62_500_000, currency="IDR")
    yield date(2021, 5, 18)
    for project in _PROJECTS:
        fund.status(project, ProjectStatus.UNDER_WAY)
    works.pay(fund, "palu", "palu-memorial", 25_000, rank=2, local=_RUPIAH)
    works.pay(fund, "palu", "palu-alliance", 12_000, rank=2, local=_RUPIAH)
    works.pay(fund, "palu", "palu-pme", 8_000, rank=2, local=_RUPIAH)
    yield date(2021, 11, 24)
    works.justify(fund, "palu", "palu-memorial", "Terrassement et gros œuvre", 28_640)
    works.justify(fund, "palu", "palu-pme", "Ferme urbaine", 120_000_000, currency="IDR")


def _end(fund: FundStage) -> Story:
    yield date(2022, 3, 10)
    decision = fund.decide("Dernières affectations (fictif)", approved=9_000)
    fund.allocate("palu-memorial", 9_000, decision)
    works.pay(fund, "palu", "palu-memorial", 24_000, rank=3, local=_RUPIAH)
    works.pay(fund, "palu", "palu-alliance", 4_000, rank=3, local=_RUPIAH)
    yield date(2022, 5, 28)
    works.justify(fund, "palu", "palu-memorial", "Aménagement du parc", 35_210.40)
    works.justify(fund, "palu", "palu-alliance", "Publication et restitution", 15_890.30)
    fund.status("palu-memorial", ProjectStatus.COMPLETED)
    yield date(2022, 9, 30)
    works.justify_rest(fund, "palu", "palu-alliance", "Bilan de l’alliance")
    works.justify_rest(fund, "palu", "palu-pme", "Accompagnement des entreprises")
    for project in ("palu-alliance", "palu-pme"):
        fund.status(project, ProjectStatus.COMPLETED)
    fund.become(FundState.CLOSING)
    fund.withdraw_fees()
