"""Mozambique 2019: resilient houses, a partner that fails, a donor paid back, another's wish."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fundtracker.demo import turns, works
from fundtracker.demo.donors import Donors, gifts_of_invented
from fundtracker.demo.fund import COSTS, FundStage, euros
from fundtracker.demo.gifts import Way, gift_story
from fundtracker.funds.states import DecisionBody, FundState
from fundtracker.projects.kinds import ProjectStatus
from fundtracker.spending.headings import Heading

if TYPE_CHECKING:
    from fundtracker.demo.gifts import Gift
    from fundtracker.demo.stage import Story

CODE = "mozambique-2019"

_METICAL = works.Local("MZN", 71.4)
_BUILDER = "ONU-Habitat"
_TRAINER = "Partenaire de formation (nom non publié)"

_WAYS = (Way.PROMISED, Way.VOTED, Way.CALLED, Way.CANCELLED, Way.REDUCED, Way.INSTALMENTS)


def stories(fund: FundStage, donors: Donors) -> list[Story]:
    """Return the stories of the fund and of its 20 gifts."""
    gifts = gifts_of_invented(
        fund, donors, 20, total=euros(84_000), since=date(2019, 4, 1), days=110, ways=_WAYS
    )
    gifts[8].project = "dondo-formation"
    gifts[9].fee_rate_bp = 0
    gifts[9].note += " Sa convention écarte les frais de gestion (fictif)."
    gifts[10].starts_on = date(2020, 2, 10)
    return [_fund_story(fund, gifts), *(gift_story(fund, it) for it in gifts)]


def _fund_story(fund: FundStage, gifts: list[Gift]) -> Story:
    yield date(2019, 3, 25)
    fund.open()
    yield date(2019, 9, 2)
    decision = fund.decide("Mission à Dondo (fictif)", approved=3_600)
    fund.allocate(COSTS, 3_600, decision)
    yield date(2019, 10, 8)
    works.spend(fund, Heading.MISSION, 3_247.90)
    fund.become(FundState.PROGRAMMING)
    yield date(2019, 11, 28)
    decision = fund.decide("Maisons résilientes et formation (fictif)", approved=52_000)
    fund.allocate("dondo-maisons", 30_000, decision)
    fund.allocate("dondo-formation", 12_000, decision)
    for project in ("dondo-maisons", "dondo-formation"):
        fund.status(project, ProjectStatus.APPROVED)
    yield date(2020, 1, 14)
    works.sign(fund, "houses", _BUILDER, ["dondo-maisons"], 18_000, 14_000, 10_000)
    works.sign(fund, "training", _TRAINER, ["dondo-formation"], 6_000, 6_000)
    fund.become(FundState.IMPLEMENTING)
    yield from _works(fund)
    yield from _turns(fund, gifts)


def _works(fund: FundStage) -> Story:
    yield date(2020, 1, 30)
    works.pay(fund, "houses", "dondo-maisons", 18_000, rank=1, local=_METICAL)
    works.pay(fund, "training", "dondo-formation", 6_000, rank=1)
    fund.status("dondo-maisons", ProjectStatus.UNDER_WAY)
    fund.status("dondo-formation", ProjectStatus.UNDER_WAY)
    yield date(2020, 7, 17)
    works.justify(fund, "houses", "dondo-maisons", "Maison modèle", 612_400, currency="MZN")
    works.justify(fund, "training", "dondo-formation", "Plan de réponse rapide", 3_150.40)
    yield date(2020, 8, 3)
    fund.status(
        "dondo-formation",
        ProjectStatus.SUSPENDED,
        "Le partenaire ne répond plus (fictif)",
    )
    yield date(2021, 3, 16)
    works.pay(fund, "houses", "dondo-maisons", 11_500, rank=2, local=_METICAL)
    yield date(2021, 9, 22)
    works.justify(
        fund, "houses", "dondo-maisons", "Deuxième et troisième maisons", 905_300, currency="MZN"
    )
    works.justify(fund, "houses", "dondo-maisons", Heading.EXCHANGE_LOSS, 182.60)


def _turns(fund: FundStage, gifts: list[Gift]) -> Story:
    yield date(2021, 12, 2)
    decision = fund.decide("Avance non recouvrable (fictif)", approved=1_849.60)
    works.give_back(fund, "training", "dondo-formation", 1_000, "Remboursement partiel (fictif)")
    works.give_up(
        fund,
        "training",
        "dondo-formation",
        1_849.60,
        decision,
        "Partenaire en liquidation (fictif)",
    )
    yield date(2022, 2, 17)
    decision = fund.decide("Échange entre deux dons (fictif)", approved=800)
    turns.stand_in(fund, "dondo-formation", (gifts[11], gifts[12]), euros(120), decision)
    yield date(2022, 4, 11)
    turns.stand_still(
        fund, gifts[13], "Élections municipales\u00a0: attendre le nouveau conseil (fictif)"
    )
    yield date(2022, 9, 5)
    turns.stand_still(
        fund, gifts[13], "Le nouveau conseil confirme son don (fictif)", is_frozen=False
    )
    yield date(2022, 10, 13)
    decision = fund.decide(
        "Demande de remboursement d’un donateur (fictif)", body=DecisionBody.BUREAU
    )
    turns.refund_rest(fund, gifts[14], decision)
    fund.withdraw_fees()
