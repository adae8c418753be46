"""Afrique post-Covid-19 2020, called ghana-2020: closed, with nothing left in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fundtracker.demo import plans, turns, works
from fundtracker.demo.donors import Donors, gifts_of_invented, gifts_of_named
from fundtracker.demo.fund import COSTS, FundStage, euros
from fundtracker.demo.gifts import Way, gift_story
from fundtracker.donations.kinds import Leftover
from fundtracker.funds.states import FundState
from fundtracker.projects.kinds import ProjectStatus
from fundtracker.spending.headings import Heading

if TYPE_CHECKING:
    from fundtracker.demo.gifts import Gift
    from fundtracker.demo.stage import Story

CODE = "ghana-2020"

_CEDI = works.Local("GHS", 6.9)
_KUMASI = ("kumasi-sante", "kumasi-sensibilisation", "kumasi-formation")

_WAYS = (Way.CANCELLED, Way.PROMISED, Way.REDUCED, Way.RAISED, Way.INSTALMENTS)


def stories(fund: FundStage, donors: Donors, lebanon: FundStage) -> list[Story]:
    """Return the stories of the fund and of its 19 gifts."""
    since = date(2020, 4, 6)
    named = gifts_of_named(fund, donors, total=euros(30_000), since=since, days=40)
    others = gifts_of_invented(
        fund, donors, 18, total=euros(162_000), since=since, days=40, ways=_WAYS
    )
    return [
        _fund_story(fund, others, lebanon),
        *(gift_story(fund, it) for it in [*named, *others]),
    ]


def _fund_story(fund: FundStage, others: list[Gift], lebanon: FundStage) -> Story:
    yield date(2020, 3, 27)
    fund.open()
    yield date(2020, 11, 5)
    decision = fund.decide("Grand Kumasi et Mali (fictif)", approved=105_000)
    fund.become(FundState.PROGRAMMING)
    fund.allocate(COSTS, 2_400, decision)
    fund.allocate("kumasi-sante", 42_000, decision)
    fund.allocate("kumasi-sensibilisation", 14_000, decision)
    fund.allocate("kumasi-formation", 18_000, decision)
    fund.allocate("mali", 22_000, decision)
    for project in (*_KUMASI, "mali"):
        fund.status(project, ProjectStatus.APPROVED)
    yield date(2020, 11, 19)
    works.sign(fund, "kumasi", "VNG International", list(_KUMASI), 60_000, 60_000, 60_000)
    works.sign(fund, "mali", "Partenaire au Mali (nom non publié)", ["mali"], 20_000, 20_000)
    fund.become(FundState.IMPLEMENTING)
    for project in (*_KUMASI, "mali"):
        fund.status(project, ProjectStatus.UNDER_WAY)
    yield from _works(fund)
    yield from _closing(fund, others, lebanon)


def _works(fund: FundStage) -> Story:
    yield date(2020, 12, 8)
    works.pay(fund, "kumasi", "kumasi-sante", 32_000, rank=1, local=_CEDI)
    works.pay(fund, "kumasi", "kumasi-sensibilisation", 8_000, rank=1, local=_CEDI)
    works.pay(fund, "mali", "mali", 18_000, rank=1)
    yield date(2021, 2, 25)
    works.justify(
        fund,
        "kumasi",
        "kumasi-sante",
        "Matériel sanitaire, première remise",
        186_300,
        currency="GHS",
    )
    yield date(2021, 5, 17)
    works.pay(fund, "kumasi", "kumasi-formation", 15_000, rank=2, local=_CEDI)
    works.justify(fund, "kumasi", "kumasi-formation", "Formation des élus", 71_240, currency="GHS")
    works.justify(
        fund, "kumasi", "kumasi-sensibilisation", "Spots et ateliers", 48_900, currency="GHS"
    )
    yield date(2021, 6, 21)
    works.spend(fund, Heading.MISSION, 1_986.20)
    works.justify(fund, "mali", "mali", "Équipements et fournitures", 12_640.80)
    yield date(2021, 7, 6)
    works.justify(fund, "mali", "mali", "Réhabilitation", 7_120)


def _closing(fund: FundStage, others: list[Gift], lebanon: FundStage) -> Story:
    yield date(2021, 9, 27)
    fund.become(FundState.CLOSING)
    decision = fund.decide("Reliquat\u00a0: suites au Liban et dernières actions (fictif)")
    # Two donors let what is left of their gifts go on to Lebanon, one takes it back.
    for gift in others[6:8]:
        plans.wish(fund, gift, Leftover.CARRY_OVER, to_fund=lebanon)
        turns.carry_rest(fund, gift, lebanon, decision)
    plans.wish(fund, others[8], Leftover.REFUND)
    turns.refund_rest(fund, others[8], decision)
    fund.allocate_rest("kumasi-formation", decision)
    yield date(2021, 10, 12)
    works.pay_rest(fund, "mali", "mali")
    for project in _KUMASI:
        works.pay_rest(fund, "kumasi", project)
    works.spend_rest(fund, Heading.AUDIT)
    yield date(2021, 12, 14)
    for project in _KUMASI:
        works.justify_rest(fund, "kumasi", project, "Rapport financier final")
    works.justify_rest(fund, "mali", "mali", "Renforcement des capacités")
    yield date(2022, 2, 10)
    for project in (*_KUMASI, "mali", COSTS):
        fund.status(project, ProjectStatus.CLOSED)
    fund.withdraw_fees()
    fund.become(FundState.CLOSED, "Publié comme clos")
