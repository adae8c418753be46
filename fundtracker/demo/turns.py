"""The turns of gifts: frozen, corrected, refunded, carried over; and money of other kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.allocations.substitute import Substitute, substitute
from fundtracker.corrections.correct_receipt import CorrectReceipt, correct_receipt
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.demo.fund import FundStage, euros
from fundtracker.donations.give_back import CarryOverTo, Refund, carry_over, refund
from fundtracker.donations.queries import balances_of
from fundtracker.donations.receive import ReceivePayment, receive
from fundtracker.donations.record import Freeze, RecordDonation, freeze, record_donation
from fundtracker.funds.states import Origin
from fundtracker.ledger.places import Place
from fundtracker.users.models import Role

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.demo.gifts import Gift
    from fundtracker.donations.kinds import DonationKind
    from fundtracker.money import Cents


def other_money(fund: FundStage, kind: DonationKind, amount: float, note: str) -> int:
    """Receive money that is nobody's gift; return the donation's id."""
    donation = record_donation(
        fund.session,
        RecordDonation(fund_id=fund.id, kind=kind, note=f"{note} (fictif)"),
        by=fund.stage.sign(Role.ACCOUNTANT),
    )
    receive(
        fund.session,
        ReceivePayment(
            donation_id=donation.id,
            amount=euros(amount),
            received_on=fund.stage.today,
            payer=note,
            bank_reference=f"VIR FICTIF {fund.stage.paper():05}",
            origin=Origin.FICTITIOUS,
        ),
        by=fund.stage.sign(Role.ACCOUNTANT),
    )
    return donation.id


def receive_wrongly(fund: FundStage, gift: Gift, amount: float) -> None:
    """Record a payment with a slip in its amount, for the correction that follows."""
    gift.receipts.append(
        receive(
            fund.session,
            ReceivePayment(
                donation_id=gift.id,
                amount=euros(amount),
                received_on=fund.stage.today,
                bank_reference=f"VIR FICTIF {fund.stage.paper():05}",
                origin=Origin.FICTITIOUS,
            ),
            by=fund.stage.sign(Role.ACCOUNTANT),
        )
    )


def correct(fund: FundStage, gift: Gift, amount: float, received_on: date, reason: str) -> None:
    """Correct the last payment of a gift to euros on a day."""
    right = correct_receipt(
        fund.session,
        CorrectReceipt(
            receipt_id=gift.receipts[-1].id,
            amount=euros(amount),
            received_on=received_on,
            reason=reason,
        ),
        by=fund.stage.sign(Role.ACCOUNTANT),
    )
    gift.receipts[-1] = right


def undo(fund: FundStage, number: int, reason: str) -> None:
    """Reverse an entry of the fund."""
    reverse(
        fund.session,
        Reverse(fund_id=fund.id, numbers=(number,), on=fund.stage.today, reason=reason),
        by=fund.stage.sign(Role.ACCOUNTANT),
    )


def stand_still(fund: FundStage, gift: Gift, reason: str, *, is_frozen: bool = True) -> None:
    """Freeze a gift, or let it move again."""
    freeze(
        fund.session,
        Freeze(donation_id=gift.id, is_frozen=is_frozen, dated_on=fund.stage.today, reason=reason),
        by=fund.stage.sign(),
    )


def left_of(fund: FundStage, gift: Gift) -> Cents:
    """Return what a gift has left to allocate, in cents."""
    return balances_of(fund.session, gift.id)[Place.UNALLOCATED]


def refund_rest(fund: FundStage, gift: Gift, decision: int) -> None:
    """Give back to the donor all that is left to allocate of its gift."""
    refund(
        fund.session,
        Refund(
            donation_id=gift.id,
            amount=left_of(fund, gift),
            on=fund.stage.today,
            decision_id=decision,
            bank_reference=f"VIR FICTIF {fund.stage.paper():05}",
        ),
        by=fund.stage.sign(Role.ACCOUNTANT),
    )


def carry_rest(fund: FundStage, gift: Gift, to_fund: FundStage, decision: int) -> None:
    """Carry all that is left to allocate of a gift over to another fund, with consent."""
    carry_over(
        fund.session,
        CarryOverTo(
            donation_id=gift.id,
            to_fund_id=to_fund.id,
            amount=left_of(fund, gift),
            on=fund.stage.today,
            decision_id=decision,
            consent=f"Courrier d’accord {fund.stage.today.year}-{fund.stage.paper():03} (fictif)",
        ),
        by=fund.stage.sign(Role.ADMIN),
    )


def stand_in(
    fund: FundStage, project: str, gifts: tuple[Gift, Gift], amount: Cents, decision: int
) -> None:
    """Let the second gift stand where the first one stood in a project, still to be paid."""
    first, second = gifts
    substitute(
        fund.session,
        Substitute(
            project_id=fund.projects[project],
            place=Place.HELD,
            donation_id=first.id,
            by_donation_id=second.id,
            amount=amount,
            on=fund.stage.today,
            decision_id=decision,
            reason="Souhait du donateur\u00a0: son don ira à l’autre projet (fictif)",
        ),
        by=fund.stage.sign(),
    )
