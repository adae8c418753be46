"""How a collectivité gives in the demonstration: one story for each donation, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from fundtracker.demo.papers import keep_paper
from fundtracker.donations.kinds import DonationKind, StepKind
from fundtracker.donations.receive import ReceivePayment, receive
from fundtracker.donations.record import (
    RecordDonation,
    RecordStep,
    record_donation,
    record_step,
)
from fundtracker.funds.states import Origin
from fundtracker.money import Cents, split
from fundtracker.projects.kinds import ActionType, Theme
from fundtracker.users.models import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from fundtracker.demo.fund import FundStage
    from fundtracker.demo.stage import Story
    from fundtracker.donations.models import DonationStep, Receipt

_DAY = timedelta(days=1)

# From what a grant needs an agreement on (décret 2001-495), and CUF calls for the money.
_AGREEMENT_FROM = Cents(800_000)


class Way(Enum):
    """How far a gift comes, and by which turns."""

    PAID = auto()
    INSTALMENTS = auto()
    RAISED = auto()
    REDUCED = auto()
    PARTLY_PAID = auto()
    CALLED = auto()
    VOTED = auto()
    PROMISED = auto()
    CANCELLED = auto()


@dataclass(kw_only=True)
class Gift:
    """A donation to come: whose, how much in cents, from when on, and what binds it."""

    donor: Callable[[], int]
    amount: Cents
    starts_on: date
    way: Way = Way.PAID
    source: str | None = None
    note: str = ""
    published: StepKind | None = None
    published_on: date | None = None
    published_amount: Cents | None = None
    budget: Theme = Theme.GENERAL
    action_type: ActionType | None = None
    project: str | None = None
    fee_rate_bp: int | None = None
    # Filled in as the story goes on.
    id: int = 0
    receipts: list[Receipt] = field(default_factory=list)


def gift_story(fund: FundStage, gift: Gift) -> Story:
    """Tell a gift from its promise to its last payment."""
    teller = _Teller(fund, gift)
    yield gift.starts_on
    _record(fund, gift)
    yield from _commit(teller)
    if gift.way in {Way.PROMISED, Way.VOTED, Way.CALLED, Way.CANCELLED}:
        return
    for part in _payments(gift):
        yield teller.later(15, 70)
        teller.receive(part)


def _record(fund: FundStage, gift: Gift) -> None:
    donation = record_donation(
        fund.session,
        RecordDonation(
            fund_id=fund.id,
            kind=DonationKind.GIFT,
            collectivity_id=gift.donor(),
            budget=gift.budget,
            earmark_action_type=gift.action_type,
            earmark_project_id=fund.projects[gift.project] if gift.project else None,
            fee_rate_bp=gift.fee_rate_bp,
            note=gift.note,
        ),
        by=fund.stage.sign(),
    )
    gift.id = donation.id


def _commit(teller: _Teller) -> Story:
    """Tell the steps before the money: promise, vote, agreement, call, and their changes."""
    gift = teller.gift
    if gift.published is not StepKind.VOTED:
        teller.step(StepKind.PROMISED, gift.amount)
        if gift.way is Way.PROMISED:
            return
        yield teller.later(20, 90)
    if gift.way is Way.CANCELLED:
        teller.step(StepKind.CANCELLED, gift.amount, reference="Vote défavorable (fictif)")
        return
    vote = teller.step(StepKind.VOTED, gift.amount)
    if gift.way is Way.VOTED:
        return
    if gift.way is Way.RAISED:
        yield teller.later(40, 80)
        more = Cents(gift.amount * 3 // 2)
        teller.step(StepKind.VOTED, more, replaces=vote)
    if gift.way is Way.REDUCED:
        yield teller.later(30, 60)
        teller.step(StepKind.REDUCED, Cents(gift.amount // 2))
    if gift.amount >= _AGREEMENT_FROM and gift.way in {Way.PAID, Way.INSTALMENTS, Way.CALLED}:
        yield teller.later(10, 40)
        teller.step(StepKind.AGREED, gift.amount)
    if gift.way in {Way.INSTALMENTS, Way.PARTLY_PAID, Way.CALLED}:
        yield teller.later(5, 20)
        teller.step(StepKind.CALLED, gift.amount)


def _payments(gift: Gift) -> list[Cents]:
    if gift.way is Way.RAISED:
        return [Cents(gift.amount * 3 // 2)]
    if gift.way is Way.REDUCED:
        return [Cents(gift.amount - gift.amount // 2)]
    if gift.way is Way.PARTLY_PAID:
        return [Cents(gift.amount // 2)]
    if gift.way is Way.INSTALMENTS:
        return split(gift.amount, [2, 1, 1])
    return [gift.amount]


_WORDS = {
    StepKind.PROMISED: "Courrier",
    StepKind.VOTED: "Délibération",
    StepKind.AGREED: "Convention",
    StepKind.CALLED: "Appel de fonds",
    StepKind.REDUCED: "Délibération modificative",
    StepKind.CANCELLED: "Courrier",
}


class _Teller:
    """Records one gift's steps and payments on the stage's day."""

    def __init__(self, fund: FundStage, gift: Gift) -> None:
        self.stage = fund.stage
        self.random = fund.random
        self.gift = gift

    def later(self, at_least: int, at_most: int) -> date:
        """Return a day that many days from the stage's, drawn from the seed; never a Sunday."""
        day = self.stage.today + timedelta(days=self.random.randint(at_least, at_most))
        return day + _DAY if day.weekday() == 6 else day  # noqa: PLR2004 - Sunday

    def step(
        self,
        kind: StepKind,
        amount: Cents,
        *,
        replaces: DonationStep | None = None,
        reference: str = "",
    ) -> DonationStep:
        """Record a step: as published where it was, else fictitious with a fictitious paper."""
        gift = self.gift
        is_published = kind is gift.published
        day = self.stage.today
        file = None
        if is_published:
            amount = gift.published_amount or amount
            day = gift.published_on or day
        else:
            paper = f"{_WORDS[kind]} {day.year}-{self.stage.paper():03} (fictif)"
            reference = reference or paper
            if kind in {StepKind.VOTED, StepKind.AGREED}:
                file = keep_paper(
                    self.stage, _WORDS[kind], reference, f"Montant\u00a0: {amount // 100} euros"
                )
        return record_step(
            self.stage.session,
            RecordStep(
                donation_id=gift.id,
                kind=kind,
                amount=amount,
                dated_on=day,
                reference=reference,
                replaces_id=replaces.id if replaces else None,
                file_sha256=file,
                origin=Origin.PUBLISHED if is_published else Origin.FICTITIOUS,
                source=gift.source if is_published else None,
            ),
            by=self.stage.sign(),
        )

    def receive(self, amount: Cents) -> None:
        """Record a fictitious payment."""
        self.gift.receipts.append(
            receive(
                self.stage.session,
                ReceivePayment(
                    donation_id=self.gift.id,
                    amount=amount,
                    received_on=self.stage.today,
                    payer="Service de gestion comptable (fictif)",
                    bank_reference=f"VIR FICTIF {self.stage.paper():05}",
                    origin=Origin.FICTITIOUS,
                ),
                by=self.stage.sign(Role.ACCOUNTANT),
            )
        )
